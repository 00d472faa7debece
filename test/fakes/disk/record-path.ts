/** Databases of a test file, which are gone when its tests are over. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Where a database may be made: a new folder each time. */
export function recordPath(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `gemba-${name}-`));
  folders.push(folder);
  return join(folder, `${name}.db`);
}
