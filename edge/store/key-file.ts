import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { EdgeError } from "../contracts/errors.ts";
import { createFileSync } from "./replace-file.ts";

/**
 * The secret key of a file, hex, made at the first use and readable by its owner alone. `without`: what a person loses
 * who deletes a damaged one. Throws EdgeError `disk` when it is damaged.
 */
export function keyIn(path: string, without: string): string {
  if (!existsSync(path)) createFileSync(path, randomBytes(32).toString("hex"), { mode: 0o600 });
  const key = readFileSync(path, "utf8").trim();
  // With an empty key anybody could sign or guess, so a short one is refused.
  if (!/^[0-9a-f]{64}$/.test(key))
    throw new EdgeError("disk", `${path} is damaged; restore it from a backup, or delete it: ${without}`);
  return key;
}
