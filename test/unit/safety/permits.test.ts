/** Permits to work: rules WP1 to WP15 in docs/rules/permits.md. */
import { expect, it } from "vitest";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import { isRefused } from "../../../edge/contracts/records/life-cycle.ts";
import { permitStage } from "../../../edge/contracts/records/permit-acts.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import { afterWork, type WorkAct } from "../../../edge/contracts/records/work-item.ts";
import type { PermitFacts } from "../../../edge/contracts/safety/permit.ts";
import type { PermitWorld } from "../../../edge/safety/permits/conflicts.ts";
import { conflictsOf } from "../../../edge/safety/permits/conflicts.ts";
import { PermitWatch } from "../../../edge/safety/permits/permit-watch.ts";
import { touches } from "../../../edge/safety/permits/regions.ts";
import { safetySection } from "../../../edge/safety/section.ts";
import { actOf, gasAt, KINDS, permitItem, TICKED, worldOf } from "../../fakes/safety/permits.ts";
import { EDGE, HOUR, MONDAY } from "../../fakes/safety/plant.ts";
import { PLANT, register, safety, words } from "../../fakes/safety/register.ts";

const MIN = 60e6;
const T = MONDAY + 8 * HOUR;
const APPROVED = actOf("plan", T, { by: "mia", assignee: "wang", due: T + 8 * HOUR, grade: 2 });
const OPENED = actOf("start", T + MIN, { gas: gasAt(T), ticks: [...TICKED] });

/** The item after these acts; the reason where one is refused. */
function after(item: WorkItem, ...acts: readonly WorkAct[]): WorkItem | string {
  let now = item;
  for (const act of acts) {
    const next = afterWork(now, act, "admin");
    if (isRefused(next)) return next.reason.en;
    now = next;
  }
  return now;
}

function done(item: WorkItem, ...acts: readonly WorkAct[]): WorkItem {
  const result = after(item, ...acts);
  if (typeof result === "string") throw new Error(result);
  return result;
}

const hot = (more: Partial<PermitFacts> = {}) => permitItem("hot", T, more);
const conflicts = (
  item: WorkItem,
  world: Partial<PermitWorld> = {},
  at = T + 2 * MIN,
  others: readonly WorkItem[] = [],
) =>
  conflictsOf(
    { itemUid: item.itemUid, facts: item.payload as PermitFacts, item },
    worldOf([item, ...others], world),
    at,
  ).map(({ kind, isBlocking }) => (isBlocking ? kind : `(${kind})`));

it("[WP1] a kind has levels with times and approvers of their own, and demands with defaults", () => {
  const [first, paint] = register(KINDS).permits;
  expect(first).toMatchObject({
    maxHours: 8,
    levels: [
      { id: "one", maxHours: 4, approver: "engineer" },
      { id: "two", maxHours: 8, approver: "maintainer" },
    ],
    demands: { guardian: true, gasTest: true, gasMaxAgeMin: 30, gasEveryMin: 120, machine: "stopped" },
  });
  expect(paint?.demands).toMatchObject({ guardian: false, gasTest: false, machine: "any", checklist: [], limits: [] });
});

it("[WP2] gemba check names each mistake in a kind of permit", () => {
  const [kind] = KINDS.permits;
  const wrong = {
    ...kind,
    levels: [
      { id: "one", name: words("1"), maxHours: 9 },
      { id: "one", name: words("1") },
    ],
    gasTest: false,
    gases: [{ ...kind.gases[0], low: 30 }],
    excludes: ["no"],
    limits: [
      { asset: "NO-1", tag: "gas" },
      { asset: "OVN-1", tag: "no" },
    ],
    keepOut: ["people"],
  };
  const assets = [{ label: "OVN-1", equipmentPath: "a/b", tags: [] }] as never;
  const found = safetySection.problems?.(safety({ permits: [wrong] }), assets, {}) ?? [];
  expect(found.map(({ steps, message }) => `${steps.slice(2).join(".")}: ${message.en}`)).toEqual([
    "0.gases: gases are named, and no gas test is needed",
    "0.gases.0.low: the lowest value is not below the highest",
    "0.levels.1.id: one is there twice in this kind of permit",
    "0.levels.0.maxHours: the level lasts longer than the 8 h of its kind",
    "0.limits.0.asset: there is no asset NO-1 to measure at",
    "0.limits.1.tag: OVN-1 has no tag no",
    "0.excludes.0: there is no kind of permit no to exclude",
    "0.keepOut: people at the place are asked for, and nobody counts them",
  ]);
  expect(found.every(({ message }) => /\p{Script=Han}/u.test(message.zh))).toBe(true);
  // A kind of an earlier config goes on.
  expect(
    safetySection.problems?.(safety({ permits: [{ id: "old", name: words("Old"), gasTest: true }] }), assets),
  ).toEqual([]);
});

it("[WP4] neither applicant nor guardian approves, nobody beyond the time applied for, by the role of the kind", () => {
  expect(after(hot(), { ...APPROVED, by: { name: "otto", as: "person" } })).toMatch(/cannot approve it/);
  expect(after(hot({ guardian: " MIA" }), APPROVED)).toBe("the guardian cannot approve the work");
  expect(after(hot(), { ...APPROVED, assignee: "gu" })).toBe("the holder of the permit cannot be its guardian");
  expect(after(hot(), { ...APPROVED, due: T + 9 * HOUR })).toMatch(/ends later/);
  const strict = hot({ demands: { ...(hot().payload as PermitFacts).demands, approver: "engineer" } });
  const asMaintainer = afterWork(strict, APPROVED, "maintainer");
  expect(isRefused(asMaintainer) && asMaintainer.reason.en).toMatch(/takes the role engineer/);
  expect(permitStage(done(hot(), APPROVED))).toBe("approved");
});

it("[WP5] nobody opens a permit with a missing fact; the refusal names all of them", () => {
  const { guardian: _guardian, ...rest } = hot().payload as PermitFacts;
  const bare = { ...hot(), payload: rest } as WorkItem;
  expect(after(bare, APPROVED, actOf("start", T + MIN))).toBe(
    "the work cannot be opened; missing: the guardian, a gas test, ticks of the checklist",
  );
  expect(after(bare, APPROVED, { ...OPENED, gas: gasAt(T).slice(0, 1) })).toMatch(/missing: the guardian, a gas test$/);
  expect(after(hot(), APPROVED, { ...OPENED, ticks: [{ result: "ok" }] })).toMatch(/ticks of the checklist/);
  const locked = permitItem("lock", T);
  expect(after(locked, APPROVED, actOf("start", T + MIN))).toMatch(/the record of the lock-out/);
  expect(permitStage(done(locked, APPROVED, actOf("start", T + MIN, { isolation: "lock 12" })))).toBe("open");
  // By a remark before, and with the opening: both count.
  const tested = actOf("remark", T + 1, { note: "tested", gas: gasAt(T) });
  expect(permitStage(done(hot(), APPROVED, tested, { ...OPENED, gas: undefined } as never))).toBe("open");
});

it("[WP6] a gas test counts while it is new and within its limits; unknown gases and units are refused", () => {
  expect(after(hot(), APPROVED, { ...OPENED, gas: gasAt(T, 11) })).toMatch(/lel: the tested value 11 is beyond/);
  expect(after(hot(), APPROVED, { ...OPENED, at: T + 31 * MIN })).toMatch(/o2: the test is older than 30 min/);
  expect(after(hot(), APPROVED, { ...OPENED, gas: gasAt(T + HOUR) })).toMatch(/later than now/);
  const odd = (more: object) =>
    actOf("remark", T + 1, { note: "-", gas: [{ gas: "o2", value: 21, unit: "%", at: T, ...more }] });
  expect(after(hot(), odd({ gas: "co" }))).toBe("this work has no test of co; it has o2, lel");
  expect(after(hot(), odd({ unit: "ppm" }))).toBe("the unit of o2 is %");
  expect(after(hot(), APPROVED, { ...OPENED, ticks: [{ result: "ok" }, { result: "failed" }] })).toMatch(
    /check of the list failed/,
  );
  expect(after(hot({ from: T + HOUR }), APPROVED, OPENED)).toMatch(/has not come yet/);
});

it("[WP7] [WP8] the way of a permit; after an interruption it is approved anew, and another person closes it", () => {
  const open = done(hot(), APPROVED, OPENED);
  const suspended = done(open, actOf("interrupt", T + HOUR, { note: "gas" }));
  const again = { ...OPENED, at: T + HOUR + 2, actUid: "s2", gas: gasAt(T + HOUR) };
  expect([permitStage(open), permitStage(suspended)]).toEqual(["open", "suspended"]);
  expect(after(suspended, again)).toMatch(/approved again/);
  const reapproved = { ...APPROVED, at: T + HOUR + 1, actUid: "p2" };
  const back = done(suspended, reapproved, again, actOf("finish", T + 2 * HOUR, { done: "welded", by: "wang" }));
  expect(permitStage(back)).toBe("handed-back");
  expect(after(back, actOf("verify", T + 3 * HOUR, { by: "wang" }))).toMatch(/cannot verify/);
  expect(permitStage(done(back, actOf("verify", T + 3 * HOUR, { by: "mia" })))).toBe("closed");
  const no = actOf("reject", T + 1, { by: "mia", note: "no" });
  expect([permitStage(done(hot(), no)), permitStage(done(hot(), APPROVED, no))]).toEqual(["refused", "cancelled"]);
});

it("[WP9] permits that exclude each other at places that touch, while their times overlap", () => {
  const paint = permitItem("paint", T + HOUR);
  const both = (other: WorkItem, item = hot()) => conflicts(item, {}, T, [other]);
  expect(both(paint)).toEqual(["(excluded)"]);
  const approved = done(paint, { ...APPROVED, at: T + HOUR, due: T + 3 * HOUR });
  expect(both(approved)).toEqual(["excluded"]);
  // In the oven's area, by its path, and not at another place or another time.
  const at = (place: object, time = T) =>
    done(permitItem("paint", time, { place }), { ...APPROVED, at: time, due: time + 1 });
  expect(both(at({ zone: "coating" }))).toEqual(["excluded"]);
  expect(both(at({ area: "acme/p1/coating" }))).toEqual(["excluded"]);
  expect(both(at({ zone: "aisle" }))).toEqual([]);
  expect(both(at({ asset: "OVN-1" }, T + 8 * HOUR))).toEqual([]);
  // Work that goes on beyond its time is still there.
  const late = done(
    permitItem("paint", T - 10 * HOUR),
    { ...APPROVED, at: T - 9 * HOUR, due: T - 2 * HOUR },
    actOf("start", T - 9 * HOUR),
  );
  expect(both(late)).toEqual(["excluded"]);
  expect(touches({ zone: "cell" }, { zone: "coating" }, PLANT as never)).toBe(true);
  expect(touches({ zone: "aisle" }, { zone: "coating" }, PLANT as never)).toBe(false);
});

it("[WP10] [WP11] machines that run, and values beyond limits; unknown is never fine", () => {
  const open = done(hot(), APPROVED, OPENED);
  expect(conflicts(open)).toEqual([]);
  expect(conflicts(open, { machine: () => "running" })).toEqual(["machine-running"]);
  expect(conflicts(open, { machine: () => "unknown" })).toEqual(["machine-unknown"]);
  expect(conflicts(open, { value: () => ({ value: 21, unit: "%LEL" }) })).toEqual(["limit"]);
  expect(conflicts(open, { value: () => ({ value: Number.NaN, unit: "" }) })).toEqual(["limit-unknown"]);
  const locked = done(permitItem("lock", T), APPROVED, actOf("start", T + MIN, { isolation: "lock 12" }));
  // A machine that is locked out may be dark; one that runs is not locked out.
  expect(conflicts(locked, { machine: () => "unknown" })).toEqual(["(machine-unknown)"]);
  expect(conflicts(locked, { machine: () => "running" })).toEqual(["machine-running"]);
});

it("[WP19] gas detectors at the place or in a zone around it, by the gas of the same unit, or unknown", () => {
  const open = done(hot(), APPROVED, OPENED);
  const gasAtOven = (value: number | null, { unit = "%{LEL}", label = "GD-1", x = 5, y = 5 } = {}) => {
    const asset = { label, pose: { x, y, z: 0, yawDeg: 0 } };
    const reading = { assetUid: EDGE, tag: "gas/c", value, unit, at: T };
    return { gas: () => [{ asset, limits: { high: 25 }, reading }] };
  };
  const there = done(hot({ place: { zone: "coating" } }), APPROVED, OPENED);
  for (const item of [open, there]) {
    expect(conflicts(item, gasAtOven(10))).toEqual([]);
    expect(conflicts(item, gasAtOven(11))).toEqual(["gas-live"]);
    expect(conflicts(item, gasAtOven(null))).toEqual(["gas-live-unknown"]);
    // A gas of which the kind has none: by the detector's own levels. Another place.
    const ppm = [24, 25, null].map((value) => conflicts(item, gasAtOven(value, { unit: "[ppm]" })));
    expect(ppm).toEqual([[], ["gas-live"], ["gas-live-unknown"]]);
    expect(conflicts(item, gasAtOven(90, { x: 500, y: 500 }))).toEqual([]);
  }
  const demands = { ...(open.payload as PermitFacts).demands, gases: [] };
  const opened = actOf("start", T + MIN, { gas: gasAt(T).slice(0, 1), ticks: [...TICKED] });
  const any = done(hot({ demands }), APPROVED, opened);
  expect([24, 25].map((value) => conflicts(any, gasAtOven(value)))).toEqual([[], ["gas-live"]]);
  // Two gases of one unit: the detector does not say which of them it measures, and both limits count.
  const both = [16, 7].map((high) => ({ id: `g${high}`, name: words("Gas"), unit: "[ppm]", high }));
  for (const gases of [both, both.toReversed()]) {
    const toxic = { ...any, payload: { ...(any.payload as PermitFacts), demands: { ...demands, gases } } };
    const live = [7, 12].map((value) => conflicts(toxic, gasAtOven(value, { unit: "[ppm]" })));
    expect(live.map((kinds) => kinds.filter((kind) => kind.startsWith("gas-live")))).toEqual([[], ["gas-live"]]);
  }
  // Work without a gas test asks for none.
  const paint = done(permitItem("paint", T), APPROVED, actOf("start", T + MIN, {}));
  expect(conflicts(paint, gasAtOven(90))).toEqual([]);
});

it("[WP12] an open permit: gas tests grow old, guardians leave, time ends", () => {
  const open = done(hot(), APPROVED, OPENED);
  expect(conflicts(open, {}, T + 121 * MIN)).toEqual(["gas-test-old", "gas-test-old"]);
  const alone = done(open, actOf("remark", T + HOUR, { note: "called away", guardian: null }));
  expect(conflicts(alone, {}, T + HOUR)).toEqual(["no-guardian"]);
  expect(after(alone, actOf("remark", T + HOUR + 1, { note: "-", guardian: "wang" }))).toMatch(/holder/);
  const watched = done(alone, actOf("remark", T + HOUR + 1, { note: "here", guardian: "li" }));
  expect(conflicts(watched, {}, T + HOUR + 1)).toEqual([]);
  const bad = done(open, actOf("remark", T + HOUR, { note: "smell", gas: gasAt(T + HOUR, 12) }));
  expect(conflicts(bad, {}, T + HOUR)).toEqual(["gas-result"]);
  expect(conflicts(open, {}, T + 9 * HOUR)).toContain("expired");
  const suspended = done(open, actOf("interrupt", T + HOUR, { note: "gas" }));
  expect(conflicts(suspended, {}, T + 9 * HOUR)).toEqual(["expired"]);
  expect(conflicts(done(open, actOf("finish", T + HOUR, { done: "-" })), {}, T + 9 * HOUR)).toEqual([]);
});

it("[WP13] vehicles at the place are a notice, and so is that nobody knows", () => {
  const cell = done(hot({ place: { zone: "cell" } }), APPROVED, OPENED);
  expect(conflicts(cell, { vehicles: () => ({ known: 1, unknown: 0 }) })).toEqual(["(vehicles)"]);
  expect(conflicts(cell, { vehicles: () => ({ known: 0, unknown: 2 }) })).toEqual(["(vehicles)"]);
  expect(conflicts(cell, { vehicles: () => undefined })).toEqual(["(vehicles)"]);
  expect(conflicts(cell)).toEqual([]);
});

it("[WP14] each conflict of an open permit is an alert until it is mended; what is unknown waits half a minute", () => {
  let open = done(hot(), APPROVED, OPENED);
  let [now, machine]: [number, "running" | "standing" | "unknown"] = [T + 2 * MIN, "running"];
  const world = {
    ...worldOf([], { machine: () => machine }),
    get permits() {
      return [open];
    },
  };
  const watch = new PermitWatch({ world, edgeUid: EDGE, now: () => now });
  let standing: AlertView[] = [];
  const tick = (): readonly string[] => {
    const found = watch.findings(standing);
    standing = found.filter((one) => one.standing) as never;
    return found.map(({ rule, standing: stands }) => `${stands ? "" : "end "}${rule}`);
  };
  expect(tick()).toEqual(["permit/machine-running/permit-hot"]);
  machine = "unknown";
  expect(tick()).toEqual(["end permit/machine-running/permit-hot"]);
  now += 31e6;
  expect(tick()).toEqual(["permit/machine-unknown/permit-hot"]);
  // After a restart it stands at once, and ends with its cause.
  const again = new PermitWatch({ world, edgeUid: EDGE, now: () => now });
  expect(again.findings(standing).map((one) => one.standing)).toEqual([true]);
  machine = "standing";
  expect(tick()).toEqual(["end permit/machine-unknown/permit-hot"]);
  open = done(open, actOf("remark", now, { note: "-", guardian: null }));
  expect(tick()).toEqual(["permit/no-guardian/permit-hot"]);
  open = done(open, actOf("finish", now, { done: "-" }));
  expect(tick()).toEqual(["end permit/no-guardian/permit-hot"]);
});

it("[WP15] what excludes is refused at the approval, all that blocks at the opening", () => {
  const approved = done(hot(), APPROVED);
  const paint = done(permitItem("paint", T), { ...APPROVED, by: { name: "mia", as: "person" } });
  const ask = (kind: WorkAct["kind"], world: PermitWorld, item = approved) =>
    new PermitWatch({ world, edgeUid: EDGE, now: () => T + MIN }).refusal(item, { kind })?.reason.en;
  const running = worldOf([approved], { machine: () => "running" });
  expect([ask("plan", running), ask("start", running), ask("remark", running)]).toEqual([
    undefined,
    "the state of the plant speaks against it: a machine of the place is running",
    undefined,
  ]);
  expect(ask("plan", worldOf([approved, paint]))).toMatch(/work that excludes it/);
  expect(ask("start", worldOf([approved]))).toBeUndefined();
});
