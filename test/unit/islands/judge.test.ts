import { expect, it } from "vitest";
import { factsOf } from "../../../edge/islands/facts.ts";
import { previewOf, problemsOf } from "../../../edge/islands/judge.ts";
import { islandsSection } from "../../../edge/islands/section.ts";
import { FACTS, ISLANDS, island, MOVED, VARIANTS } from "../../fakes/islands.ts";

const codes = (islands: Parameters<typeof problemsOf>[0], facts = FACTS, seen: readonly string[] = []) =>
  problemsOf(islands, facts, seen).map(({ code, steps }) => `${code} ${steps.join("/")}`);

it("[IS2] the islands of the fake plant are possible", () => {
  expect(codes(ISLANDS)).toEqual([]);
  expect(codes(MOVED)).toEqual([]);
  expect(codes([])).toEqual([]);
});

it("[IS2] all problems are named at once, each with its place and remedy", () => {
  const islands = [
    island("small", ["CNC-101", "CNC-777", "RCK-01"], ["PH-40A", "PH-99*"]),
    island("small", ["CNC-101", "CNC-201"], ["PH-80A", "PH-40*"]),
  ];
  expect(codes(islands)).toEqual([
    "island-twice 1/id",
    "island-machine-unknown 0/machines/1",
    "island-machine-idle 0/machines/2",
    "island-machine-twice 1/machines/0",
    "island-variant-unknown 0/variants/1",
    "island-variant-twice 1/variants/1",
  ]);
  for (const { message, remedy } of problemsOf(islands, FACTS, [])) {
    for (const text of [message, remedy]) expect(text.zh).toMatch(/\p{Script=Han}/u);
    expect(remedy.en).not.toBe("");
  }
});

it("[IS2] a variant without a machine of its island at a step is refused, though others could make it", () => {
  const lathes = ["CNC-101", "CNC-102", "CNC-103", "CNC-104"];
  const islands = [island("small", ["CNC-201"], ["PH-40A"]), island("large", lathes, ["PH-80*"])];
  expect(codes(islands)).toEqual(["island-no-machine 0/variants/0"]);
  expect(problemsOf(islands, FACTS, [])[0]?.message.en).toBe(
    "PH-40A has no machine at OP10: of CNC-101, CNC-102, CNC-103, CNC-104, which can make it, each belongs to " +
      "another island",
  );
  // A pattern stands for variants to come where the config lists none.
  expect(codes([island("small", [], ["PH-4*"]), islands[1]] as typeof islands, { ...FACTS, variants: [] })).toEqual([
    "island-no-machine 0/variants/0",
  ]);
  expect(codes([{ ...islands[0], variants: ["PH-4*"] }, islands[1]] as typeof islands, FACTS, ["PH-41"])).toEqual([
    ...["island-no-machine 0/variants/0", "island-no-machine 0/variants/0", "island-no-machine 0/variants/0"],
  ]);
});

it("[IS2] machines that cannot make a variant do not count", () => {
  const facts = factsOf({
    assets: [
      { label: "CNC-101", kind: "lathe" },
      { label: "CNC-102", kind: "lathe" },
    ],
    ways: ["CNC-10* > BUF"],
    operations: [],
    variants: [],
    makes: [{ machines: ["CNC-101"], variants: ["PH-40*"] }],
  });
  const islands = [island("one", ["CNC-101"], ["PH-80A"]), island("two", ["CNC-102"], ["PH-40A"])];
  expect(codes(islands, facts)).toEqual(["island-no-machine 0/variants/0"]);
  expect(problemsOf(islands, facts, [])[0]?.message.en).toContain("at CNC-10*: of CNC-102,");
});

it("[IS2] a preview says at which steps the machines of which variants change", () => {
  const { problems, moves } = previewOf({ before: ISLANDS, after: MOVED }, FACTS, []);
  expect(problems).toEqual([]);
  expect(moves.map(({ variant, step }) => `${variant} ${step}`)).toEqual(VARIANTS.map((name) => `${name} OP10`));
  expect(moves[0]).toMatchObject({ before: ["CNC-101", "CNC-102"], after: ["CNC-101"] });
  expect(moves.at(-1)).toMatchObject({ before: ["CNC-103", "CNC-104"], after: ["CNC-102", "CNC-103", "CNC-104"] });
});

it("[IS2] 113 variants on 60 machines are judged and previewed as data", () => {
  const machines = Array.from({ length: 60 }, (_, at) => `CNC-${100 + at}`);
  const variants = Array.from({ length: 113 }, (_, at) => `V${String(at).padStart(3, "0")}`);
  const facts = factsOf({
    assets: machines.map((label) => ({ label, kind: "machining-centre" })),
    ways: ["RCK > CNC-10* > BUF-1 > CNC-11* > BUF-2 > CNC-12* > BUF-3 > CNC-13* > BUF-4 > CNC-14* > BUF-5 > CNC-15*"],
    operations: [],
    variants,
    makes: [],
  });
  const islands = Array.from({ length: 10 }, (_, at) =>
    island(
      `island-${at}`,
      machines.filter((_, number) => number % 10 === at),
      variants.filter((_, number) => number % 10 === at),
    ),
  );
  expect(facts.steps).toHaveLength(6);
  expect(codes(islands, facts)).toEqual([]);
  const after = islands.map((one, at) =>
    at === 0
      ? { ...one, variants: one.variants.slice(1) }
      : at === 1
        ? { ...one, variants: [...one.variants, "V000"] }
        : one,
  );
  const { problems, moves } = previewOf({ before: islands, after }, facts, []);
  expect(problems).toEqual([]);
  expect(moves.map(({ variant, before, after: then }) => `${variant} ${before} ${then}`)).toEqual(
    [0, 1, 2, 3, 4, 5].map((at) => `V000 CNC-1${at}0 CNC-1${at}1`),
  );
});

it("[IS2] the section names the same problems by their place in the config", () => {
  const assets = [{ label: "CNC-101", kind: "lathe" }] as unknown as Parameters<
    NonNullable<typeof islandsSection.problems>
  >[1];
  const section = {
    initial: [{ ...island("one", ["CNC-101", "CNC-9"], []), machines: ["CNC-101", "CNC-9"], variants: [] }],
    variants: [],
    makes: [{ machines: ["DRL-*"], variants: ["V"] }],
  };
  const found = islandsSection.problems?.(section, assets, { material: { ways: ["CNC-1* > BUF", 7], operations: 3 } });
  expect(found?.map(({ steps, code }) => `${steps.join(".")} ${code}`)).toEqual([
    "islands.makes.0.machines.0 island-makes-unknown",
    "islands.initial.0.machines.1 island-machine-unknown",
  ]);
});
