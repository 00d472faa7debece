import type { PastEnergy, PlantHistory } from "../../contracts/forecast/history.ts";
import { HOUR_US } from "../../contracts/quality/hour-publishing.ts";
import { merged, overlap } from "../model/elapsing.ts";
import type { Openings } from "../model/openings.ts";

/** What a machine takes, kW: while it works on pieces, and else. Means over so many hours of readings. */
export interface LearntPower {
  readonly workingKw: number;
  readonly elseKw: number;
  /** Of all the time. */
  readonly meanKw: number;
  readonly hours: number;
}

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

function powerIn(hours: readonly PastEnergy[], working: Openings): LearntPower | undefined {
  let [workedH, piecesKWh, restKWh] = [0, 0, 0];
  for (const { hour, piecesKWh: pieces, restKWh: rest } of hours) {
    workedH += overlap(working, hour, hour + HOUR_US) / HOUR_US;
    piecesKWh += pieces;
    restKWh += rest;
  }
  const elseH = hours.length - workedH;
  const mean = (piecesKWh + restKWh) / hours.length;
  // Belts and machines that report no work use the mean power at all times.
  if (workedH < LEAST_WORK_H) return { workingKw: mean, elseKw: mean, hours: hours.length, meanKw: mean };
  const workingKw = piecesKWh / workedH;
  return { workingKw, elseKw: elseH < LEAST_WORK_H ? workingKw : restKWh / elseH, hours: hours.length, meanKw: mean };
}

/** By station, when it worked on at least one piece. */
function workingOf(pieces: PlantHistory["pieces"]): ReadonlyMap<string, Openings> {
  const worked = pieces.flatMap(({ operations }) => operations.filter(({ start, end }) => end > start));
  return new Map(
    [...Map.groupBy(worked, ({ station }) => station)].map(([station, own]) => [
      station,
      merged(own.map(({ start, end }) => [start, end] as const)),
    ]),
  );
}
