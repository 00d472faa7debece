import { chmodSync, mkdirSync } from "node:fs";

/**
 * Makes a folder that only the edge's user may look into, also where it was there with other rights. Throws system
 * errors.
 */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
}
