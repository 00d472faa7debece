import { expect, it } from "vitest";
import { oddly } from "../../../fakes/net/hostile.ts";

it("an oddity inside another one of the same or the next case never makes a cyclic value", () => {
  const nested = [[[]]];
  const message = { a: 1, b: 2 };
  const inside = oddly(message, [
    [[0], nested, "value"],
    [[0, 0], nested, "value"],
  ]);
  expect(JSON.parse(inside.toString())).toEqual({ a: [[[[]]]], b: 2 });
  expect(JSON.parse(oddly(message, [[[1], nested, "value"]]).toString())).toEqual({ a: 1, b: [[[]]] });
  expect(message).toEqual({ a: 1, b: 2 });
});

it("an oddity is as deep as its path, even where the path has the same step twice", () => {
  expect(JSON.parse(oddly({ a: { b: { c: 1 } } }, [[[0, 1, 0], "x", "value"]]).toString())).toEqual({
    a: { b: { c: "x" } },
  });
});
