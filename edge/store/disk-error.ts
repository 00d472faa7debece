import { dirname } from "node:path";
import { EdgeError, reasonOf } from "../contracts/errors.ts";

/** EdgeError `disk` for a failed write, with the path, the user and what to run. */
export function diskError(path: string, error: unknown): EdgeError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const user = process.getuid === undefined ? (process.env["USERNAME"] ?? "this user") : `user ${process.getuid()}`;
  return new EdgeError("disk", `${user} cannot write ${path} (${code ?? reasonOf(error)}): ${remedyFor(code, path)}`, {
    cause: error,
  });
}

function remedyFor(code: string | undefined, path: string): string {
  if (code === "EACCES" || code === "EPERM")
    return `run: sudo chown -R ${process.getuid?.() ?? "USER"} ${dirname(path)}`;
  if (code === "EROFS") return "it lies on a read-only mount; choose another --data-dir";
  if (code === "ENOSPC" || code === "EDQUOT") return "the disk is full; make room and start again";
  if (code === "EIO") return "the disk reports an error; look at the system log, and replace the disk where it is worn";
  return "check the path";
}
