/** A proposed adaptation beside the one in force, and what past findings would have been (rule VL7). Pure. */
import { isDeepStrictEqual } from "node:util";
import { type Adaptation, DEFAULT_LEVEL, type PlaceAdaptation, priorsOf } from "../contracts/health/adaptation.ts";
import type { ComponentKinds } from "../contracts/health/component-condition.ts";
import type { Hypothesis } from "../contracts/records/hypothesis.ts";
import type { Label } from "./labels.ts";

/** Past findings that a proposal lists: the newest. */
const MOST_LISTED = 200;
const ROUNDING = 1e-9;

/** The same figure under the version in force and under the proposed one. */
interface Change<Value> {
  readonly before: Value;
  readonly after: Value;
}

interface PriorChange {
  readonly assetType: string;
  readonly component: string;
  /** Verdicts about it, with a found kind or without. */
  readonly verdicts: number;
  readonly kinds: readonly (Change<number> & { readonly kind: string; readonly found: number })[];
  /** Found kinds that no watch of the component knows: they move no prior. */
  readonly others: number;
  readonly softer: Change<number>;
}

interface LevelChange extends Change<number> {
  readonly assetType: string;
  readonly watch: string;
}

/** A past finding; `isRaised` is null where the item does not say which watches gave the evidence. */
export interface JudgedFinding extends Pick<Label, "itemUid" | "assetUid" | "component" | "verdict" | "found" | "at"> {
  readonly isRaised: Change<boolean | null>;
  readonly first: Change<string | null>;
}

/** Past findings of one verdict. */
interface JudgedCount {
  readonly verdict: string;
  readonly findings: number;
  readonly raised: Change<number>;
  /** With a found kind: those in which it was named first. */
  readonly named: number;
  readonly namedFirst: Change<number>;
}

export interface Proposal {
  readonly hasChanges: boolean;
  readonly priors: readonly PriorChange[];
  readonly levels: readonly LevelChange[];
  readonly counts: readonly JudgedCount[];
  readonly past: readonly JudgedFinding[];
}

export interface ProposalInput {
  /** In the order of their time. */
  readonly labels: readonly Label[];
  readonly inForce: Adaptation;
  /** The one that is proposed. */
  readonly adaptation: Adaptation;
  readonly kinds: readonly (ComponentKinds & { readonly assetType: string })[];
  /** The adaptation that was in force then: what was said then is read by it. */
  inForceAt(at: number): Adaptation;
}

export function proposalOf({ labels, inForce, adaptation, kinds, inForceAt }: ProposalInput): Proposal {
  const tableOf = tablesFrom(kinds);
  const judged = labels.map((label) => {
    const raised = (by: Adaptation) => isRaised(label, by);
    const first = (by: Adaptation) => firstOf(label, tableOf(label), { earlier: inForceAt(label.reportedAt), by });
    const { itemUid, assetUid, component, verdict, found, at } = label;
    const both = <Value>(of: (by: Adaptation) => Value) => ({ before: of(inForce), after: of(adaptation) });
    return { itemUid, assetUid, component, verdict, found, at, isRaised: both(raised), first: both(first) };
  });
  const [priors, levels] = [priorChanges(inForce, adaptation, tableOf), levelChanges(inForce, adaptation)];
  return {
    hasChanges: priors.length > 0 || levels.length > 0,
    priors,
    levels,
    counts: countsOf(judged),
    past: judged.slice(-MOST_LISTED),
  };
}

type Place = Pick<Label, "assetType" | "component">;
type Priors = ReadonlyMap<string, number>;

/** The table of signatures for each component of each type: machines of a type may lack a watch that others have. */
function tablesFrom(all: ProposalInput["kinds"]): (place: Place) => Priors {
  const tables = new Map<string, Map<string, number>>();
  const keyOf = ({ assetType, component }: Place): string => `${assetType}\n${component}`;
  for (const one of all) {
    const table = tables.get(keyOf(one)) ?? new Map<string, number>();
    for (const { kind, weight } of one.kinds) table.set(kind, Math.max(table.get(kind) ?? 0, weight));
    tables.set(keyOf(one), table);
  }
  return (place) => tables.get(keyOf(place)) ?? new Map();
}

function placeIn({ places }: Adaptation, { assetType, component }: Place): PlaceAdaptation | undefined {
  return places.find((one) => one.assetType === assetType && one.component === component);
}

function levelIn({ watches }: Adaptation, assetType: string, watch: string): number {
  const found = watches.find((one) => one.assetType === assetType && one.watch === watch);
  return DEFAULT_LEVEL + (found?.raise ?? 0);
}

/** Null where it is not known which watches gave the evidence. */
function isRaised({ assetType, watches }: Label, by: Adaptation): boolean | null {
  if (watches.length === 0) return null;
  return watches.some(({ watch, strength }) => strength >= levelIn(by, assetType, watch) - ROUNDING);
}

/** The kind that would be named first: the likelihoods as they were, with the priors of `by`. */
function firstOf(
  label: Label,
  table: Priors,
  { earlier, by }: { readonly earlier: Adaptation; readonly by: Adaptation },
): string | null {
  const priorsBy = (one: Adaptation) => priorsOf(table, placeIn(one, label)?.found ?? []);
  const [was, is] = [priorsBy(earlier), priorsBy(by)];
  const weightOf = ({ kind, p }: Hypothesis): number => p * ((is.get(kind) ?? 1) / (was.get(kind) ?? 1));
  let best: Hypothesis | undefined;
  for (const one of label.hypotheses) if (best === undefined || weightOf(one) > weightOf(best)) best = one;
  return best?.kind ?? null;
}

function priorChanges(
  inForce: Adaptation,
  adaptation: Adaptation,
  tableOf: (place: Place) => Priors,
): readonly PriorChange[] {
  const gone = inForce.places.filter((place) => placeIn(adaptation, place) === undefined);
  return [...adaptation.places, ...gone].flatMap((place) => {
    const [was, is] = [placeIn(inForce, place), placeIn(adaptation, place)];
    return isDeepStrictEqual(was, is) ? [] : [priorChange(place, { was, is, table: tableOf(place) })];
  });
}

function priorChange(
  { assetType, component }: Place,
  { was, is, table }: { was: PlaceAdaptation | undefined; is: PlaceAdaptation | undefined; table: Priors },
): PriorChange {
  const [before, after] = [priorsOf(table, was?.found ?? []), priorsOf(table, is?.found ?? [])];
  const counts = new Map(is?.found.map(({ kind, count }) => [kind, count]));
  const kinds = [...after].map(([kind, p]) => ({
    kind,
    before: before.get(kind) as number,
    after: p,
    found: counts.get(kind) ?? 0,
  }));
  return {
    assetType,
    component,
    verdicts: is?.verdicts ?? 0,
    kinds: kinds.sort((a, b) => b.after - a.after),
    others: [...counts].reduce((sum, [kind, count]) => (table.has(kind) ? sum : sum + count), 0),
    softer: { before: was?.softer ?? 0, after: is?.softer ?? 0 },
  };
}

function levelChanges(inForce: Adaptation, adaptation: Adaptation): readonly LevelChange[] {
  const all = new Map(
    [...inForce.watches, ...adaptation.watches].map((one) => [`${one.assetType}\n${one.watch}`, one]),
  );
  return [...all.values()]
    .map(({ assetType, watch }) => ({
      assetType,
      watch,
      before: levelIn(inForce, assetType, watch),
      after: levelIn(adaptation, assetType, watch),
    }))
    .filter(({ before, after }) => before !== after);
}

function countsOf(judged: readonly JudgedFinding[]): readonly JudgedCount[] {
  const count = (of: readonly JudgedFinding[], isSo: (one: JudgedFinding) => boolean) => of.filter(isSo).length;
  return [...Map.groupBy(judged, ({ verdict }) => verdict ?? "none")].map(([verdict, all]) => {
    // Only a kind that was among the hypotheses could have been named first.
    const named = all.filter(({ found, first }) => found !== undefined && first.before !== null);
    return {
      verdict,
      findings: all.length,
      raised: {
        before: count(all, ({ isRaised: raised }) => raised.before !== false),
        after: count(all, ({ isRaised: raised }) => raised.after !== false),
      },
      named: named.length,
      namedFirst: {
        before: count(named, ({ found, first }) => first.before === found),
        after: count(named, ({ found, first }) => first.after === found),
      },
    };
  });
}
