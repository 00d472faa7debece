/**
 * What chance brings to the crew at one fault: rule E31 in docs/rules/evaluation.md. The draws depend on the fault
 * alone, so that they are the same whatever was found (common random numbers). Pure.
 */
import { crc32 } from "node:zlib";
import { Chance } from "../../batch/chance.ts";
import { type CrewHabits, EXAMINATIONS, OTHER_EXAMINATION, REPAIRS, type Repair } from "./assumptions.ts";
import type { Job } from "./jobs.ts";

export interface Draws {
  readonly isInStock: boolean;
  /** Hours of work of the repair. */
  readonly repairH: number;
  /** When the first round passes after the start of the run. */
  readonly roundH: number;
  /** Components that the symptoms do not rule out, the wrong one among them, in the order of examination. */
  readonly order: readonly string[];
}

/** `at`: which of the many draws for this job. */
export function drawsFor(key: string, at: number, job: Job, crew: CrewHabits): Draws {
  const { hours, roundH } = REPAIRS[job.kind] as Repair;
  const chance = new Chance(crc32(`${key} ${at}`));
  // Never 0, of which there is no logarithm.
  const next = (): number => 1 - chance.next();
  const isInStock = chance.next() < crew.inStock;
  const firstRound = roundH * chance.next();
  const normal = Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * chance.next());
  const order = job.places.map(({ path, kind }) => {
    const { weight } = EXAMINATIONS[kind] ?? OTHER_EXAMINATION;
    const isRuledOut = chance.next() < crew.ruledOut;
    return { path, isLeft: !isRuledOut || path === job.place, rank: -Math.log(next()) / weight };
  });
  return {
    isInStock,
    repairH: hours * Math.exp(crew.spread * normal),
    roundH: firstRound,
    order: order
      .filter(({ isLeft }) => isLeft)
      .sort((a, b) => a.rank - b.rank)
      .map(({ path }) => path),
  };
}
