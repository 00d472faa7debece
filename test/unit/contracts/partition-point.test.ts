import fc from "fast-check";
import { expect, it } from "vitest";
import { partitionPoint } from "../../../edge/contracts/partition-point.ts";

it("gives the number of elements below a value, as a linear search does", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (list, value) => {
      const sorted = list.sort((a, b) => a - b);
      const found = partitionPoint(sorted.length, (at) => (sorted[at] as number) < value);
      expect(found).toBe(sorted.filter((one) => one < value).length);
    }),
  );
});
