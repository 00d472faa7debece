/** Paths of databases for a test file, deleted after its tests. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Path for a database in a new folder. */
export function recordPath(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `gemba-${name}-`));
  folders.push(folder);
  return join(folder, `${name}.db`);
}
