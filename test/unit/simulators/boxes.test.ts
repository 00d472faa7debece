import { expect, it } from "vitest";
import { partInBox } from "../../../simulators/kernel/boxes.ts";

const BOX = [1, 1, 3, 2] as const;
const part = (x0: number, y0: number, x1: number, y1: number) => partInBox({ x: x0, y: y0 }, { x: x1, y: y1 }, BOX);

it("the part of a segment in a box begins where it enters and ends where it leaves or stops", () => {
  expect(part(0, 1.5, 4, 1.5)).toEqual([0.25, 0.75]);
  expect(part(4, 1.5, 0, 1.5)).toEqual([0.25, 0.75]);
  expect(part(2, 1.5, 6, 1.5)).toEqual([0, 0.25]);
  expect(part(1.2, 1.2, 2.8, 1.8)).toEqual([0, 1]);
});

it("a segment beside a box, before it, or along its corner has no part in it", () => {
  expect(part(0, 2.5, 4, 2.5)).toBeUndefined();
  expect(part(0, 1.5, 0.9, 1.5)).toBeUndefined();
  expect(part(0, 2, 2, 0)).toBeUndefined();
});
