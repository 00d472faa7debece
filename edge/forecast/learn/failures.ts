import { idleWithin, repairedWithin } from "./crew-waits.ts";
import { isEnough, type LearntFailures, type LearntPlace, learntTime } from "./learnt.ts";
import { type Rate, sumOf, usualOf } from "./rates.ts";
import type { Seen } from "./seen.ts";
import { together } from "./together.ts";
import type { Visit } from "./visits.ts";

/** What was seen of a machine, or of all machines side by side. */
interface Own {
  readonly group: number;
  /** Outages that began within the history, by time from the last piece of a batch to the end of its work. */
  readonly failures: Rate;
  /** Those that ended, by the time of all. */
  readonly repairs: Rate;
  readonly repairsS: readonly number[];
}

/**
 * How often machines and belts fail and how long they stand then, by place; null where their states are not recorded,
 * for other places, and where none of them has failed and was repaired. A machine that was repaired less than five
 * times has the failures of all machines side by side. Each is drawn to those of the others in the plant, machines to
 * machines and belts to belts (rules FK33, FK58 and FK97). Times to repair are planned time.
 */
export function failuresOf(seen: Seen, kinds: readonly LearntPlace["kind"][]): readonly (LearntFailures | null)[] {
  const { places } = seen.flow;
  const stations = learntFrom(places.map((_, place) => (kinds[place] === "station" ? ownOf(seen, place) : undefined)));
  // A conveyor that pieces pass twice is one.
  const firstOf = places.map(({ label }) => places.findIndex((one) => one.label === label));
  const belts = learntFrom(
    places.map((_, place) => (kinds[place] === "belt" && firstOf[place] === place ? beltOf(seen, place) : undefined)),
  );
  return places.map((_, place) => stations[place] ?? belts[firstOf[place] as number] ?? null);
}

function learntFrom(own: readonly (Own | undefined)[]): readonly (LearntFailures | null)[] {
  const groups = Map.groupBy(
    own.filter((one) => one !== undefined),
    ({ group }) => group,
  );
  const pooled = new Map([...groups].map(([group, mates]) => [group, asOne(mates)] as const));
  const usual = new Map(
    [...groups.keys()].map((group) => {
      const others = [...pooled].flatMap(([other, one]) => (other === group ? [] : [one]));
      const [failures, repairs] = [others.map((one) => one.failures), others.map((one) => one.repairs)];
      return [group, { failures: usualOf(failures), repairs: usualOf(repairs) }] as const;
    }),
  );
  return own.map((one): LearntFailures | null => {
    if (one === undefined) return null;
    const isOfGroup = (groups.get(one.group)?.length ?? 0) > 1 && !isEnough(learntTime(one.repairsS));
    const known = isOfGroup ? (pooled.get(one.group) as Own) : one;
    const of = usual.get(one.group) as Pick<Own, "failures" | "repairs">;
    const rate = sumOf([of.failures, known.failures]);
    const repairRate = sumOf([of.repairs, known.repairs]);
    if (rate.n === 0 || repairRate.n === 0 || rate.seconds <= 0) return null;
    const repair = learntTime(known.repairsS);
    return { n: known.failures.n, isOfGroup, rate, repairRate, repair: isEnough(repair) ? repair : null };
  });
}

/** Machines side by side as one. */
function asOne(mates: readonly Own[]): Own {
  return {
    group: mates[0]?.group ?? -1,
    failures: sumOf(mates.map(({ failures }) => failures)),
    repairs: sumOf(mates.map(({ repairs }) => repairs)),
    repairsS: mates.flatMap(({ repairsS }) => repairsS),
  };
}

/** A machine: failures by the time in which it worked. */
function ownOf(seen: Seen, place: number): Own | undefined {
  const { at, outages, endS } = seen;
  const { label } = seen.flow.places[place] as Seen["flow"]["places"][number];
  const batches = together(at[place] as readonly Visit[], ({ start }) => start);
  const workingS = batches.map((batch, number) => {
    const from = Math.max(...batch.map(({ arrive, start }) => (Number.isNaN(arrive) ? start : arrive)));
    const ended = Math.max(...batch.map(({ end }) => end));
    // Only the last batch is under way; others without an end had one that was not reported.
    const to = Number.isNaN(ended) && number === batches.length - 1 ? endS : ended;
    if (!(to > from)) return 0;
    return Math.max(0, to - from - idleWithin(seen, label, from, to) - outages.unknownWithin(label, from, to));
  });
  return ownIn(seen, place, sum(workingS));
}

/** A belt runs in all planned time in which it is not out. */
function beltOf(seen: Seen, place: number): Own | undefined {
  const { label } = seen.flow.places[place] as Seen["flow"]["places"][number];
  return ownIn(seen, place, seen.outages.runningWithin(label, 0, seen.endS));
}

/** With the time in which it could fail; undefined where its states are not recorded. */
function ownIn(seen: Seen, place: number, seconds: number): Own | undefined {
  const { flow, outages, endS } = seen;
  const { label, group, isBuffer } = flow.places[place] as Seen["flow"]["places"][number];
  const out = outages.of(label);
  if (out === undefined || isBuffer) return undefined;
  const begun = out.filter(([from]) => from > 0);
  const repairsS = begun.filter(([, to]) => to < Infinity).map(([from, to]) => repairedWithin(seen, label, from, to));
  const openS = begun.filter(([, to]) => to === Infinity).map(([from]) => repairedWithin(seen, label, from, endS));
  return {
    group,
    failures: { n: begun.length, seconds },
    repairs: { n: repairsS.length, seconds: sum([...repairsS, ...openS]) },
    repairsS,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
