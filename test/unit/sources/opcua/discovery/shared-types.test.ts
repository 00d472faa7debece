import { expect, it } from "vitest";
import type { DraftTag } from "../../../../../edge/sources/opcua/discovery/draft-tags.ts";
import type { FoundAsset } from "../../../../../edge/sources/opcua/discovery/find-assets.ts";
import { SharedTypes } from "../../../../../edge/sources/opcua/discovery/shared-types.ts";

const asset = (name: string) => ({ root: { name }, kind: "box", models: [], variables: [] }) as unknown as FoundAsset;
const speed = (line: number, more: Partial<DraftTag> = {}): DraftTag => ({
  signal: "speed",
  name: { zh: `${line} 号线速度`, en: `Line ${line} speed` },
  type: "number",
  unit: "m/s",
  range: [0, 10 + line],
  limits: { high: 9 },
  binding: { path: "own:Speed" },
  ...more,
});
const running: DraftTag = {
  signal: "running",
  name: { zh: "运行", en: "Running" },
  type: "boolean",
  binding: { path: "own:Running" },
};

it("52 lines with the same members by path, type and unit are one type, in any order and by any name", () => {
  const shared = new SharedTypes();
  const shapes = Array.from({ length: 52 }, (_, line) =>
    shared.add(asset(`Line${line}`), line % 2 === 0 ? [speed(line), running] : [running, speed(line)]),
  );
  const { types, nameOf } = shared.finish();
  expect([...new Set(shapes.map(nameOf))]).toEqual(["line"]);
  expect(types).toEqual([
    {
      name: "line",
      kind: "box",
      tags: [{ ...speed(0), name: { zh: "Speed", en: "Speed" }, range: [0, 61] }, running],
    },
  ]);
});

it("another unit, data type or member is another type; differing limits are left to the engineer", () => {
  const shared = new SharedTypes();
  const drafts = [
    [speed(1)],
    [speed(1, { unit: "mm/s" })],
    [speed(1, { type: "text" })],
    [speed(1), running],
    [speed(1, { limits: { high: 8 } })],
  ];
  const shapes = drafts.map((tags) => shared.add(asset("Press"), tags));
  const { types, nameOf } = shared.finish();
  expect(shapes.map(nameOf)).toEqual(["press", "press-2", "press-3", "press-4", "press"]);
  expect(types[0]?.tags[0]).not.toHaveProperty("limits");
});
