import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DeadLetters } from "../../../../edge/historian/follow/dead-letters.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-letters-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("the files stay bounded for any number of items, and the newest letters survive a restart", () => {
  const path = join(dir, "dead-letters.txt");
  const letters = new DeadLetters(path, "log", 10_000);
  for (let position = 0; position < 100; position++)
    letters.add({ follower: "material", position, reason: "no such piece", at: position, item: "x".repeat(1_000) });
  expect(readdirSync(dir).sort()).toEqual(["dead-letters.txt", "dead-letters.txt.1"]);
  for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).size).toBeLessThan(13_000);
  const again = new DeadLetters(path, "log", 10_000);
  expect([again.has("material", 99), again.has("material", 90), again.has("material", 0)]).toEqual([true, true, false]);
});
