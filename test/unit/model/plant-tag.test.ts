import { expect, it } from "vitest";
import { demoPlant } from "../../../bench/production/plant-tags.ts";
import { PlantTag, packTags, unpackTags, withLimits } from "../../../edge/model/plant-tag.ts";
import { createTagTable } from "../../../edge/model/tag-table.ts";

const { tags } = await demoPlant();

it("[PA9] another thread gets the same tags", () => {
  const some = tags.all().filter((_, at) => at % 3 !== 0);
  const there = unpackTags(structuredClone(packTags(some)));
  expect(there.length).toBeGreaterThan(1_000);
  expect(JSON.stringify(there)).toBe(JSON.stringify(some));
  for (const [at, tag] of there.entries()) {
    const here = some[at];
    if (here === undefined) throw new Error("there are more tags than were sent");
    expect({ ...plain(tag) }).toEqual(plain(here));
    expect(tag.tagUid).toBe(here.tagUid);
    expect(tag.address).toBe(here.address);
    expect(tag.address).not.toBe("");
  }
});

it("[PA9] shapes are shared by the assets of a type, and what an asset's tags have in common by these", () => {
  const { shapes, places } = packTags(tags.all());
  expect(shapes.length).toBeLessThan(tags.all().length / 2);
  expect(places.length).toBeLessThan(tags.all().length / 10);
});

it("[PA9] only tags of a built plant can be sent to another thread", () => {
  const table = createTagTable([plain(tags.all()[0])], 1);
  expect(() => packTags(table.all())).toThrow(TypeError);
});

it("[CF12] a tag with other limits is otherwise the same", () => {
  const tag = tags.all().find(({ limits }) => limits !== undefined);
  if (tag === undefined) throw new Error("the demo has no limits");
  const other = withLimits(tag, { high: 5 });
  expect(other.limits).toEqual({ high: 5 });
  expect(plain(withLimits(other, tag.limits))).toEqual(plain(tag));
  expect(withLimits(tag, undefined).limits).toBeUndefined();
  expect(tag.limits).not.toBeUndefined();
});

function plain(tag: unknown) {
  if (!(tag instanceof PlantTag)) throw new Error("not a tag of a built plant");
  return tag.toJSON();
}
