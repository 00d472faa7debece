import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-heard-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("[Q10] what a session could not write, because it ended first, is written by the next", () => {
  const heard = new LastHeard(folder);
  heard.set("plant/a", 1_000, 1);
  heard.meet();
  heard.set("plant/a", 2_000, 2);
  // The log ended before it had the messages: the result is never called.
  expect(heard.snapshot()).toBeDefined();
  heard.snapshot()?.();
  expect(new LastHeard(folder).get("plant/a")).toEqual({ time: 2_000, count: 2 });
  expect(heard.snapshot()).toBeUndefined();
});

it("[Q10] what is heard between a snapshot and its write is still to be written", () => {
  const heard = new LastHeard(folder);
  heard.set("plant/a", 1_000, 1);
  const write = heard.snapshot();
  heard.set("plant/a", 2_000, 2);
  write?.();
  expect(new LastHeard(folder).get("plant/a")?.time).toBe(1_000);
  heard.snapshot()?.();
  expect(new LastHeard(folder).get("plant/a")?.time).toBe(2_000);
});
