/** Response plans in the work book: rules RE3 to RE8 in docs/rules/response.md. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AlertView } from "../../../../edge/contracts/alerts/alert.ts";
import type { WorkItem } from "../../../../edge/contracts/records/work-book.ts";
import { workState } from "../../../../edge/contracts/records/work-item.ts";
import { musterRemark, responseFacts, responseOf, stepsOf } from "../../../../edge/contracts/safety/response.ts";
import { registerActUid } from "../../../../edge/safety/register-program.ts";
import { Muster } from "../../../../edge/safety/response/muster.ts";
import { openResponses, ResponseLoop } from "../../../../edge/safety/response/response-loop.ts";
import { type OpenWorkBook, openWorkBook } from "../../../../edge/work/work-book.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import { tryWith } from "../../../fakes/disk/failing-disk.ts";
import { actAs, alertOf, EDGE, HOUR, MONDAY } from "../../../fakes/safety/plant.ts";
import { register, safety, WRITTEN, words } from "../../../fakes/safety/register.ts";
import { randomOf } from "../../../run/seed.ts";
import { log } from "../../detect/bench-plant.ts";

const PLANNED = {
  ...WRITTEN,
  plans: [
    {
      id: "gas",
      name: words("Gas leak"),
      hazards: ["HZ-1"],
      resources: ["FE-1"],
      roles: [{ id: "lead", name: words("Leader"), person: "chen" }],
      steps: [{ do: words("Close the valve"), role: "lead" }, { do: words("Leave the area") }],
      alerts: [{ rules: "gas/*" }],
    },
  ],
};
const GAS = register(PLANNED).plans[0] as NonNullable<ReturnType<typeof register>["plans"][number]>;
const PLANT = { assets: [{ assetUid: "urn:t:oven", label: "OVN-1" }] as never };

let dir: string;
let journal: MemoryJournal;
let alerts: readonly AlertView[];
let work: OpenWorkBook;
let loop: ResponseLoop;
let muster: Muster;
async function start(folder = dir, isOn = true): Promise<void> {
  work = await openWorkBook({ dir: folder, journal, log });
  muster = new Muster({ path: join(folder, "personal", "muster.jsonl"), isOn }, openResponses(work));
  const parts = { register: register(PLANNED), plans: safety(PLANNED).plans, plant: PLANT, edgeUid: EDGE };
  loop = new ResponseLoop({ ...parts, work, alerts: { standing: () => alerts }, muster, now: () => MONDAY });
}
async function stop(): Promise<void> {
  loop.close();
  muster.close();
  await work.close();
}
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-response-"));
  journal = new MemoryJournal();
  alerts = [];
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dir, { recursive: true });
});

const all = () => [...work.newestFirst()];
const opened = () => all().filter(({ kind }) => kind === "response");
const dangers = () => all().filter(({ kind }) => kind === "hidden-danger");
const stepResults = (item: WorkItem) => {
  const facts = responseOf(item);
  return facts === undefined ? [] : stepsOf(facts, item.acts).map(({ newest }) => newest?.result ?? null);
};
const tick = (at: number, result: "done" | "not-possible" = "done") =>
  ({ kind: "tick", step: { at, result } }) as const;
/** All steps, and the end. */
const ENDED = [tick(0), tick(1), { kind: "start" }, { kind: "finish", done: "over" }];
const drill = (itemUid: string, at: number): WorkItem =>
  ({
    ...{ itemUid, kind: "response", about: { assetUid: EDGE }, title: GAS.name, evidence: [], reportedAt: at },
    reportedBy: { name: "li", as: "person" },
    payload: responseFacts(GAS, { place: { zone: "cell" }, isDrill: true }),
  }) as unknown as WorkItem;
const report = (item: WorkItem) => work.report(item, { user: "li", role: "maintainer", origin: "" });

it("[RE4] an alert that a plan names opens it once, and more alerts of the event open nothing more", async () => {
  alerts = [alertOf(1, MONDAY), { ...alertOf(2, MONDAY), rule: "other/one" }];
  await loop.run(MONDAY + 1);
  alerts = [...alerts, alertOf(3, MONDAY + 1)];
  await loop.run(MONDAY + 2);
  expect(opened()).toMatchObject([
    {
      title: GAS.name,
      about: { assetUid: "urn:t:oven" },
      payload: {
        ...{ plan: "gas", isDrill: false, alert: "alert-1", place: { asset: "OVN-1" }, resources: ["FE-1"] },
        steps: [{ do: words("Close the valve"), role: "lead" }, { do: words("Leave the area") }],
      },
    },
  ]);
  // A drill of the plan that is open does not keep a real event from opening it.
  const [first] = opened();
  for (const act of [tick(0), tick(1), { kind: "start" }, { kind: "finish", done: "closed" }, { kind: "verify" }])
    await actAs(work, first?.itemUid ?? "", { ...act, actUid: JSON.stringify(act), at: MONDAY + HOUR } as never);
  await report(drill("drill-0001", MONDAY + HOUR));
  await loop.run(MONDAY + 2 * HOUR);
  expect(opened().map((item) => [responseOf(item)?.isDrill, workState(item)])).toEqual([
    [false, "reported"],
    [true, "reported"],
    [false, "closed"],
  ]);
});

it("[RE5] steps are ticked one by one, one that was not possible says why, and the newest tick counts", async () => {
  await report(drill("drill-0001", MONDAY));
  const act = (given: object) =>
    actAs(work, "drill-0001", { actUid: `a-${JSON.stringify(given)}`, at: MONDAY + 1, ...given } as never);
  await expect(act(tick(2))).rejects.toThrow(/only 2 steps/);
  await expect(act(tick(1, "not-possible"))).rejects.toThrow(/why/);
  await expect(act({ kind: "tick" })).rejects.toThrow(/the step/);
  await act({ ...tick(1, "not-possible"), note: "door is locked" });
  expect(opened().map(stepResults)).toEqual([[null, "not-possible"]]);
  await act(tick(1));
  expect(opened().map(stepResults)).toEqual([[null, "done"]]);
  const { itemUid } = (
    await work.report({ ...drill("work-0001", MONDAY), kind: "maintenance", payload: undefined } as never, {
      ...{ user: "li", role: "maintainer", origin: "" },
    })
  ).item;
  await expect(actAs(work, itemUid, { ...tick(0), actUid: "t", at: MONDAY + 2 } as never)).rejects.toThrow(
    /only steps/,
  );
  await act({ kind: "start" });
  await expect(act({ kind: "finish", done: "over" })).rejects.toThrow(/1 steps are not ticked/);
  const program = { ...{ ...tick(0), actUid: "p", at: MONDAY + 2 }, by: { name: "p", as: "program" } };
  await expect(
    work.act("drill-0001", program as never, { role: "operator", principal: { user: "p", role: "edge", origin: "" } }),
  ).rejects.toThrow(/takes a person/);
});

it("[RE6] [RE8] what failed is a hidden danger; a drill closes by itself, an event by a person", async () => {
  await report(drill("drill-0001", MONDAY));
  const act = (given: object) =>
    actAs(work, "drill-0001", { actUid: `a-${JSON.stringify(given)}`, at: MONDAY + 1, ...given } as never);
  await act(tick(0));
  await act({ ...tick(1, "not-possible"), note: "door is locked" });
  await act({ kind: "start" });
  const failed = { hazard: "HZ-1", layer: "engineering", result: "failed" };
  await expect(act({ kind: "finish", done: "over", controls: [failed] })).rejects.toThrow(/how each control failed/);
  const held = { hazard: "HZ-1", layer: "emergency", result: "held" };
  await act({ kind: "finish", done: "over", controls: [{ ...failed, note: "valve stuck" }, held] });
  await loop.run(MONDAY + 2);
  await loop.run(MONDAY + 3);
  expect(opened().map(workState)).toEqual(["closed"]);
  expect(dangers().map(({ title, payload }) => [title.en, payload])).toEqual([
    [
      "Gas leak: engineering control failed",
      { place: { asset: "OVN-1" }, source: "response", response: "drill-0001", hazard: "HZ-1", detail: "valve stuck" },
    ],
    [
      "Response step was not possible: Leave the area",
      { place: { zone: "cell" }, source: "response", response: "drill-0001", detail: "door is locked" },
    ],
  ]);
  alerts = [alertOf(1, MONDAY + HOUR)];
  await loop.run(MONDAY + HOUR);
  const uid = opened()[0]?.itemUid ?? "";
  for (const given of ENDED)
    await actAs(work, uid, { actUid: JSON.stringify(given), at: MONDAY + 2 * HOUR, ...given } as never);
  await loop.run(MONDAY + 2 * HOUR + 1);
  expect(opened().map(workState)).toEqual(["finished", "closed"]);
});

it("[RE6] dangers of an event that a person closed at once are reported, also after a restart", async () => {
  alerts = [alertOf(1, MONDAY)];
  await loop.run(MONDAY);
  const uid = opened()[0]?.itemUid ?? "";
  const failed = { hazard: "HZ-1", layer: "engineering", result: "failed", note: "stuck" };
  const ended = ENDED.map((one) => (one.kind === "finish" ? { ...one, controls: [failed] } : one));
  for (const given of [...ended, { kind: "verify" }])
    await actAs(work, uid, { actUid: JSON.stringify(given), at: MONDAY + 1, ...given } as never);
  await stop();
  await start();
  await loop.run(MONDAY + 2);
  await loop.run(MONDAY + 3);
  expect([opened().map(workState), dangers().length]).toEqual([["closed"], 1]);
});

it("[RE10] [RE11] the end says how many are unaccounted for, and nothing about people stays", async () => {
  const path = join(dir, "personal", "muster.jsonl");
  muster.setAccess({ at: MONDAY, people: ["a", "b", "c"].map((id) => ({ id, name: id, place: null })) });
  expect(existsSync(path)).toBe(false);
  await report(drill("drill-0001", MONDAY));
  await loop.run(MONDAY + 1);
  muster.checkIn({ response: "drill-0001", person: "a", at: MONDAY + 2 });
  for (const given of ENDED)
    await actAs(work, "drill-0001", { actUid: JSON.stringify(given), at: MONDAY + 3, ...given } as never);
  await loop.run(MONDAY + 4);
  const notes = opened().flatMap(({ acts }) => acts.flatMap(({ note }) => note ?? []));
  expect(notes).toEqual([expect.stringMatching(/3 inside by access control, 1 checked in, whereabouts of 2 unknown/)]);
  await loop.run(MONDAY + 5);
  expect(existsSync(path)).toBe(false);
  expect(JSON.stringify(all())).not.toContain('"a"');
});

it("[RE18] counts and ends are the register's own: nobody can forge them or keep it from writing", async () => {
  muster.setAccess({ at: MONDAY, people: [{ id: "a", name: "a", place: null }] });
  await report(drill("drill-0001", MONDAY));
  await loop.run(MONDAY + 1);
  const forged = (actUid: string) =>
    actAs(work, "drill-0001", { actUid, kind: "remark", at: MONDAY + 2, note: "Muster: 0 unknown" } as never);
  const item = () => work.find("drill-0001") as WorkItem;
  for (const uid of ["muster-drill-0001", registerActUid("muster", item()), registerActUid("done", item())])
    await forged(uid);
  for (const given of ENDED)
    await actAs(work, "drill-0001", { actUid: JSON.stringify(given), at: MONDAY + 3, ...given } as never);
  expect(musterRemark(item().acts)).toBeUndefined();
  await loop.run(MONDAY + 4);
  expect(workState(item())).toBe("closed");
  expect(musterRemark(item().acts)).toMatch(/1 inside by access control, 0 checked in, whereabouts of 1 unknown/);
});

it("[RE18] after a return people are counted again at the next end, and those counts stand", async () => {
  const counts = (ids: readonly string[]) =>
    muster.setAccess({ at: MONDAY, people: ids.map((id) => ({ id, name: id, place: null })) });
  alerts = [alertOf(1, MONDAY)];
  await loop.run(MONDAY);
  const item = () => opened()[0] as WorkItem;
  let at = MONDAY;
  const act = (given: object) => actAs(work, item().itemUid, { actUid: `a-${++at}`, at, ...given } as never);
  counts(["a", "b", "c"]);
  for (const given of ENDED) await act(given);
  await loop.run(++at);
  expect(musterRemark(item().acts)).toMatch(/3 inside/);
  await act({ kind: "return", note: "smoke again" });
  await act({ kind: "start" });
  counts(["a", "b", "c", "d", "e"]);
  await act({ kind: "finish", done: "over" });
  await loop.run(++at);
  await loop.run(++at);
  expect(musterRemark(item().acts)).toMatch(/5 inside/);
  expect(item().acts.filter(({ kind }) => kind === "remark")).toHaveLength(2);
});

const STEP = HOUR;

/** One step of an event that people answer to: each repeats what it did not hear an answer to. */
async function step(n: number, folder: string): Promise<void> {
  const now = MONDAY + n * STEP;
  const event = Math.floor(n / 8);
  alerts = [alertOf(event, MONDAY + event * 8 * STEP)];
  await start(folder);
  try {
    await loop.run(now);
    const item = opened().find((one) => workState(one) !== "closed");
    const uid = item?.itemUid;
    const act = (given: object) => actAs(work, uid ?? "", { actUid: `${n}-${uid}`, at: now, ...given } as never);
    if (item !== undefined && n % 8 === 1) await act(tick(0));
    if (item !== undefined && n % 8 === 2) await act({ ...tick(1, "not-possible"), note: "locked" });
    if (item !== undefined && n % 8 === 3) await act({ kind: "start" });
    if (item !== undefined && n % 8 === 3) muster.checkIn({ response: uid ?? "", person: `p-${event}`, at: now });
    if (item !== undefined && n % 8 === 4) await act({ kind: "finish", done: "over" });
    await loop.run(now);
    if (item !== undefined && n % 8 === 5 && workState(work.find(uid ?? "") as WorkItem) === "finished")
      await act({ kind: "verify" });
  } finally {
    await stop().catch(() => undefined);
  }
}

const told = () => new Map(all().map((item) => [item.itemUid, JSON.stringify(item)]));

it("[RE12] kill -9 at any moment, 50 times: no response, tick, check-in or danger is lost or doubled", async () => {
  await stop();
  const random = randomOf("response-kills");
  let [kills, n] = [0, 0];
  for (; kills < 50; n++) {
    const at = 1 + Math.floor(random() * 12);
    const { hasFailed } = await tryWith(dir, { at, fault: "kill" }, () => step(n, dir));
    if (!hasFailed) continue;
    kills++;
    await step(n, dir);
  }
  const recorded = journal.entries.filter(({ result }) => result === "done").map(({ deedUid }) => deedUid);
  expect(new Set(recorded).size).toBe(recorded.length);
  const whole = mkdtempSync(join(tmpdir(), "gemba-response-whole-"));
  try {
    for (let at = 0; at < n; at++) await step(at, whole);
    await start(whole);
    const expected = told();
    await stop();
    await start(dir);
    expect(told()).toEqual(expected);
    expect(recorded).toHaveLength(all().reduce((sum, { acts }) => sum + 1 + acts.length, 0));
    expect(dangers().length).toBeGreaterThan(n / 16 - 2);
  } finally {
    rmSync(whole, { recursive: true });
  }
});
