import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DeadLetters } from "../../../../edge/sinks/influx/dead-letters.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-influx-letters-"));
});
afterEach(() => rm(dir, { recursive: true }));

it("cuts off a torn line after a crash or a full disk", async () => {
  const path = join(dir, "plant-influx.rejected.jsonl");
  await writeFile(path, '{"at":"2026","reason":"first","line":"l"}\n{"at":"2026-1');
  await new DeadLetters(path).add([{ reason: "second", line: "l" }]);
  const lines = (await readFile(path, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { reason: string });
  expect(lines.map(({ reason }) => reason)).toEqual(["first", "second"]);
});
