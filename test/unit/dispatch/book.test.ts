import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { MadePlan } from "../../../edge/contracts/schedule/schedules.ts";
import { PlanDispatch } from "../../../edge/dispatch/plan/book.ts";
import { PlanInForce } from "../../../edge/dispatch/plan/in-force.ts";
import type { RecordTask } from "../../../edge/dispatch/record/apart.ts";
import { readApart } from "../../../edge/dispatch/record/apart.ts";
import { madePieces, type Routes } from "../../../edge/dispatch/record/made-pieces.ts";
import { describedBy } from "../../../edge/futures/record-of-pieces.ts";
import { createLog } from "../../../edge/observe/log.ts";
import {
  ASSETS,
  FakeMachines,
  historyOf,
  madePlan,
  minute,
  ORDERS,
  PLAN_MS,
  piece,
  uidOf,
} from "../../fakes/dispatch.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { recordPlant } from "../../fakes/recorded-plant.ts";
import { seeded } from "../../reliability/random.ts";

const LOG = createLog({ level: "silent" });
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-dispatch-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(over: Partial<ConstructorParameters<typeof PlanDispatch>[0]> = {}) {
  const schedules = new Map<string, MadePlan>([
    ["one", madePlan()],
    ["two", { ...madePlan(ORDERS.toReversed()), name: "week 50 again" }],
  ]);
  const machines = new FakeMachines();
  const book = new PlanDispatch({
    kept: PlanInForce.open(join(folder, "dispatch"), LOG),
    schedules: {
      made: async (uid) => {
        if (uid === "waits") throw new EdgeError("conflict", "This schedule is not made.");
        return schedules.get(uid);
      },
    },
    machineJobs: machines.desk,
    assets: ASSETS,
    islands: { machinesFor: (_variant, beside) => beside },
    description: describedBy(SMALL_PLANT as never),
    programs: [],
    dataDir: folder,
    read: (async ({ kind }: RecordTask) => ({ kind, made: undefined, found: undefined })) as never,
    now: () => minute(1) * 1_000,
    ...over,
  });
  return { book, machines };
}

it("[DI7] one schedule is in force, with who and when; another takes its place, and it can be taken back", async () => {
  const { book } = open();
  expect(await book.now()).toMatchObject({ inForce: null, takenBack: null });
  await expect(book.putInForce("none", "li")).rejects.toMatchObject({ code: "not-found" });
  await expect(book.putInForce("waits", "li")).rejects.toMatchObject({ code: "conflict" });
  await book.putInForce("one", "li");
  const at = new Date(minute(1)).toISOString();
  expect((await book.now()).inForce).toEqual({ uid: "one", name: "week 50", by: "li", at, operations: 6 });
  expect((await book.putInForce("two", "wang")).name).toBe("week 50 again");
  expect((await book.takeBack("zhao")).uid).toBe("two");
  expect(await book.now()).toMatchObject({ inForce: null, takenBack: { name: "week 50 again", by: "zhao" } });
  await expect(book.takeBack("zhao")).rejects.toMatchObject({ code: "conflict" });
});

it("[DI14] without a schedule in force nothing differs from a plan, whatever a machine has in its list", async () => {
  const { book, machines } = open();
  machines.has("MILL-1", { jobId: "S7", order: "Z", program: "P9" });
  const station = async () => (await book.now()).stations.find(({ machine }) => machine === "MILL-1");
  expect(await station()).toMatchObject({ jobs: [{ jobId: "S7" }], differences: [] });
  await book.putInForce("one", "li");
  expect((await station())?.differences).toMatchObject([{ kind: "unplanned-job" }]);
});

it("[DI7] it is in force after a restart too, also where the stored schedule is deleted", async () => {
  await open().book.putInForce("one", "li");
  const { book } = open({ schedules: { made: async () => undefined } });
  const { inForce, stations } = await book.now();
  expect(inForce?.by).toBe("li");
  expect(stations.map(({ machine, next }) => `${machine} ${next.length}`)).toEqual(["MILL-1 2", "MILL-2 1", "WASH 3"]);
});

it("[DI7] a file that cannot be read, or of a newer edge, is left out until the next one is in force", async () => {
  const path = join(folder, "dispatch", "in-force.json");
  await open().book.putInForce("one", "li");
  for (const text of ['{"format":1,"inFor', '{"format":99,"inForce":{}}']) {
    writeFileSync(path, text);
    expect((await open().book.now()).inForce).toBe(null);
    expect(readFileSync(path, "utf8")).toBe(text);
  }
  await open().book.putInForce("two", "li");
  expect((await open().book.now()).inForce?.uid).toBe("two");
});

it("[DI13] that a station was told is a record with person and time, once, and kept over a restart", async () => {
  const { book } = open();
  const wanted = { machine: "WASH", order: "A", step: "wash" };
  await expect(book.tell(wanted, "li")).rejects.toMatchObject({ code: "conflict" });
  await book.putInForce("one", "li");
  await book.tell(wanted, "li");
  await expect(book.tell(wanted, "wang")).rejects.toThrow(/^li passed/);
  await expect(book.tell({ ...wanted, machine: "MILL-1" }, "li")).rejects.toMatchObject({ code: "not-found" });
  const again = await open().book.now();
  const [job] = again.stations.find(({ machine }) => machine === "WASH")?.next ?? [];
  expect([job?.state, job?.told?.by]).toEqual(["told", "li"]);
});

it("[DI7] machines that take jobs are shown without a schedule too", async () => {
  const { book, machines } = open();
  machines.has("MILL-1", { jobId: "S7" });
  const { stations } = await book.now();
  expect(stations.map(({ machine, jobs, next }) => [machine, jobs.length, next.length])).toEqual([
    ["MILL-1", 1, 0],
    ["MILL-2", 0, 0],
  ]);
  expect(machines.lists.get(uidOf("MILL-1"))?.jobs.length).toBe(1);
});

it("[DI11] where the record of pieces cannot be read it is unknown, and all else is shown", async () => {
  const { book } = open({ read: () => Promise.reject(new EdgeError("unavailable", "the disk is away")) });
  await book.putInForce("one", "li");
  const { recordTo, recordWhy, stations } = await book.now();
  expect([recordTo, recordWhy?.en]).toEqual([null, "the disk is away"]);
  expect(stations[0]?.next[0]?.done).toBe(null);
});

it("[DI11] the record is read in a thread: pieces, and changeovers by it", async () => {
  const history = smallHistory(200, seeded(7));
  recordPlant(folder, history);
  const description = describedBy(SMALL_PLANT as never);
  const end = Math.max(...history.pieces.flatMap(({ operations }) => operations.map((one) => one.end || 0)));
  const signal = new AbortController().signal;
  const place = { dataDir: folder, description };
  const stops = ["CNC-1", "CNC-2", "PCK-1"].map((step) => ({ step, machines: new Set([step]), operation: "OP" }));
  const routes = new Map(history.pieces.map(({ order }) => [order, stops]));
  const { made } = await readApart({ kind: "made", ...place, since: START_US, at: end + 1e6, routes }, signal);
  const sum = (of: ReturnType<typeof madePieces>): number => of.done.reduce((all, { pieces }) => all + pieces, 0);
  expect(made && sum(made)).toBe(sum(madePieces(history, START_US, routes)));
  expect(made && sum(made)).toBeGreaterThan(3);
  const asked = { kind: "changeovers", ...place, from: START_US, to: end + 1e6, families: [] } as const;
  const { found } = await readApart(asked, signal);
  expect(found?.stations.map(({ machine }) => machine)).toEqual(["CNC-1", "CNC-2", "PCK-1"]);
  expect(found?.changes).toBeGreaterThan(3);
  const none = await readApart(
    { kind: "made", ...place, dataDir: join(folder, "no"), since: 0, at: 1, routes },
    signal,
  );
  expect(none.made).toBe(undefined);
});

it("[DI8] questions at once are one question to each machine", async () => {
  const made = piece("p", { variant: "P1", order: "A" }, [["MILL-1", 0, 5]]);
  const { book, machines } = open({
    read: (async ({ routes }: { readonly routes: Routes }) => ({
      kind: "made",
      made: madePieces(historyOf(made), PLAN_MS * 1_000, routes),
    })) as never,
  });
  await book.putInForce("one", "li");
  let asked = 0;
  const own = machines.desk.list.bind(machines.desk);
  machines.desk.list = (asset) => {
    asked++;
    return own(asset);
  };
  const all = await Promise.all([book.now(), book.now(), book.now()]);
  expect(asked).toBe(2);
  expect(all[0]?.stations[0]?.next[0]?.done).toBe(1);
});

it("[DI33] stores are those that the material twin counts now; without its word they are unknown", async () => {
  const nothing = { kind: "made", made: madePieces(historyOf(), PLAN_MS * 1_000, new Map()) };
  const place = { name: null, pieces: 0, carriers: [], capacity: null, dwellS: null, stays: 0 };
  const stock = [{ ...place, place: "IN", unidentified: 0 }];
  const material = { isCurrent: true, places: async () => stock };
  const description = structuredClone(describedBy(SMALL_PLANT as never)) as ReturnType<typeof describedBy>;
  const ways = { ...description, material: { ...description.material, ways: ["IN > MILL-* > WASH"] } };
  const kinds = async (over: Parameters<typeof open>[0]) => {
    const { book } = open({ read: (async () => nothing) as never, description: ways, material, ...over });
    await book.putInForce("one", "li");
    return (await book.now()).stations[0]?.next[0]?.waits.map(({ kind }) => kind);
  };
  expect(await kinds({})).toEqual(["material"]);
  expect(await kinds({ material: undefined })).toEqual([]);
  expect(await kinds({ material: { ...material, isCurrent: false } })).toEqual([]);
  const away = async () => Promise.reject(new EdgeError("unavailable", "it catches up"));
  expect(await kinds({ material: { ...material, places: away } })).toEqual([]);
  stock[0] = { ...place, place: "IN", unidentified: 3 };
  expect(await kinds({})).toEqual([]);
});
