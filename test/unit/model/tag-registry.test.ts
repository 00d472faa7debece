import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { TagType, TagUid } from "../../../edge/contracts/plant/tag.ts";
import { TagRegistry } from "../../../edge/model/tag-registry.ts";
import { temporaryFolder } from "../../fakes/config/plant-folder.ts";

const tag = (uid: string, type: TagType = "number") => ({ tagUid: uid as TagUid, type });

function assignOnce(folder: string, tags: ReturnType<typeof tag>[]): readonly number[] {
  const registry = TagRegistry.open(folder);
  try {
    return registry.assign(tags);
  } finally {
    registry.close();
  }
}

it("[I4] a ref is given once, whatever the order, and never to another tag", () => {
  using folder = temporaryFolder();
  expect(assignOnce(folder.path, [tag("a#x"), tag("a#y"), tag("b#x")])).toEqual([0, 1, 2]);
  expect(assignOnce(folder.path, [tag("b#x"), tag("a#x")])).toEqual([2, 0]);
  // a#y left the config; c#x must not get its ref.
  expect(assignOnce(folder.path, [tag("c#x"), tag("b#x"), tag("a#x")])).toEqual([3, 2, 0]);
  expect(assignOnce(folder.path, [tag("a#y")])).toEqual([1]);
  const registry = TagRegistry.open(folder.path);
  expect(registry.size).toBe(4);
  expect(registry.all()[1]).toEqual({ ref: 1, tagUid: "a#y", type: "number" });
  registry.close();
});

it("[I4] new refs are in the file when they are handed out", () => {
  using folder = temporaryFolder();
  const registry = TagRegistry.open(folder.path);
  registry.assign([tag("a#x", "text")]);
  expect(readFileSync(join(folder.path, "tags.log"), "utf8")).toContain('{"ref":0,"tagUid":"a#x","type":"text"}');
  registry.close();
});

it("[I3] a changed type is refused by name, and nothing is written", () => {
  using folder = temporaryFolder();
  assignOnce(folder.path, [tag("a#x"), tag("a#y")]);
  const before = readFileSync(join(folder.path, "tags.log"), "utf8");
  expect(() => assignOnce(folder.path, [tag("new#z"), tag("a#y", "enum")])).toThrow(
    "a#y was number, is enum. Give the signal a new name, or the old type back",
  );
  expect(readFileSync(join(folder.path, "tags.log"), "utf8")).toBe(before);
});

it("[I4] names that mean something in JavaScript are ordinary tags", () => {
  using folder = temporaryFolder();
  expect(assignOnce(folder.path, [tag("__proto__"), tag("constructor"), tag("__proto__")])).toEqual([0, 1, 0]);
});

it("[I9] wherever the last write was cut off, whole lines before it stay and the tag gets the same ref again", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "tags.log");
  assignOnce(folder.path, [tag("a#x"), tag("a#y")]);
  const kept = readFileSync(path);
  assignOnce(folder.path, [tag("a#z", "text")]);
  const whole = readFileSync(path);
  for (let size = kept.length; size < whole.length; size++) {
    writeFileSync(path, whole);
    truncateSync(path, size);
    expect(assignOnce(folder.path, [tag("a#z", "text"), tag("a#x")])).toEqual([2, 0]);
    expect(readFileSync(path)).toEqual(whole);
  }
});

it("[I9] an end of zeros, as some file systems leave it, is cut off", () => {
  using folder = temporaryFolder();
  assignOnce(folder.path, [tag("a#x")]);
  appendFileSync(join(folder.path, "tags.log"), Buffer.alloc(100));
  expect(assignOnce(folder.path, [tag("a#y"), tag("a#x")])).toEqual([1, 0]);
});

it("[I9] damage before good lines stops the start", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "tags.log");
  assignOnce(folder.path, [tag("a#x"), tag("a#y")]);
  writeFileSync(path, readFileSync(path, "utf8").replace("a#x", "b#x"));
  expect(() => TagRegistry.open(folder.path)).toThrow(
    /tags\.log is damaged in line 2; restore tags\.log from a backup/,
  );
});

it("[I9] a file of a newer version or of another kind is not touched", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "tags.log");
  // The checksums are those of the lines, made with zlib's crc32.
  writeFileSync(path, 'f5a95afb {"format":"gemba tags","version":2}\n');
  const newer = readFileSync(path, "utf8");
  expect(() => TagRegistry.open(folder.path)).toThrow(/newer version \(format 2\)/);
  expect(readFileSync(path, "utf8")).toBe(newer);
});

it("100,000 tags get refs and are read back", () => {
  using folder = temporaryFolder();
  const tags = Array.from({ length: 100_000 }, (_, n) => tag(`urn:acme:asset:${n >> 5}#part/s-${n & 31}`));
  expect(assignOnce(folder.path, tags).at(-1)).toBe(99_999);
  expect(assignOnce(folder.path, tags.toReversed())[0]).toBe(99_999);
});
