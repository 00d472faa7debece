import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { ConfigError } from "../../../../edge/config/problems.ts";
import { readConfigFile } from "../../../../edge/config/read-file.ts";
import { workPlanSchema } from "../../../../edge/contracts/schedule/work-plan.ts";
import { setUpWork } from "../../../../edge/schedule/plant/plant.ts";
import { workPlanProblems } from "../../../../edge/schedule/plant/problems.ts";
import { readPlant } from "../../../../edge/schedule/plant/read.ts";
import { unusedNames } from "../../../../edge/schedule/plant/unused-names.ts";
import { minute, workPlan } from "./plans.ts";

const PAIR = "{ from: a, to: b, minutes: 1 }";

function problemsIn(text: string): readonly string[] {
  const path = join(mkdtempSync(join(tmpdir(), "gemba-plan-")), "plan.yaml");
  writeFileSync(path, text);
  try {
    readConfigFile(path, workPlanSchema, workPlanProblems);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ line, path, code, message, remedy }) => {
        expect(message.zh).not.toBe(message.en);
        expect(remedy.en.length * remedy.zh.length).toBeGreaterThan(0);
        return `${line} ${path} ${code}`;
      });
    throw error;
  }
  return [];
}

const PLAN = `start: 2026-12-07T06:00Z
calendars:
  - { id: day, windows: [{ days: [1], from: "06:00", to: "08:00" }] }
fixtures: [{ id: jig-1 }]
machines:
  - { id: M1, calendar: day }
  - { id: OVEN, capacity: 4 }
variants:
  - id: V1
    route:
      - { id: turn, fixtures: [jig-1], machines: [{ machine: M1, minutes: 30 }] }
      - { id: cure, family: slow, machines: [{ machine: OVEN, minutes: 90 }] }
orders:
  - { id: O1, variant: V1, quantity: 4, due: 2026-12-08T06:00Z }
`;

it("[SD8] a plan without mistakes is read", () => {
  expect(problemsIn(PLAN)).toEqual([]);
});

it("[SD8] the example of the method's card has no mistakes", () => {
  const card = readFileSync(join(import.meta.dirname, "../../../../docs/methods/plant-schedule.md"), "utf8");
  const [, example = ""] = /```yaml\n(.*?)```/s.exec(card) ?? [];
  expect(example).toContain("orders:");
  expect(problemsIn(example)).toEqual([]);
});

it("[SD8] names that nothing has are reported at once, each with its line", () => {
  const plan = PLAN.replace("calendar: day", "calendar: night")
    .replace("fixtures: [jig-1]", "fixtures: [jig-9]")
    .replace("machine: OVEN", "machine: KILN")
    .replace("variant: V1", "variant: V7");
  expect(problemsIn(plan)).toEqual([
    "6 machines[0].calendar work-plan-unknown",
    "11 variants[0].route[0].fixtures[0] work-plan-unknown",
    "12 variants[0].route[1].machines[0].machine work-plan-unknown",
    "14 orders[0].variant work-plan-unknown",
  ]);
});

it.each([
  ["a circular route", "{ id: turn,", "{ id: turn, after: [cure],", "11 variants[0].route work-plan-circular"],
  ["no capable machine", "[{ machine: M1, minutes: 30 }]", "[]", "11 variants[0].route[0].machines list-short"],
  ["a negative time", "minutes: 30", "minutes: -3", "11 variants[0].route[0].machines[0].minutes number-out-of-range"],
  ["work that fits into no window", "minutes: 30", "minutes: 31", "14 orders[0] work-plan-window"],
  ["a piece beyond a batch", "family: slow,", "family: slow, size: 5,", "14 orders[0].variant work-plan-load"],
  ["a moment that is none", "due: 2026-12-08", "due: 2026-13-08", "14 orders[0].due work-plan-moment"],
  ["a day that no month has", "due: 2026-12-08", "due: 2026-02-30", "14 orders[0].due work-plan-moment"],
  [
    "a closed day that no month has",
    "{ id: day,",
    "{ id: day, closed: [2026-02-30],",
    "3 calendars[0].closed[0] work-plan-day",
  ],
  [
    "a way given twice",
    "calendars:",
    `transport: { between: [${PAIR}, ${PAIR}] }\ncalendars:`,
    "2 transport.between[1] work-plan-twice",
  ],
  [
    "a set-up given twice",
    "calendars:",
    `setUps: [{ id: t, between: [${PAIR}, ${PAIR}] }]\ncalendars:`,
    "2 setUps[0].between[1] work-plan-twice",
  ],
  [
    "an order twice",
    "orders:\n",
    "orders:\n  - { id: O1, variant: V1, due: 2026-12-08T06:00Z }\n",
    "15 orders[1].id work-plan-twice",
  ],
  [
    "a fixture on a batch machine",
    "family: slow,",
    "fixtures: [jig-1],",
    "12 variants[0].route[1].fixtures work-plan-batch-fixture",
  ],
  [
    "a freeze before the start",
    "calendars:",
    "freezeUntil: 2026-12-06T06:00Z\ncalendars:",
    "2 freezeUntil work-plan-freeze",
  ],
  ["an unknown zone", "calendars:", "timeZone: Mars/Olympus\ncalendars:", "2 timeZone work-plan-zone"],
  [
    "a release beyond all calendars",
    "quantity: 4,",
    "quantity: 4, release: 2027-12-07T06:00Z,",
    "14 orders[0] work-plan-horizon",
  ],
] as const)("[SD8] reports %s", (_, from, to, expected) => {
  expect(problemsIn(PLAN.replace(from, to))).toEqual([expected]);
});

it("[SD8] reports closed calendars, two times of one recipe, overlapping prices and a wrong breakdown", () => {
  const closed = PLAN.replace("days: [1],", "days: [1],").replace(
    '"08:00" }] }',
    `"08:00" }], closed: [${mondays()}] }`,
  );
  expect(problemsIn(closed)).toContain("3 calendars[0].windows work-plan-closed");
  const recipes = `${PLAN.replace(
    "variants:\n",
    "variants:\n  - { id: V2, route: [{ id: cure, family: slow, machines: [{ machine: OVEN, minutes: 60 }] }] }\n",
  )}`;
  expect(problemsIn(recipes)).toContain("13 variants[1].route[1].machines[0].minutes work-plan-recipe");
  const prices = '{ from: "06:00", to: "10:00", price: 1 }, { from: "09:00", to: "11:00", price: 2 }';
  const tariff = `${PLAN}tariff: { windows: [${prices}] }\n`;
  expect(problemsIn(tariff)).toEqual(["15 tariff.windows work-plan-tariff"]);
  const gap = PLAN.replace(
    "calendar: day }",
    "calendar: day, unavailable: [{ from: 2026-12-08T06:00Z, to: 2026-12-07T06:00Z }] }",
  );
  expect(problemsIn(gap)).toEqual(["6 machines[0].unavailable[0] work-plan-span"]);
});

function mondays(): string {
  return Array.from({ length: 20 }, (_, week) =>
    new Date(Date.parse("2026-11-30T00:00Z") + week * 7 * 86_400_000).toISOString().slice(0, 10),
  ).join(", ");
}

it("[SD8] reports kept operations that cannot have been made so", () => {
  const times = "setUpStart: 2026-12-07T06:00Z, start: 2026-12-07T06:00Z, end: 2026-12-07T08:00Z";
  const kept = (fields: string) => problemsIn(`${PLAN}kept:\n  - { order: O1, ${fields}, ${times} }\n`);
  expect(kept("operation: turn, machine: OVEN")).toEqual(["16 kept[0].machine work-plan-kept"]);
  expect(kept("operation: cure, machine: OVEN")).toEqual(["16 kept[0].operation work-plan-kept-before"]);
  expect(kept("operation: turn, machine: M1")).toEqual([]);
});

it("[SD8] reports kept operations that overlap on a machine or come before a step that they follow", () => {
  const kept = (rows: readonly (readonly [order: string, step: string, machine: string, from: string, to: string])[]) =>
    problemsIn(
      `${PLAN.replace("orders:", "orders:\n  - { id: O2, variant: V1, due: 2026-12-08T06:00Z }")}kept:\n${rows
        .map(([order, operation, machine, from, to]) => {
          const [start, end] = [from, to].map((clock) => `2026-12-07T${clock}Z`);
          const times = `setUpStart: ${start}, start: ${start}, end: ${end}`;
          return `  - { order: ${order}, operation: ${operation}, machine: ${machine}, ${times} }`;
        })
        .join("\n")}\n`,
    );
  const turned = [
    ["O1", "turn", "M1", "06:00", "06:30"],
    ["O2", "turn", "M1", "06:30", "07:00"],
  ] as const;
  const cured = (order: string, from: string, to: string) => [order, "cure", "OVEN", from, to] as const;
  expect(kept([...turned, cured("O1", "07:00", "08:30"), cured("O2", "07:00", "08:30")])).toEqual([]);
  expect(kept([...turned, cured("O1", "07:00", "08:30"), cured("O2", "08:00", "09:30")])).toEqual([
    "20 kept[3] work-plan-kept-overlap",
  ]);
  expect(kept([...turned, cured("O2", "06:59", "08:29")])).toEqual(["19 kept[2].start work-plan-kept-early"]);
  expect(
    kept([
      ["O1", "turn", "M1", "06:00", "06:30"],
      ["O2", "turn", "M1", "06:29", "06:59"],
    ]),
  ).toEqual(["18 kept[1] work-plan-kept-overlap"]);
});

it("[SD8] reports batches, kept operations and calendars at once", () => {
  const text = PLAN.replace("family: slow,", "family: slow, size: 5,").replace("minutes: 30", "minutes: 31");
  const times = "setUpStart: 2026-12-07T06:00Z, start: 2026-12-07T06:00Z, end: 2026-12-07T08:00Z";
  expect(problemsIn(`${text}kept:\n  - { order: O1, operation: cure, machine: OVEN, ${times} }\n`)).toEqual([
    "14 orders[0].variant work-plan-load",
    "16 kept[0].operation work-plan-kept-before",
    "14 orders[0] work-plan-window",
  ]);
});

it("[SD8] leaves out machines on which a step fits into no window, and refuses it where it fits on none", () => {
  const text = PLAN.replace(
    "[{ machine: M1, minutes: 30 }]",
    "[{ machine: M1, minutes: 31 }, { machine: M2, minutes: 40 }]",
  );
  const both = text.replace("{ id: OVEN, capacity: 4 }", "{ id: OVEN, capacity: 4 }\n  - { id: M2 }");
  expect(problemsIn(both)).toEqual([]);
  const plan = workPlan(parse(both));
  const plant = readPlant(plan);
  expect([...plant.machineOf]).toEqual([2, 1]);
  expect(problemsIn(both.replace("{ id: M2 }", "{ id: M2, calendar: day }"))).toEqual([
    "15 orders[0] work-plan-window",
    "15 orders[0] work-plan-window",
  ]);
});

it("[SD8] the day on which prices overlap is by the plant's clocks", () => {
  const prices =
    '{ days: [1], from: "00:00", to: "02:00", price: 1 }, { days: [1], from: "01:00", to: "03:00", price: 2 }';
  const plan = workPlan(parse(`timeZone: Asia/Shanghai\n${PLAN}tariff: { windows: [${prices}] }\n`));
  // Monday 01:00 there is Sunday 17:00 UTC.
  expect(workPlanProblems(plan).map(({ message }) => message.en)).toEqual([
    "two windows of the tariff overlap on 2026-12-14",
  ]);
});

it("[SD8] reports tables of set-ups and fixtures that take too much memory, and holds no more than is used", () => {
  const plan = workPlan(parse(PLAN));
  const reported = (fields: object) =>
    workPlanProblems(workPlan({ ...parse(PLAN), ...fields })).map(({ steps, code }) => `${steps.join(".")} ${code}`);
  const between = Array.from({ length: 4_500 }, (_, at) => ({ from: `a${at}`, to: `b${at}`, minutes: 1 }));
  expect(reported({ setUps: [{ id: "t", between }] })).toEqual(["setUps work-plan-cells"]);
  expect(reported({ setUps: [{ id: "t", between: between.slice(0, 3_900) }] })).toEqual([]);
  const fixtures = Array.from({ length: 25 }, (_, at) => ({ id: `F${at}`, count: 1_000 }));
  const route = [{ id: "cut", fixtures: fixtures.map(({ id }) => id), machines: [{ machine: "M1", minutes: 1 }] }];
  const variants = [{ id: "V1", route }];
  const orders = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: `O${at}`, variant: "V1", due: "2026-12-08T06:00Z" }));
  expect(reported({ fixtures, variants, orders: orders(801) })).toEqual(["fixtures work-plan-units"]);
  expect(reported({ fixtures, variants, orders: orders(800) })).toEqual([]);
  expect([...readPlant(plan).fixtureCount]).toEqual([1]);
  const windows = Array.from({ length: 100 }, () => ({ from: "06:00", to: "08:00" }));
  const calendars = ["day", "b", "c"].map((id) => ({ id, windows }));
  expect(reported({ horizonDays: 700, calendars })).toEqual(["calendars work-plan-windows"]);
});

it("[SD9] a table of set-ups has the times of its pairs, and its usual ones for all others", () => {
  const between = [
    { from: "a", to: "b", minutes: 3 },
    { from: "b", to: "b", minutes: 4 },
    { from: "a", to: "x", minutes: 9 },
  ];
  const route = (family: string) => [{ id: "s", family, machines: [{ machine: "M1", minutes: 1 }] }];
  const plant = readPlant(
    workPlan({
      ...{ start: minute(0), setUps: [{ id: "t", first: 5, same: 1, other: 7, between }] },
      machines: [{ id: "M1", setUps: "t" }, { id: "M2" }],
      variants: ["a", "b", "c"].map((id) => ({ id, route: route(id) })),
      orders: ["a", "b", "c"].map((id) => ({ id, variant: id, due: minute(9) })),
    }),
  );
  const [a, b, c] = ["a", "b", "c"].map((name) => plant.names.families.indexOf(name)) as [number, number, number];
  const minutes = (from: number, to: number, machine = 0) => setUpWork(plant, machine, from, to) / 60;
  expect([minutes(a, b), minutes(b, b), minutes(a, a), minutes(a, c), minutes(b, a)]).toEqual([3, 4, 1, 7, 7]);
  expect([minutes(0, b), minutes(a, b, 1)]).toEqual([5, 0]);
});

it("[SD8] names in tables that nothing has are told, and not refused", () => {
  const text = PLAN.replace(
    "calendars:",
    "setUps: [{ id: t, between: [{ from: slow, to: slwo, minutes: 1 }] }]\ncalendars:",
  );
  expect(problemsIn(text)).toEqual([]);
  expect(unusedNames(workPlan(parse(text)))).toEqual(["slwo"]);
  const way = PLAN.replace("id: M1,", "id: M1, area: a,").replace(
    "calendars:",
    `transport: { between: [${PAIR}] }\ncalendars:`,
  );
  expect(unusedNames(workPlan(parse(way)))).toEqual(["b"]);
});
