import { expect, it } from "vitest";
import { islandsOf } from "../../../../edge/forecast/study/answer/islands-of.ts";
import { problemsOf } from "../../../../edge/islands/judge.ts";
import { FACTS } from "../../../fakes/islands.ts";

it("[IS13] the ways of a pick are islands that the running plant takes", () => {
  const islands = islandsOf([
    { kind: "vehicles", add: 1 },
    { kind: "route", variants: "PH-40*", over: ["CNC-101", "CNC-201"] },
    { kind: "route", variants: "PH-50*", over: ["CNC-102", "CNC-201"] },
    { kind: "route", variants: "PH-65*", over: ["CNC-103", "CNC-104", "CNC-202"] },
  ]);
  expect(islands?.map(({ machines, variants }) => `${machines} = ${variants}`)).toEqual([
    "CNC-101,CNC-201,CNC-102 = PH-40*,PH-50*",
    "CNC-103,CNC-104,CNC-202 = PH-65*",
  ]);
  expect(problemsOf(islands ?? [], FACTS)).toEqual([]);
});

it("[IS13] a pick without ways, or with patterns for machines, has none", () => {
  expect(islandsOf([{ kind: "vehicles", add: 1 }])).toBeNull();
  expect(islandsOf([{ kind: "route", variants: "A", over: ["CNC-1*"] }])).toBeNull();
});
