import type { PastEnergy, PlantHistory } from "../../contracts/forecast/history.ts";

/** What a machine takes, kW: while it works on pieces, and else. Means over so many hours of readings. */
export interface LearntPower {
  readonly workingKw: number;
  readonly elseKw: number;
  /** Of all the time. */
  readonly meanKw: number;
  readonly hours: number;
}

const HOUR_US = 3600e6;
/** Less work than this says nothing of the power at work. */
const LEAST_WORK_H = 0.1;

/** By the label of the machine: energy of the hours over their working and other time (rule FK75). */
export function powerOf({ energy = [], pieces, from }: PlantHistory): Readonly<Record<string, LearntPower>> {
  const byStation = Map.groupBy(
    energy.filter(({ hour }) => hour >= from),
    ({ station }) => station,
  );
  if (byStation.size === 0) return {};
  const working = workingOf(pieces);
  return Object.fromEntries(
    [...byStation].flatMap(([station, hours]) => {
      const power = powerIn(hours, working.get(station) ?? []);
      return power === undefined ? [] : [[station, power] as const];
    }),
  );
}

function powerIn(hours: readonly PastEnergy[], working: readonly Span[]): LearntPower | undefined {
  let [workedH, piecesKWh, restKWh] = [0, 0, 0];
  for (const { hour, piecesKWh: pieces, restKWh: rest } of hours) {
    workedH += overlapUs(working, hour, hour + HOUR_US) / HOUR_US;
    piecesKWh += pieces;
    restKWh += rest;
  }
  const elseH = hours.length - workedH;
  const mean = (piecesKWh + restKWh) / hours.length;
  // Belts and machines that report no work take what they take.
  if (workedH < LEAST_WORK_H) return { workingKw: mean, elseKw: mean, hours: hours.length, meanKw: mean };
  const workingKw = piecesKWh / workedH;
  return { workingKw, elseKw: elseH < LEAST_WORK_H ? workingKw : restKWh / elseH, hours: hours.length, meanKw: mean };
}

type Span = readonly [from: number, to: number];

/** By station, when it worked on a piece at least: spans in order that do not overlap. */
function workingOf(pieces: PlantHistory["pieces"]): ReadonlyMap<string, readonly Span[]> {
  const spans = new Map<string, Span[]>();
  for (const { operations } of pieces)
    for (const { station, start, end } of operations) {
      if (!(end > start)) continue;
      const known = spans.get(station);
      if (known === undefined) spans.set(station, [[start, end]]);
      else known.push([start, end]);
    }
  for (const [station, all] of spans) {
    const merged: [number, number][] = [];
    for (const [start, end] of all.toSorted((a, b) => a[0] - b[0])) {
      const last = merged.at(-1);
      if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
    }
    spans.set(station, merged);
  }
  return spans;
}

function overlapUs(spans: readonly Span[], from: number, to: number): number {
  // Spans are in order and apart: the first one that ends behind `from`.
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span)[1] <= from) low = middle + 1;
    else high = middle;
  }
  let sum = 0;
  for (let at = low; at < spans.length && (spans[at] as Span)[0] < to; at++) {
    const [start, end] = spans[at] as Span;
    sum += Math.min(end, to) - Math.max(start, from);
  }
  return sum;
}
