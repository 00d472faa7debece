/** Standing alerts as causes of the risk of zones: rules LV34 to LV37 in docs/rules/live-risk.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openAlertBook } from "../../../../edge/alerts/alert-book.ts";
import type { OpenAlertBook } from "../../../../edge/alerts/open-alert-book.ts";
import type { Finding } from "../../../../edge/contracts/alerts/detector.ts";
import type { LiveRiskReader, LiveRiskState } from "../../../../edge/contracts/safety/live-risk.ts";
import { withCauses } from "../../../../edge/safety/live/added-causes.ts";
import { AlertCauses, type AlertCausesParts } from "../../../../edge/safety/live/alert-causes.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import { permitItem } from "../../../fakes/safety/permits.ts";
import { EDGE, MONDAY } from "../../../fakes/safety/plant.ts";
import { PLANT, words } from "../../../fakes/safety/register.ts";
import { log } from "../../detect/bench-plant.ts";

const S = 1e6;
const [ROBOT, OVEN, AGV] = ["urn:t:robot", "urn:t:oven", "urn:t:agv"];
const [GATE, HEAT, GAS, X, Y, DOOR] = [0, 1, 2, 3, 4, 5];
const TAGS = [
  { ref: GATE, assetUid: ROBOT, component: "gate", signal: "open" },
  {
    ref: HEAT,
    assetUid: OVEN,
    component: "zone",
    signal: "temperature",
    unit: "Cel",
    limits: { high: 70, highHigh: 85 },
  },
  { ref: GAS, assetUid: OVEN, component: "gas", signal: "lel", unit: "%{LEL}", role: "gas-concentration" },
  { ref: X, assetUid: AGV, component: "", signal: "x", unit: "m", role: "agv-x" },
  { ref: Y, assetUid: AGV, component: "", signal: "y", unit: "m", role: "agv-y" },
  { ref: DOOR, assetUid: OVEN, component: "door", signal: "open" },
];
const PLAN = {
  zones: PLANT.zones,
  assets: [
    { ...PLANT.assets[0], assetUid: OVEN },
    { label: "ROB-1", assetUid: ROBOT, equipmentPath: "acme/p1/cell/rob-1", pose: { x: 25, y: 1 } },
    { label: "AGV-1", assetUid: AGV, equipmentPath: "acme/p1/agv" },
  ],
};

let dir: string;
let book: OpenAlertBook;
let now = MONDAY;
const twin = { x: 5, y: 5, silent: new Set<number>() };

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-causes-"));
  now = MONDAY;
  Object.assign(twin, { x: 5, y: 5, silent: new Set() });
  book = await openAlertBook({ dir, edge: "e", clock: () => now, log, journal: new MemoryJournal() });
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

function live() {
  const causes = new AlertCauses({
    plant: PLAN,
    tags: { at: (ref: number) => TAGS[ref], ofAsset: (uid: string) => TAGS.filter(({ assetUid }) => assetUid === uid) },
    twin: {
      value: (ref: number) => (ref === X ? twin.x : twin.y),
      isLive: (ref: number) => !twin.silent.has(ref),
      status: () => 0,
    },
    book,
    work: {
      find: (uid: string) =>
        ({
          "permit-hot": permitItem("hot", MONDAY),
          "permit-paint": permitItem("paint", MONDAY, { place: { area: "acme/p1" } }),
        })[uid],
    },
  } as unknown as AlertCausesParts);
  const none = { known: 0, unknown: 0, refused: 0 };
  const tracks: LiveRiskState = {
    ...{ at: Number.NaN, functions: [], indications: [], zones: [], people: none, robots: none, vehicles: none },
  };
  const reader: LiveRiskReader = { version: 0, state: () => tracks, onChange: () => {} };
  const risk = withCauses(reader, {
    ...{ version: 0, isJudged: true, onChange: () => {}, judgedAt: () => now },
    ...{ indications: () => causes.indications(), unknownZones: () => [] },
  });
  return { tick: () => causes.tick(), all: () => causes.indications(), zones: () => risk.state().zones };
}

const evidence = (tag: number, more: object = {}) => ({ tag, why: words("why"), ...more }) as never;

function find(rule: string, assetUid: string, more: Partial<Finding> = {}): void {
  const usual = { kind: "safety", standing: true, severity: 600, message: words(rule), evidence: [] } as const;
  book.apply([{ ...usual, ...more, rule, assetUid: assetUid as never, at: now }]);
}

const BYPASS = { severity: 300, hypotheses: [{ kind: "bypassed-interlock", p: 0.9 }], evidence: [evidence(GATE)] };
const hot = (limit: number): Partial<Finding> => ({
  ...{ kind: "process", severity: 700 },
  evidence: [evidence(HEAT, { detector: "limit", limit })],
});

it("[LV34] bypassed interlocks, permits, temperatures and other safety alerts are causes; nothing counts twice", () => {
  const { tick, all } = live();
  find("health/gate", ROBOT, BYPASS);
  find("permit/gas-result/permit-hot", OVEN, { kind: "process" });
  find("zone/temperature/high", OVEN, hot(85));
  find("emergency-stop/stop", ROBOT, { severity: 950 });
  find("hall-heat", OVEN, { evidence: [evidence(HEAT)] });
  // The first limit of a temperature, notices of permits, wear, and what is a cause already.
  find("other/temperature/high", OVEN, hot(70));
  find("permit/notice/vehicles/permit-hot", OVEN, { kind: "process", severity: 300 });
  find("health/spindle", ROBOT, { kind: "anomaly", hypotheses: [{ kind: "bearing-wear", p: 0.9 }] });
  find("live-risk/person-robot", ROBOT);
  find("live-risk/no-helmet/cell", EDGE);
  find("gas/lel/high", OVEN, { evidence: [evidence(GAS, { detector: "limit", limit: 25 })] });
  tick();
  const found = all().map(({ kind, level, assetUid }) => [kind, level, assetUid]);
  expect(found.sort()).toEqual([
    ["interlock-bypassed", 0.75, ROBOT],
    ["permit-violation", 0.6, OVEN],
    ["safety-alert", 0.95, ROBOT],
    ["temperature", 0.6, OVEN],
    ["temperature", 0.7, OVEN],
  ]);
});

it("[LV35] the zone is where the asset is now, those of a permit's place, and none where nothing says it", () => {
  const { tick, all, zones } = live();
  const zonesOf = () => {
    const isNew = tick();
    return [isNew, all().map(({ zone }) => zone)];
  };
  find("protective-stop/stop", AGV, { severity: 600 });
  expect(zonesOf()).toEqual([true, ["coating"]]);
  expect(zonesOf()).toEqual([false, ["coating"]]);
  // A vehicle takes its alert along. Where its position is unknown, it is in no zone, and stands all the same.
  twin.x = 25;
  twin.y = 1;
  expect(zonesOf()).toEqual([true, ["aisle"]]);
  twin.silent.add(X);
  expect(zonesOf()).toEqual([true, [undefined]]);
  expect(zones()).toEqual([]);
  twin.silent.clear();
  Object.assign(twin, { x: 2, y: 2 });
  expect(zonesOf()).toEqual([true, ["cell"]]);
  Object.assign(twin, { x: 25, y: 1 });
  // The place of a permit, not the asset of its alert; of an area all zones in which its assets stand.
  find("permit/expired/permit-hot", EDGE, { kind: "process" });
  find("permit/no-guardian/permit-paint", EDGE, { kind: "process" });
  find("elsewhere", EDGE);
  find("permit/more", EDGE, { kind: "process" });
  tick();
  const by = (kind: string) => all().flatMap((one) => (one.kind === kind ? [one.zone] : []));
  expect(by("permit-violation").sort()).toEqual(["aisle", "coating", "coating", undefined]);
  expect(by("safety-alert").sort()).toEqual(["aisle", undefined]);
});

it("[LV36] level by severity, since when it stands, its alert, and unknown inputs that end nothing", () => {
  const { tick, all, zones } = live();
  find("health/gate", ROBOT, BYPASS);
  const raised = now;
  now += 90 * S;
  tick();
  const [cause] = all();
  expect(cause).toMatchObject({ since: raised, zone: "aisle", isUnknown: false, level: 0.75 });
  expect(cause?.alertUid).toBe(book.standing()[0]?.alertUid);
  twin.silent.add(GATE);
  expect(tick()).toBe(true);
  expect(zones()).toEqual([{ zone: "aisle", level: 0.75, causes: ["interlock-bypassed"], unknown: 1 }]);
  // Without evidence the signals of the asset say whether anything is known; a permit says it by the kind of conflict.
  find("robot-zone", ROBOT);
  find("permit/machine-unknown/permit-hot", OVEN, { kind: "process" });
  find("permit/expired/permit-hot", OVEN, { kind: "process" });
  tick();
  expect(all().map(({ kind, isUnknown }) => [kind, isUnknown])).toEqual(
    expect.arrayContaining([
      ["safety-alert", true],
      ["permit-violation", true],
      ["permit-violation", false],
    ]),
  );
  expect(Math.max(...all().map(({ level }) => level))).toBeLessThanOrEqual(1);
});

it("[LV37] an acknowledged, shelved or raised-again alert counts; it ends when its condition ends", async () => {
  const { tick, all } = live();
  find("health/gate", ROBOT, BYPASS);
  const alertUid = book.standing()[0]?.alertUid as string;
  expect([tick(), tick(), all().length]).toEqual([true, false, 1]);
  const by = { at: now, principal: { user: "li", role: "operator", origin: "test" } } as never as { at: number };
  await book.act(alertUid, { ...by, kind: "acknowledge" } as never);
  await book.act(alertUid, {
    ...{ ...by, kind: "shelve", shelf: "timed", until: now + 3600 * S, reason: "seen" },
  } as never);
  expect(book.standing()[0]?.state).toBe("shelved");
  expect([tick(), all().length]).toEqual([false, 1]);
  now += S;
  find("health/gate", ROBOT, { ...BYPASS, standing: false });
  expect([tick(), all().length]).toEqual([true, 0]);
  now += S;
  find("health/gate", ROBOT, BYPASS);
  expect([tick(), all()[0]?.since]).toEqual([true, now]);
});
