import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";

/** Returns the path of a new or empty folder. Throws EdgeError `bad-request` where the folder is not empty. */
export function emptyFolder(path: string): string {
  if (existsSync(path) && readdirSync(path).length > 0)
    throw new EdgeError("bad-request", `${path} is not empty; name a new folder, or compare with --diff ${path}`);
  return path;
}

/** Readable by the owner only: a config refuses secrets that others can read. */
const SECRETS = "secrets/";

/** Writes a proposed config and prints the next step. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [name, text] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, name.startsWith(SECRETS) ? { mode: 0o600 } : {});
  }
  process.stdout.write(
    `\nWrote ${files.size} files to ${folder}. Next: gemba check ${folder}, then gemba edge --config ${folder}\n`,
  );
}
