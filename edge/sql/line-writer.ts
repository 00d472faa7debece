import { open } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";

const SLICE = 500;

/** Writes rows as lines of JSON, a slice at a time. Returns the path. */
export async function writeLines(path: string, rows: Iterable<object>): Promise<string> {
  await using file = await open(path, "wx", 0o600);
  let lines = "";
  let count = 0;
  for (const row of rows) {
    lines += `${JSON.stringify(row)}\n`;
    if (++count % SLICE !== 0) continue;
    await file.write(lines);
    await turn();
    lines = "";
  }
  await file.write(lines);
  return path;
}
