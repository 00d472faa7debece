import type { PlantHistory } from "../../contracts/forecast/history.ts";
import type { Flow, FlowPlace } from "../model/flow.ts";
import { idleWithin } from "./crew-waits.ts";
import { canDrift, type Recent, recentOf, type Work, worksOf } from "./drift.ts";
import { failuresOf } from "./failures.ts";
import { lanesOf } from "./lanes.ts";
import {
  LEARNT_VERSION,
  type Learnt,
  type LearntPlace,
  type LearntSetUp,
  type LearntTender,
  type LearntTime,
  learntTime,
} from "./learnt.ts";
import { powerOf } from "./power.ts";
import { releaseOf } from "./release.ts";
import { quantile, type Seen, seenIn, unheldS } from "./seen.ts";
import { byTime } from "./stays.ts";
import { fetchFromS, tendersOf } from "./tenders.ts";
import { TOGETHER_S, together } from "./together.ts";
import type { Visit } from "./visits.ts";

const SHORTEST_GAP_SHARE = 0.02;
/** A shorter one is scatter of the loading. */
const SHORTEST_SET_UP_S = 5;
const BATCH_SHARE = 0.5;

/**
 * Learns times, routes and transport from what happened. The same history gives the same values to the last digit
 * (rule FK22); there are no values where nothing was seen, and then the config's planned times count.
 */
export function learn(history: PlantHistory, flow: Flow): Learnt {
  const seen = seenIn(history, flow);
  const variants = [...new Set([...history.orders, ...history.pieces].map(({ variant }) => variant))]
    .filter((variant) => variant !== "")
    .sort();
  const setUps = setUpsOf(seen);
  const shapes = flow.places.map((place, index) => shapeOf(place, index, seen));
  const failures = failuresOf(
    seen,
    shapes.map(({ kind }) => kind),
  );
  const tenders = tendersOf(seen);
  const tests = shapes.reduce((sum, { works }) => sum + [...works.values()].filter(canDrift).length, 0);
  return {
    version: LEARNT_VERSION,
    from: history.from,
    to: history.to,
    pieces: history.pieces.length,
    variants,
    places: flow.places.map((place, index) => ({
      ...placeOf(place, seen, shapes[index] as Shape, { tests, tenders }),
      failures: failures[index] ?? null,
    })),
    setUps,
    tenders,
    lanes: lanesOf(seen),
    release: releaseOf(history.orders, variants, setUps),
    power: powerOf(history),
    mix: mixOf(history, variants),
    ...(history.islands === undefined ? {} : { islands: history.islands }),
  };
}

/** What a place is, by the visits to it. */
interface Shape {
  readonly here: readonly Visit[];
  readonly kind: LearntPlace["kind"];
  readonly isManual: boolean;
  readonly most: number;
  readonly batches: readonly (readonly Visit[])[];
  /** Of stations, by variant. */
  readonly works: ReadonlyMap<string, readonly Work[]>;
}

function shapeOf(place: FlowPlace, index: number, seen: Seen): Shape {
  const here = seen.at[index] as readonly Visit[];
  const most = seen.contents.most(index);
  const batches = batchesOf(here);
  const worked = here.filter(({ start, end }) => end > start);
  // A chain works on each piece from its entry on, so that it holds more than it started together.
  const isBelt = !isEndOrBuffer(place) && (worked.length === 0 || most > batchOf(batches) + 1);
  const isManual = place.isBuffer && worked.length > 0;
  const kind = isBelt || isManual ? "belt" : worked.length > 0 ? "station" : "buffer";
  const works = kind === "station" ? worksOf(worked, place.label, seen.outages) : new Map<string, Work[]>();
  return { here, kind, isManual, most, batches, works };
}

function placeOf(
  place: FlowPlace,
  seen: Seen,
  shape: Shape,
  { tests, tenders }: { readonly tests: number; readonly tenders: readonly LearntTender[] },
): Omit<LearntPlace, "failures"> {
  const { here, kind, isManual, most, batches, works } = shape;
  const byVariant = [...works].sort().map(([variant, all]) => [variant, recentOf(all, tests)] as const);
  const stays = here.map(({ arrive, leave }) => leave - arrive).filter(Number.isFinite);
  const timesOf = (recent: Recent): readonly number[] => recent.works.map(({ lastsS }) => lastsS);
  return {
    label: place.label,
    kind,
    most,
    batch: kind === "station" ? batchOf(batches) : 1,
    load: kind === "station" ? loadOf(batches, place.label, seen) : null,
    unload: kind === "station" ? unloadOf(batches, place, seen) : null,
    travel:
      kind === "belt"
        ? isManual
          ? learntTime(stays)
          : constant(unheldS(here) - fetchFromS(place, tenders), stays.length)
        : null,
    spacingS: kind === "belt" && !isManual ? spacingOf(here, most) : 0,
    work: Object.fromEntries(
      byVariant.map(([variant, recent]) => [variant, learntTime(timesOf(recent)) as LearntTime]),
    ),
    workOfAll: learntTime(byVariant.flatMap(([, recent]) => timesOf(recent))),
    drifts: byVariant.flatMap(([variant, { drift }]) => (drift === undefined ? [] : [{ variant, ...drift }])),
    went: wentFrom(place, here),
  };
}

function isEndOrBuffer({ steps, isBuffer }: FlowPlace): boolean {
  return isBuffer || steps.length === 0 || steps.every(({ via }) => via === "vehicle");
}

/** Visits whose work began together. */
function batchesOf(here: readonly Visit[]): readonly (readonly Visit[])[] {
  return together(here, ({ start }) => start);
}

/** The size that half of the batches at least have reached. */
function batchOf(batches: readonly (readonly Visit[])[]): number {
  const sizes = batches.map(({ length }) => length);
  return Math.max(1, Math.round(quantile(sizes, BATCH_SHARE)));
}

/** From the last piece of a batch to the start of work, where the variant stayed. */
function loadOf(batches: readonly (readonly Visit[])[], label: string, seen: Seen): LearntTime | null {
  return learntTime(
    batches.flatMap((batch, at) => {
      const before = batches[at - 1]?.[0]?.variant;
      const { variant, start } = batch[0] as Visit;
      if (before === undefined || before !== variant) return [];
      return loadS(batch, start, label, seen);
    }),
  );
}

/** From the last piece of a batch to the start of its work, without outages and waits for people. */
function loadS(batch: readonly Visit[], start: number, label: string, seen: Seen): number {
  const from = Math.max(...batch.map(({ arrive }) => arrive));
  return start - from - idleWithin(seen, label, from, start);
}

/** From the end of work to the first departure, where the next place had room all the time, without its outages. */
function unloadOf(batches: readonly (readonly Visit[])[], place: FlowPlace, seen: Seen): LearntTime | null {
  const { flow, contents, outages } = seen;
  if (place.steps.some(({ via }) => via === "tender") && place.operation !== undefined) return null;
  return learntTime(
    batches.flatMap((batch) => {
      const end = Math.max(...batch.map((visit) => visit.end));
      const leave = Math.min(...batch.map((visit) => visit.leave));
      const next = batch[0]?.next ?? -1;
      const target = flow.places[next];
      if (!(leave >= end - TOGETHER_S) || target === undefined) return [];
      const room = target.capacity ?? contents.most(next);
      return contents.reaches(next, room, end, leave)
        ? []
        : Math.max(
            0,
            leave - end - idleWithin(seen, place.label, end, leave) - outages.within(target.label, end, leave),
          );
    }),
  );
}

/** By group of machines side by side, because few of them see a change of each pair. */
function setUpsOf(seen: Seen): readonly LearntSetUp[] {
  const groups = new Map<number, { readonly pairs: Map<string, number[]> }>();
  const { flow, at } = seen;
  for (const [index, { group, label }] of flow.places.entries()) {
    const batches = batchesOf(at[index] as readonly Visit[]);
    const usual = loadOf(batches, label, seen);
    if (usual === null) continue;
    const known = groups.get(group) ?? { pairs: new Map<string, number[]>() };
    groups.set(group, known);
    for (const [number, batch] of batches.entries()) {
      const before = batches[number - 1]?.[0]?.variant;
      const { variant, start } = batch[0] as Visit;
      if (before === undefined || before === variant) continue;
      const lasts = Math.max(0, loadS(batch, start, label, seen) - usual.mean);
      const key = `${before} > ${variant}`;
      const times = known.pairs.get(key);
      if (times === undefined) known.pairs.set(key, [lasts]);
      else times.push(lasts);
    }
  }
  return [...groups].flatMap(([group, { pairs }]) => {
    const longest = [...pairs.values()].flat().reduce((most, lasts) => Math.max(most, lasts), 0);
    if (longest < SHORTEST_SET_UP_S) return [];
    // A pair that was never seen takes what changes took, those that were free included: it may be one of them.
    const ofAll = learntTime([...pairs.values()].flat());
    const learnt = [...pairs].sort().map(([key, times]) => [key, learntTime(times) as LearntTime] as const);
    return [{ group, pairs: Object.fromEntries(learnt), ofAll }];
  });
}

/** Number of pieces by step, and those that left as scrap at the end of the list. */
function wentFrom({ steps }: FlowPlace, here: readonly Visit[]): Record<string, readonly number[]> {
  const counts = new Map<string, number[]>();
  for (const { variant, next, isScrap } of here) {
    const step = isScrap ? steps.length : steps.findIndex(({ group }) => group.includes(next));
    if (step < 0) continue;
    const known = counts.get(variant) ?? Array.from({ length: steps.length + 1 }, () => 0);
    known[step] = (known[step] as number) + 1;
    counts.set(variant, known);
  }
  return Object.fromEntries([...counts].sort());
}

/**
 * Distance in time between two pieces: no more than the shortest gap that was seen, and than the share of the way that
 * each piece had when the belt was fullest. What fed it may have been slower, so it is an upper bound.
 */
function spacingOf(here: readonly Visit[], most: number): number {
  const gaps = here.slice(1).map(({ arrive }, at) => arrive - (here[at] as Visit).arrive);
  const shortest = quantile(gaps.filter(Number.isFinite), SHORTEST_GAP_SHARE) || 0;
  return Math.max(0, Math.min(shortest, unheldS(here) / Math.max(1, most) || 0));
}

/** Of the orders; where none is reported, of the pieces as they began. Without a variant there is one share. */
function mixOf({ orders, pieces }: PlantHistory, variants: readonly string[]): Learnt["mix"] {
  const ordered = orders.filter(({ quantity }) => quantity > 0);
  const given = ordered.length > 0 ? ordered : runsOf(pieces);
  const known = variants.length === 0 ? [""] : variants;
  const counts = known.map((one) =>
    given.reduce((sum, { variant, quantity }) => sum + (variant === one ? quantity : 0), 0),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  const usual = quantile(given.map(({ quantity }) => quantity).filter(Number.isFinite), BATCH_SHARE);
  return {
    shares: counts.map((count) => (total === 0 ? 1 / counts.length : count / total)),
    quantity: Number.isNaN(usual) ? 0 : Math.max(1, Math.round(usual)),
  };
}

/** Pieces of one variant that began one after the other, as if they were orders. */
function runsOf(pieces: PlantHistory["pieces"]): readonly { readonly variant: string; readonly quantity: number }[] {
  const runs: { variant: string; quantity: number }[] = [];
  const begun = pieces.flatMap(({ variant, operations }) => {
    const start = operations[0]?.start;
    return start === undefined ? [] : [{ variant, start }];
  });
  for (const { variant } of begun.toSorted((a, b) => byTime(a.start, b.start))) {
    const last = runs.at(-1);
    if (last?.variant === variant) last.quantity++;
    else runs.push({ variant, quantity: 1 });
  }
  return runs;
}

function constant(value: number, n: number): LearntTime | null {
  const seconds = Math.max(0, value);
  return Number.isNaN(value) ? null : { quantiles: [seconds], n, mean: seconds, deviation: 0 };
}
