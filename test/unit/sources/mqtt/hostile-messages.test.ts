import { expect, it } from "vitest";
import { oddly } from "../../../fakes/net/hostile.ts";

it("[D9] an oddity put inside another of the same case or the next makes no value that contains itself", () => {
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

it("[D9] an oddity goes as deep as its way says, also where the way takes the same step twice", () => {
  expect(JSON.parse(oddly({ a: { b: { c: 1 } } }, [[[0, 1, 0], "x", "value"]]).toString())).toEqual({
    a: { b: { c: "x" } },
  });
});
