import { expect, it } from "vitest";
import {
  dimensionsOf,
  flatPlace,
  parseValuePath,
  valueAt,
} from "../../../../../edge/sources/opcua/decode/value-path.ts";

it("a field path names fields and elements, in any depth", () => {
  expect(parseValuePath("ActPos")).toEqual(["ActPos"]);
  expect(parseValuePath("Records[2].Axis[0][1].Temp")).toEqual(["Records", 2, "Axis", 0, 1, "Temp"]);
  expect(parseValuePath("[1].Temp")).toEqual([1, "Temp"]);
  for (const wrong of ["", "a..b", "a.[1]", "a[x]", "a[1]b", "a.", "a[]"])
    expect(() => parseValuePath(wrong), wrong).toThrow(/cannot be read/);
});

it("a path finds fields in the definition's or the library's spelling, and nothing inherited", () => {
  const value = { records: [{ temp: 1 }, { Temp: 2, list: new Float64Array([7, 8]) }] };
  expect(valueAt(value, parseValuePath("Records[1].Temp"))).toBe(2);
  expect(valueAt(value, parseValuePath("Records[0].Temp"))).toBe(1);
  expect(valueAt(value, parseValuePath("records[1].List[1]"))).toBe(8);
  for (const absent of ["records[2].Temp", "constructor", "records.__proto__", "records[0].temp.x"])
    expect(valueAt(value, parseValuePath(absent)), absent).toBeUndefined();
});

it("[K18] elements of a matrix count row by row; outside of it there is no value", () => {
  expect(flatPlace([1, 2, 3], [2, 3, 4])).toBe(23);
  expect(flatPlace([1], [2, 5])).toBe(5);
  expect(flatPlace([2, 0], [2, 3])).toBeUndefined();
  expect(flatPlace([0, 0, 0], [2, 3])).toBeUndefined();
  expect(dimensionsOf({ value: new Float64Array(6), dimensions: [2, 3] })).toEqual([2, 3]);
  // A server that contradicts itself.
  expect(dimensionsOf({ value: new Float64Array(6), dimensions: [2, 4] })).toEqual([6]);
});
