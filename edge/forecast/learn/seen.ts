import type { PlantHistory } from "../../contracts/forecast/history.ts";
import type { Flow } from "../model/flow.ts";
import { Contents } from "./contents.ts";
import { CrewWaits } from "./crew-waits.ts";
import { Outages } from "./outages.ts";
import { type Visit, visitKey, visitsOf } from "./visits.ts";

/** Share of the stays on a belt that were not held up at its end: the fastest ones. */
const UNHELD_SHARE = 0.25;

/** A history as learning looks at it. */
export interface Seen {
  readonly flow: Flow;
  /** End of the history, seconds from its begin. */
  readonly endS: number;
  readonly visits: readonly Visit[];
  /** By place, in order of arrival. */
  readonly at: readonly (readonly Visit[])[];
  /** By piece and place (`visitKey`): the last arrival there, seconds. */
  readonly arrivedAt: ReadonlyMap<string, number>;
  readonly contents: Contents;
  readonly outages: Outages;
  readonly waits: CrewWaits;
}

export function seenIn(history: PlantHistory, flow: Flow): Seen {
  const visits = visitsOf(history, flow);
  const at: Visit[][] = flow.places.map(() => []);
  const arrivedAt = new Map<string, number>();
  for (const visit of visits) {
    at[visit.place]?.push(visit);
    arrivedAt.set(visitKey(visit.piece, visit.place), Number.isNaN(visit.arrive) ? 0 : visit.arrive);
  }
  const endS = (history.to - history.from) / 1e6;
  const outages = new Outages(history);
  const contents = new Contents(visits, flow.places.length);
  return {
    flow,
    endS,
    visits,
    at,
    arrivedAt,
    contents,
    outages,
    waits: new CrewWaits({ flow, at, contents, outages, endS }, history.from),
  };
}

/** The time that a belt takes a piece along, seconds; NaN where none was seen. */
export function unheldS(visits: readonly Visit[]): number {
  return quantile(visits.map(({ arrive, leave }) => leave - arrive).filter(Number.isFinite), UNHELD_SHARE);
}

/** NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? Number.NaN : (sorted[Math.floor(share * (sorted.length - 1))] as number);
}
