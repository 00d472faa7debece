/** What speaks against a permit: permits, machines, values, gas tests, people (rules WP9 to WP13). Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, LocalizedText, TagLimits } from "../../contracts/plant/tag.ts";
import { unitSymbol } from "../../contracts/plant/unit-symbol.ts";
import { permitUntil } from "../../contracts/records/permit-acts.ts";
import type { WorkItem } from "../../contracts/records/work-book.ts";
import { workState } from "../../contracts/records/work-item.ts";
import { type GasReading, gasRisk } from "../../contracts/safety/gas.ts";
import {
  type GasDemand,
  type GasTest,
  gasTestsOf,
  guardianOf,
  isWithin,
  newestTests,
  type PermitConflict,
  type PermitFacts,
  permitOf,
  type TagDemand,
} from "../../contracts/safety/permit.ts";
import { CONFLICT_WORDS, type ConflictKind } from "../../contracts/safety/permit-words.ts";
import { assetsAt, isAround, touches, zonesAt } from "./regions.ts";

/** People or vehicles at a place, as far as sensors know, and how many of unknown place. */
export interface Seen {
  readonly known: number;
  readonly unknown: number;
}

/** A gas detector of the plant, and what it reports now. */
interface DetectedGas {
  readonly asset: Pick<Plant["assets"][number], "label" | "pose">;
  /** Levels of its own alarm. */
  readonly limits: TagLimits;
  readonly reading: GasReading;
}

/** What is known of the plant now. */
export interface PermitWorld {
  readonly plant: Pick<Plant, "assets" | "zones">;
  /** Open permits, this one among them. */
  readonly permits: Iterable<WorkItem>;
  /** Undefined: it is no machine whose states are read. */
  readonly machine: (assetUid: AssetUid) => "running" | "standing" | "unknown" | undefined;
  /** NaN where it is unknown. */
  readonly value: (demand: TagDemand) => { readonly value: number; readonly unit: string };
  readonly gas: () => readonly DetectedGas[];
  readonly people: (zones: readonly string[]) => Seen | undefined;
  readonly vehicles: (zones: readonly string[]) => Seen | undefined;
}

/** A permit as it is applied for, or as it is. */
export interface Judged {
  readonly itemUid: string;
  readonly facts: PermitFacts;
  /** Absent: it is not in the book yet. */
  readonly item?: WorkItem;
}

const MINUTE_US = 60e6;
const NONE = { zh: "", en: "" };

/** All conflicts of a permit, the blocking ones first. */
export function conflictsOf(judged: Judged, world: PermitWorld, now: Micros): readonly PermitConflict[] {
  const found = [
    ...excluded(judged, world),
    ...machines(judged, world),
    ...measured(judged, world),
    ...detected(judged, world),
    ...(judged.item === undefined ? [] : ofItem(judged.facts, judged.item, now)),
    ...seen(judged, world),
  ];
  return [...found.filter(({ isBlocking }) => isBlocking), ...found.filter(({ isBlocking }) => !isBlocking)];
}

function against(kind: ConflictKind, detail: LocalizedText, more: Partial<PermitConflict> = {}): PermitConflict {
  const { zh, en } = CONFLICT_WORDS[kind];
  const words = detail.en === "" ? { zh, en } : { zh: `${zh}：${detail.zh}`, en: `${en}: ${detail.en}` };
  return { kind, words, isBlocking: true, ...more };
}

function excluded({ itemUid, facts }: Judged, { permits, plant }: PermitWorld): readonly PermitConflict[] {
  return [...permits].flatMap((other) => {
    const theirs = permitOf(other);
    if (theirs === undefined || other.itemUid === itemUid || workState(other) === "finished") return [];
    const isExcluded = facts.demands.excludes.includes(theirs.permit) || theirs.demands.excludes.includes(facts.permit);
    // Work that is open beyond its time is still there.
    const ends = workState(other) === "in-progress" ? Number.POSITIVE_INFINITY : theirs.to;
    const isTogether = facts.from < ends && theirs.from < facts.to;
    if (!isExcluded || !isTogether || !touches(facts.place, theirs.place, plant)) return [];
    const detail = { zh: `${theirs.kind.zh} ${other.title.zh}`, en: `${theirs.kind.en} ${other.title.en}` };
    // Of two that are only applied for, neither keeps the other from being approved.
    return [against("excluded", detail, { isBlocking: workState(other) !== "reported", itemUid: other.itemUid })];
  });
}

function machines({ facts }: Judged, { plant, machine }: PermitWorld): readonly PermitConflict[] {
  const { machine: demand } = facts.demands;
  if (demand === "any") return [];
  return assetsAt(facts.place, plant).flatMap(({ assetUid, label }) => {
    const state = machine(assetUid);
    const detail = { zh: label, en: label };
    if (state === "running") return [against("machine-running", detail)];
    // One that is locked out may report nothing; the record of the lock-out says why.
    return state === "unknown" ? [against("machine-unknown", detail, { isBlocking: demand === "stopped" })] : [];
  });
}

function measured({ facts }: Judged, { plant, value }: PermitWorld): readonly PermitConflict[] {
  const here = new Set(assetsAt(facts.place, plant).map(({ label }) => label));
  return facts.demands.limits.flatMap((limit) => {
    if (!here.has(limit.asset)) return [];
    const { value: now, unit } = value(limit);
    const name = `${limit.asset} ${limit.tag}`;
    if (!Number.isFinite(now)) return [against("limit-unknown", { zh: name, en: name })];
    if (isWithin(now, limit)) return [];
    const said = `${name} ${Number(now.toPrecision(4))} ${unit}`.trim();
    return [against("limit", { zh: said, en: said })];
  });
}

/**
 * Detectors at the place or in a zone around it, for work that takes a gas test: by the limits of all gases of the same
 * unit, because a detector does not say which it measures, or by its own levels where the kind has none (rule WP19).
 */
function detected({ facts }: Judged, { plant, gas }: PermitWorld): readonly PermitConflict[] {
  const { gasTest, gases } = facts.demands;
  if (!gasTest) return [];
  const isHere = isAround(facts.place, plant);
  return gas().flatMap(({ asset, limits, reading: { value, unit: code } }) => {
    if (!isHere(asset)) return [];
    const unit = unitSymbol(code);
    const demands = gases.filter((one) => one.unit === unit || one.unit === code);
    if (value === null) return [against("gas-live-unknown", { zh: asset.label, en: asset.label })];
    const isBeyond =
      demands.length === 0 ? gasRisk(value, limits) > 0 : demands.some((demand) => !isWithin(value, demand));
    if (!isBeyond) return [];
    const said = `${asset.label} ${Number(value.toPrecision(4))} ${unit}`;
    return [against("gas-live", { zh: said, en: said })];
  });
}

/** What follows from the acts on a permit that is open, or was and is suspended. */
function ofItem(facts: PermitFacts, item: WorkItem, now: Micros): readonly PermitConflict[] {
  const state = workState(item);
  const isOpen = state === "in-progress";
  const wasOpen = item.acts.some(({ kind }) => kind === "start");
  const until = permitUntil(item, facts);
  const isLate = now > until && wasOpen && (isOpen || state === "planned");
  const lateness = isLate ? [against("expired", NONE)] : [];
  if (!isOpen) return lateness;
  const { demands } = facts;
  const isAlone = demands.guardian && guardianOf(facts, item.acts) === null;
  const tests = demands.gasTest ? newestTests(demands, gasTestsOf(item.acts)) : [];
  return [
    ...lateness,
    ...(isAlone ? [against("no-guardian", NONE)] : []),
    ...tests.flatMap(({ gas, test }) => gasConflicts({ gas, test, everyMin: demands.gasEveryMin, now })),
  ];
}

interface Tested {
  readonly gas: GasDemand | null;
  readonly test: GasTest | undefined;
  readonly everyMin: number;
  readonly now: Micros;
}

function gasConflicts({ gas, test, everyMin, now }: Tested): readonly PermitConflict[] {
  const name = gas?.name ?? { zh: test?.gas ?? "", en: test?.gas ?? "" };
  if (test === undefined) return [against("gas-test-missing", name)];
  const minutes = Math.floor((now - test.at) / MINUTE_US);
  const age = { zh: `${name.zh} ${minutes} 分钟前`, en: `${name.en} ${minutes} min ago` };
  const result = `${test.value} ${test.unit}`;
  return [
    ...(gas !== null && !isWithin(test.value, gas)
      ? [against("gas-result", { zh: `${name.zh} ${result}`, en: `${name.en} ${result}` })]
      : []),
    ...(now - test.at > everyMin * MINUTE_US ? [against("gas-test-old", age)] : []),
  ];
}

/** Notices alone: positions advise, and protect nobody. */
function seen({ facts }: Judged, { plant, people, vehicles }: PermitWorld): readonly PermitConflict[] {
  const { keepOut } = facts.demands;
  if (keepOut.length === 0) return [];
  const zones = zonesAt(facts.place, plant).map(({ id }) => id);
  const notice = (kind: "people" | "vehicles", countIn: PermitWorld["people"], most: number) => {
    if (!keepOut.includes(kind)) return [];
    const count = zones.length === 0 ? undefined : countIn(zones);
    if (count === undefined) return [against(kind, { zh: "未知", en: "unknown" }, { isBlocking: false })];
    const { known, unknown } = count;
    const detail = { zh: `已知 ${known}，未知 ${unknown}`, en: `${known} known, ${unknown} unknown` };
    return known > most || unknown > 0 ? [against(kind, detail, { isBlocking: false })] : [];
  };
  const allowed = facts.workers + (facts.demands.guardian ? 1 : 0);
  return [...notice("people", people, allowed), ...notice("vehicles", vehicles, 0)];
}
