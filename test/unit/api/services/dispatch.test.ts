import { expect, it } from "vitest";
import type { Caller } from "../../../../edge/api/services/caller.ts";
import { exportChangeovers } from "../../../../edge/api/services/production/changeovers.ts";
import {
  givePlanned,
  putInForce,
  takeBackSchedule,
  tellStation,
} from "../../../../edge/api/services/production/dispatch.ts";
import { actOnJob } from "../../../../edge/api/services/production/jobs.ts";
import { EdgeError } from "../../../../edge/contracts/errors.ts";
import type { PlantHistory } from "../../../../edge/contracts/forecast/history.ts";
import type { Dispatch } from "../../../../edge/contracts/production/dispatch.ts";
import type { Schedule } from "../../../../edge/contracts/schedule/schedule.ts";
import { changeoversIn } from "../../../../edge/dispatch/changeovers/changeovers.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import {
  ASSETS,
  FakeMachines,
  historyOf,
  madePlan,
  minute,
  piece,
  stationsOf,
  uidOf,
} from "../../../fakes/dispatch.ts";

const operator: Caller = { kind: "user", identity: { user: "li", role: "operator", via: "session" }, origin: "::1" };
const IN_FORCE = { uid: "one", name: "week 50", by: "li", at: "2026-12-07T06:00:00.000Z", operations: 6 };
const mill = (order: string, machine = "MILL-1") => ({ machine, order, step: "mill" });

function open({ history = historyOf(), schedule }: { history?: PlantHistory; schedule?: Schedule } = {}) {
  const machines = new FakeMachines();
  const journal = new MemoryJournal();
  const made = schedule === undefined ? madePlan() : { ...madePlan(), schedule };
  const told: string[] = [];
  const dispatch = {
    now: async () =>
      ({
        inForce: IN_FORCE,
        stations: [...(await stationsOf({ machines, history, made })).values()],
      }) as unknown as Dispatch,
    putInForce: async (uid: string) => ({ ...IN_FORCE, uid }),
    takeBack: async () => IN_FORCE,
    tell: async ({ order }: { order: string }) => void told.push(order),
    changeovers: async (range: { from: number; to: number }) => changeoversIn(history, range, new Map()),
  };
  const plant = { assets: ASSETS } as never;
  const deps = { journal, plant, machineJobs: machines.desk, dispatch };
  const records = () => journal.entries.map(({ action, target, result }) => `${action} ${target} ${result}`);
  const jobsAt = (label: string) => machines.lists.get(uidOf(label))?.jobs.map(({ jobId }) => jobId) ?? [];
  return { deps, machines, journal, records, jobsAt, told };
}

it("[DI12] jobs are given in planned order, each read back, on record and with a result of its own", async () => {
  const { deps, records, jobsAt, journal } = open();
  const jobs = [mill("B"), mill("A"), mill("C", "MILL-2")];
  const given = await givePlanned(deps, operator, { schedule: "one", jobs, isEarly: false });
  expect(given.map(({ order, outcome }) => `${order} ${outcome}`)).toEqual(["A given", "B given", "C given"]);
  expect(given[0]?.given?.job).toMatchObject({ program: "P1", order: "A", quantity: 4, state: "allowed-to-start" });
  expect(jobsAt("MILL-1")).toEqual(["GEMBA-A/mill", "GEMBA-B/mill"]);
  expect(records().sort()).toEqual([
    "job.give MILL-1 GEMBA-A/mill done",
    "job.give MILL-1 GEMBA-B/mill done",
    "job.give MILL-2 GEMBA-C/mill done",
  ]);
  expect(new Set(journal.entries.map(({ principal }) => principal.user))).toEqual(new Set(["li"]));
});

it("[DI31] a job that is over is cleared on record, and then its pieces that are left are given anew", async () => {
  const A = { variant: "P1", order: "A" };
  const history = historyOf(piece("p1", A, [["MILL-1", 0, 5]]), piece("p2", A, [["MILL-1", 5, 10]]));
  const { deps, machines, records, jobsAt } = open({ history });
  machines.has("MILL-1", { jobId: "GEMBA-A/mill", state: "aborted" });
  const give = () => givePlanned(deps, operator, { schedule: "one", jobs: [mill("A")], isEarly: false });
  expect((await give())[0]).toMatchObject({ outcome: "refused", why: { en: expect.stringContaining("2 pieces") } });
  const clear = { asset: uidOf("MILL-1"), jobId: "GEMBA-A/mill", act: "clear" as const };
  for (const via of ["token", "session"] as const) {
    const caller: Caller = { kind: "user", identity: { user: "li", role: "viewer", via }, origin: "::1" };
    await expect(actOnJob(deps, caller, clear)).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(jobsAt("MILL-1")).toEqual(["GEMBA-A/mill"]);
  expect(await actOnJob(deps, operator, clear)).toEqual({ job: null, isReadBack: true });
  expect(jobsAt("MILL-1")).toEqual([]);
  expect((await give())[0]).toMatchObject({ outcome: "given", given: { job: { quantity: 2 } } });
  expect(records()).toEqual([
    "job.give MILL-1 A, mill refused",
    "job.clear MILL-1 GEMBA-A/mill done",
    "job.give MILL-1 GEMBA-A/mill done",
  ]);
});

it("[DI12] one that is refused keeps none of the others back, and what may have happened is said", async () => {
  const { deps, machines, records } = open();
  machines.refuses.set(uidOf("MILL-1"), new EdgeError("conflict", "line: refused: its list is full"));
  machines.fails.set(uidOf("MILL-2"), new EdgeError("unavailable", "line: it is not connected; nothing was done."));
  const jobs = [mill("A"), mill("C", "MILL-2"), { machine: "WASH", order: "A", step: "wash" }, mill("none")];
  const given = await givePlanned(deps, operator, { schedule: "one", jobs, isEarly: true });
  expect(given.map(({ order, outcome }) => `${order} ${outcome}`).sort()).toEqual([
    ...["A refused", "A refused", "C refused", "none refused"],
  ]);
  expect(given.every(({ why }) => why !== null && why.zh !== "")).toBe(true);
  expect(records().every((line) => line.endsWith("refused"))).toBe(true);
  machines.refuses.set(uidOf("MILL-1"), new EdgeError("unavailable", "line: the link to the server is cut"));
  const [cut] = await givePlanned(deps, operator, { schedule: "one", jobs: [mill("A")], isEarly: false });
  expect(cut?.outcome).toBe("not-sent");
});

it("[DI12] a second consent to the same job gives nothing twice, whether it comes after or at once", async () => {
  const { deps, jobsAt } = open();
  const ask = () => givePlanned(deps, operator, { schedule: "one", jobs: [mill("A")], isEarly: false });
  const both = (await Promise.all([ask(), ask()])).flat();
  expect(both.map(({ outcome }) => outcome).sort()).toEqual(["given", "refused"]);
  expect((await ask())[0]).toMatchObject({ outcome: "refused", why: { en: expect.stringContaining("already") } });
  expect(jobsAt("MILL-1")).toEqual(["GEMBA-A/mill"]);
});

it("[DI12] consent is to the schedule that the person saw", async () => {
  const { deps, jobsAt } = open();
  const old = givePlanned(deps, operator, { schedule: "zero", jobs: [mill("A")], isEarly: false });
  await expect(old).rejects.toMatchObject({ code: "conflict" });
  expect(jobsAt("MILL-1")).toEqual([]);
});

it("[DI11] what would wait is given only if the person says so; a turn waits for none that goes with it", async () => {
  const { deps } = open();
  const ask = (isEarly: boolean) => givePlanned(deps, operator, { schedule: "one", jobs: [mill("B")], isEarly });
  const [late] = await ask(false);
  expect([late?.outcome, late?.why?.en]).toEqual(["refused", expect.stringContaining("A, mill comes before it")]);
  expect((await ask(true))[0]?.outcome).toBe("given");
});

it("[DI12] a job gets the pieces that are left", async () => {
  const { deps, machines } = open({
    history: historyOf(piece("p", { variant: "P1", order: "A" }, [["MILL-1", 0, 5]])),
  });
  await givePlanned(deps, operator, { schedule: "one", jobs: [mill("A")], isEarly: false });
  expect(machines.lists.get(uidOf("MILL-1"))?.jobs[0]?.quantity).toBe(3);
});

it("[DI7] [DI13] putting in force, taking back and telling are on record, and nobody but a person may", async () => {
  const { deps, records, told } = open();
  await putInForce(deps, operator, "two");
  await tellStation(deps, operator, mill("A"));
  await takeBackSchedule(deps, operator);
  expect(records()).toEqual([
    "dispatch.put week 50 (two) done",
    "dispatch.tell MILL-1 A, mill done",
    "dispatch.take-back week 50 (one) done",
  ]);
  expect(told).toEqual(["A"]);
  const token: Caller = { kind: "user", identity: { user: "li", role: "admin", via: "token" }, origin: "::1" };
  const viewer: Caller = { kind: "user", identity: { user: "li", role: "viewer", via: "session" }, origin: "::1" };
  for (const caller of [token, viewer, { kind: "local", origin: "::1" } as const]) {
    await expect(putInForce(deps, caller, "two")).rejects.toMatchObject({ code: "forbidden" });
    const give = givePlanned(deps, caller, { schedule: "one", jobs: [mill("A")], isEarly: false });
    await expect(give).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(records().length).toBe(3);
});

it("[DI25] changeovers are a table in both languages, with unknown cells empty", async () => {
  const pieces = [
    piece("a", { variant: "P1", order: "A" }, [["MILL-1", 0, 10]]),
    piece("b", { variant: "=P2", order: "B" }, [["MILL-1", 40, 50]]),
  ];
  const { deps } = open({ history: historyOf(...pieces) });
  const range = { from: minute(-60) * 1_000, to: minute(60) * 1_000 };
  const lines = (await exportChangeovers(deps, operator, { ...range, language: "zh" })).split("\r\n");
  expect(lines[0]).toContain("零换型占比");
  expect(lines[1]?.replaceAll('"', "")).toBe("MILL-1,,,1,1,0,,,,,");
  expect(lines[2]?.startsWith('"MILL-1","P1",')).toBe(true);
  expect(lines[2]).not.toContain('"=P2"');
});
