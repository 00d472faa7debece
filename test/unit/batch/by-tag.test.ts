import fc from "fast-check";
import { expect, it } from "vitest";
import { ByTag } from "../../../edge/batch/by-tag.ts";

it("[PA9] a table by tag answers as a map would, in any order of tags", () => {
  const ref = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(fc.array(fc.tuple(ref, fc.string()), { maxLength: 60 }), fc.array(ref), (entries, asked) => {
      const [table, map] = [new ByTag<string>(), new Map<number, string>()];
      for (const [tag, value] of entries) {
        table.set(tag, value);
        map.set(tag, value);
        for (const one of asked) expect(table.get(one)).toBe(map.get(one));
      }
      expect([...table.keys()]).toEqual([...map.keys()]);
    }),
  );
});
