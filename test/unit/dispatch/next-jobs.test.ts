import { expect, it } from "vitest";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { StationJobs } from "../../../edge/contracts/production/dispatch.ts";
import { nameFrom } from "../../../edge/contracts/schedule/plant-names.ts";
import { MOST_NEXT } from "../../../edge/dispatch/plan/next-jobs.ts";
import { FakeMachines, historyOf, madePlan, minute, ORDERS, piece, stationsOf, uidOf } from "../../fakes/dispatch.ts";

const A = { variant: "P1", order: "A" };
const kinds = (list: readonly { readonly kind: string }[]): string[] => list.map(({ kind }) => kind);
const brief = (station: StationJobs | undefined): string[] =>
  (station?.next ?? []).map(
    ({ order, step, state, done, quantity }) => `${order}/${step} ${state} ${done}/${quantity}`,
  );

it("[DI8] each station has its next operations in planned order, with what is done and what has arrived", async () => {
  const history = historyOf(
    piece("p1", A, [
      ["MILL-1", 0, 10],
      ["WASH", 12, 14],
    ]),
    piece("p2", A, [["MILL-1", 10, 20]]),
    piece("p3", A, [["MILL-1", 20]]),
    piece("old", A, [["MILL-1", -30, -20]]),
  );
  const stations = await stationsOf({ history, nowMs: minute(25) });
  expect(brief(stations.get("MILL-1"))).toEqual(["A/mill open 2/4", "B/mill open 0/2"]);
  expect(brief(stations.get("WASH"))).toEqual(["A/wash open 1/4", "C/wash open 0/3", "B/wash open 0/2"]);
  expect(stations.get("WASH")?.next[0]).toMatchObject({ arrived: 2, waits: [] });
  expect(stations.get("MILL-1")?.makes).toMatchObject({ variant: "P1", order: "A", isUnderWay: true });
  expect(stations.get("MILL-1")?.next[1]).toMatchObject({
    jobId: "GEMBA-B/mill",
    program: { id: "P2", line: null },
    start: new Date(minute(60)).toISOString(),
  });
});

it("[DI8] what is done is left out, a piece counts once for an operation, a long list is cut", async () => {
  const again = piece("p1", A, [
    ["MILL-1", 0, 10],
    ["MILL-2", 11, 20],
  ]);
  expect((await stationsOf({ history: historyOf(again) })).get("MILL-1")?.next[0]?.done).toBe(1);
  const all = ["a", "b", "c", "d"].map((name) => piece(name, A, [["MILL-1", 0, 10]]));
  expect(brief((await stationsOf({ history: historyOf(...all) })).get("MILL-1"))).toEqual(["B/mill open 0/2"]);
  const many = Array.from({ length: 25 }, (_, at) => ({
    ...{ id: `O${at}`, variant: "P1", quantity: 1, mill: "MILL-1", start: at * 50 },
  }));
  const station = (await stationsOf({ made: madePlan(many) })).get("MILL-1");
  expect([station?.next.length, station?.more]).toEqual([MOST_NEXT, 25 - MOST_NEXT]);
});

it("[DI9] a job has one name in every schedule, and what was given stays given, wherever planned", async () => {
  const machines = new FakeMachines();
  machines.has("MILL-1", { jobId: "GEMBA-A/mill", state: "allowed-to-start" });
  const before = (await stationsOf({ machines })).get("MILL-1")?.next[0];
  expect([before?.state, kinds(before?.blocks ?? [])]).toEqual(["given", ["given"]]);
  const moved = madePlan(ORDERS.map((order) => (order.id === "A" ? { ...order, mill: "MILL-2", start: 90 } : order)));
  const after = (await stationsOf({ machines, made: moved })).get("MILL-2")?.next.at(-1);
  expect([after?.order, after?.listed?.machine, kinds(after?.blocks ?? [])]).toEqual(["A", "MILL-1", ["elsewhere"]]);
  const long = madePlan([{ ...ORDERS[0], id: "X".repeat(200) } as (typeof ORDERS)[number]]);
  const ids = (await stationsOf({ made: long })).get("MILL-1")?.next.map(({ jobId }) => jobId);
  expect(ids?.[0]?.length).toBe(100);
});

it("[DI9] what is left of an order is its production order's; pieces count where they come first", async () => {
  const rest = nameFrom("A", "wash");
  const made = madePlan();
  const plan = {
    ...made.plan,
    orders: [...made.plan.orders, { ...made.plan.orders[0], id: rest, variant: nameFrom("P1", "wash"), quantity: 1 }],
    variants: [...made.plan.variants, { id: nameFrom("P1", "wash"), route: [made.plan.variants[0]?.route[1]] }],
  } as unknown as typeof made.plan;
  const operation = { ...made.schedule.operations[1], order: rest, start: minute(0), end: minute(5) };
  const schedule = { ...made.schedule, operations: [...made.schedule.operations, operation] } as typeof made.schedule;
  const history = historyOf(piece("early", A, [["WASH", 1, 3]]), piece("p1", A, [["MILL-1", 0, 10]]));
  const next = (await stationsOf({ made: { ...made, plan, schedule }, history })).get("WASH")?.next ?? [];
  expect(next.some(({ order }) => order === rest)).toBe(false);
  expect(next.find(({ order }) => order === "A")).toMatchObject({ done: 0, productionOrder: "A", variant: "P1" });
});

it("[DI10] the first line that fits gives the program, else the WorkMaster named as the variant", async () => {
  const lines = [
    { variant: "P9", program: "X", parameters: [] },
    {
      of: { kinds: ["machining-centre"] },
      operation: "mi*",
      program: "{variant}-{operation}",
      parameters: [
        { id: "limit", value: 80 },
        { id: "note", value: "{order} at {machine}" },
      ],
    },
    { program: "never", parameters: [] },
  ];
  const machines = new FakeMachines();
  const [job] = (await stationsOf({ machines, lines })).get("MILL-1")?.next ?? [];
  expect(job).toMatchObject({ program: { id: "P1-mill", line: 2 } });
  expect(job?.parameters).toEqual([
    { id: "limit", value: 80 },
    { id: "note", value: "A at MILL-1" },
  ]);
  expect(kinds(job?.blocks ?? [])).toEqual(["unknown-program"]);
  (machines.lists.get(uidOf("MILL-1")) as { programs: readonly string[] }).programs = [];
  expect((await stationsOf({ machines, lines })).get("MILL-1")?.next[0]?.blocks).toEqual([]);
  const none = (await stationsOf({ machines })).get("MILL-1")?.next[0];
  expect([none?.program, kinds(none?.blocks ?? [])]).toEqual([null, ["no-program"]]);
});

it("[DI8] a machine that cannot be read is unknown, one without job control is set by hand", async () => {
  const machines = new FakeMachines();
  machines.fails.set(uidOf("MILL-1"), new EdgeError("unavailable", "it is not connected"));
  machines.fails.set(uidOf("MILL-2"), new EdgeError("not-found", "no job control"));
  const stations = await stationsOf({ machines });
  const mill = stations.get("MILL-1");
  expect([mill?.control, mill?.readAt, mill?.why?.en]).toEqual([
    ...["unread", null],
    expect.stringContaining("it is not connected"),
  ]);
  expect([mill?.next[0]?.state, kinds(mill?.next[0]?.blocks ?? [])]).toEqual(["unknown", ["unread"]]);
  expect([stations.get("MILL-2")?.control, stations.get("WASH")?.control]).toEqual(["by-hand", "by-hand"]);
  expect(stations.get("WASH")?.why?.en).toContain("writeBack: jobs");
});

it("[DI11] what a job would wait for is named: release, step before, turn, an unknown record", async () => {
  const stations = await stationsOf();
  expect(kinds(stations.get("MILL-1")?.next[0]?.waits ?? [])).toEqual([]);
  expect(kinds(stations.get("MILL-1")?.next[1]?.waits ?? [])).toEqual(["turn"]);
  expect(kinds(stations.get("WASH")?.next[0]?.waits ?? [])).toEqual(["before"]);
  const made = madePlan();
  const orders = made.plan.orders.map((order) => ({
    ...order,
    release: "2026-12-07T08:00:00Z",
    material: [{ operation: "mill", from: "2026-12-07T09:00:00Z" }],
  }));
  const later = await stationsOf({ made: { ...made, plan: { ...made.plan, orders } } });
  expect(kinds(later.get("MILL-1")?.next[0]?.waits ?? [])).toEqual(["release", "material"]);
  const record = { en: "no piece has been seen yet", zh: "尚未见到工件" };
  const unknown = (await stationsOf({ record })).get("WASH")?.next[0];
  expect([unknown?.done, unknown?.arrived, kinds(unknown?.waits ?? [])]).toEqual([null, null, ["record"]]);
});

it("[DI11] a full list, a job that is over and a job that runs are told apart", async () => {
  const machines = new FakeMachines();
  for (const jobId of ["x", "y", "z"]) machines.has("MILL-1", { jobId });
  machines.has("MILL-2", { jobId: "GEMBA-C/mill", state: "aborted", order: "C", program: "P2", quantity: 3 });
  const stations = await stationsOf({ machines });
  expect(kinds(stations.get("MILL-1")?.next[0]?.blocks ?? [])).toEqual(["full"]);
  const over = stations.get("MILL-2")?.next[0];
  expect([over?.state, kinds(over?.blocks ?? [])]).toEqual(["over", ["over"]]);
});

it("[DI14] a machine that makes something else than the plan is said, and its list is left as it is", async () => {
  const machines = new FakeMachines();
  machines.has("MILL-1", { jobId: "S7", order: "Z", program: "P9" });
  machines.has("MILL-2", { jobId: "GEMBA-C/mill", order: "C", program: "P1", quantity: 9 });
  const history = historyOf(piece("z", { variant: "P9", order: "Z" }, [["MILL-1", 0]]));
  const stations = await stationsOf({ machines, history });
  expect(kinds(stations.get("MILL-1")?.differences ?? [])).toEqual(["makes-other", "unplanned-job"]);
  expect(stations.get("MILL-1")?.differences[0]?.text.en).toContain("P9 (Z); the plan has P1 (A) now");
  expect(kinds(stations.get("MILL-2")?.differences ?? [])).toEqual(["other-program", "other-quantity"]);
  expect(machines.lists.get(uidOf("MILL-1"))?.jobs.length).toBe(1);
});

it("[DI14] a job of fewer pieces is no difference where the others were done before it was given", async () => {
  const machines = new FakeMachines();
  machines.has("MILL-1", { jobId: "GEMBA-A/mill", quantity: 3 });
  const history = historyOf(piece("p1", A, [["MILL-1", 0, 10]]));
  expect((await stationsOf({ machines, history })).get("MILL-1")?.differences).toEqual([]);
  expect(kinds((await stationsOf({ machines })).get("MILL-1")?.differences ?? [])).toEqual(["other-quantity"]);
});

it("[DI29] a machine that may not make a variant by the islands in force gets no job of it", async () => {
  const islands = {
    machinesFor: (variant: string, beside: readonly string[]) =>
      beside.filter((machine) => machine !== "MILL-1" || variant === "P2"),
  };
  const machines = new FakeMachines();
  const [first, second] = (await stationsOf({ machines, islands })).get("MILL-1")?.next ?? [];
  expect([kinds(first?.blocks ?? []), kinds(second?.blocks ?? [])]).toEqual([["island"], []]);
  machines.has("MILL-1", { jobId: "GEMBA-A/mill" });
  const given = (await stationsOf({ machines, islands })).get("MILL-1")?.next[0];
  expect([given?.state, kinds(given?.blocks ?? [])]).toEqual(["running", ["given"]]);
});
