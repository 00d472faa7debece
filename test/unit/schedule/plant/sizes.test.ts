import { expect, it, vi } from "vitest";
import { minutesOf, Zone } from "../../../../edge/contracts/plant/time-zone.ts";
import { Moments } from "../../../../edge/schedule/plant/moments.ts";
import { workPlanProblems } from "../../../../edge/schedule/plant/problems.ts";
import { workPlan } from "./plans.ts";

const PLAN = {
  start: "2026-12-07T06:00Z",
  machines: [{ id: "M1" }, { id: "M2" }],
  variants: [{ id: "V1", route: [{ id: "turn", machines: [{ machine: "M1", minutes: 30 }] }] }],
  orders: [{ id: "O1", variant: "V1", quantity: 4, due: "2026-12-08T06:00Z" }],
};

it("[SD45] work that could last beyond the year 9999 is refused at the order with which it does", () => {
  const route = [{ id: "cut", interruptible: true, machines: [{ machine: "M1", minutes: 10_000_000 }] }];
  const orders = [1, 1_000_000].map((quantity) => ({
    id: `O${quantity}`,
    variant: "V1",
    quantity,
    due: "2026-12-08T06:00Z",
  }));
  const plan = workPlan({ ...PLAN, variants: [{ id: "V1", route }], orders });
  expect(workPlanProblems(plan).map(({ steps, code }) => [...steps, code])).toEqual([
    ["orders", 1, "quantity", "work-plan-long"],
  ]);
  expect(workPlanProblems({ ...plan, orders: plan.orders.slice(0, 1) })).toEqual([]);
});

it.each([
  ["a set-up", (minutes: number) => ({ setUps: [{ id: "t", between: [{ from: "V1", to: "V1", minutes }] }] })],
  ["a way", (minutes: number) => ({ transport: { between: [{ from: "a", to: "b", minutes }] } })],
] as const)("[SD45] %s counts once for each operation, but not where its minutes forbid it", (_, table) => {
  const orders = Array.from({ length: 4_300 }, (_, at) => ({ id: `O${at}`, variant: "V1", due: "2026-12-08T06:00Z" }));
  const codesOf = (minutes: number) =>
    workPlanProblems(workPlan({ ...PLAN, ...table(minutes), orders })).filter(({ code }) => code === "work-plan-long");
  expect(codesOf(999_999)).toHaveLength(1);
  for (const minutes of [900_000, 1_000_000, 9_999_999]) expect(codesOf(minutes)).toEqual([]);
});

it.each(["UTC", "Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo"])(
  "[SD45] windows of a year are those that the zone gives one by one (%s)",
  (timeZone) => {
    const zone = new Zone(timeZone);
    const start = "2026-01-01T00:00:00Z";
    const moments = new Moments({ start, timeZone, horizonDays: 365 });
    for (const [from, to] of [
      ["00:00", "24:00"],
      ["01:15", "02:45"],
      ["22:00", "03:30"],
    ] as const)
      for (const window of moments.windows([{ days: [7], from, to }])) {
        const local = zone.toLocal(Date.parse(start) + window.from * 1_000);
        const day = Math.floor(local / 86_400_000) * 86_400_000;
        const wanted = zone.toUtc(day + minutesOf(from) * 60_000);
        expect([timeZone, from, window.from]).toEqual([timeZone, from, (wanted - Date.parse(start)) / 1_000]);
      }
  },
);

it("[SD45] 200,000 windows are looked through without asking the zone about each", () => {
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const windows = Array.from({ length: 100 }, (_, at) => ({ from: clock(14 * at), to: clock(14 * at + 7) }));
  const calendars = Array.from({ length: 200 }, (_, at) => ({ id: `c${at}`, windows }));
  const toUtc = vi.spyOn(Zone.prototype, "toUtc");
  const machines = [{ id: "M1", calendar: "c7" }, { id: "M2" }];
  const plan = workPlan({ ...PLAN, timeZone: "Asia/Shanghai", horizonDays: 10, calendars, machines });
  expect(workPlanProblems(plan).filter(({ code }) => code === "work-plan-windows")).toEqual([]);
  expect(toUtc.mock.calls.length).toBeLessThan(1_000);
  toUtc.mockRestore();
});
