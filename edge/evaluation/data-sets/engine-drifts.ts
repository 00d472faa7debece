import type { Table } from "./table.ts";
import { driftRule, seenSignals, WatchedRows } from "./watched-rows.ts";

/** A flight cycle is taken for an hour; only its order matters. */
const CYCLE_S = 3600;
/** An engine's own first cycles are its reference. */
const LEARN = 30;
/** Sensors that are not constant in one operating condition (Saxena et al. 2008). */
const SENSORS = ["s2", "s3", "s4", "s7", "s8", "s9", "s11", "s12", "s13", "s14", "s15", "s17", "s20", "s21"];

interface EngineAlarm {
  readonly engine: string;
  /** Number of cycles until the failure. */
  readonly life: number;
  /** Cycle of the first drift alert. */
  readonly alarm: number | undefined;
}

/** The first drift alert of each engine of one operating condition. */
export function alarmsBeforeFailure(table: Table): readonly EngineAlarm[] {
  const places = SENSORS.map((sensor) => table.at(sensor));
  return [...Map.groupBy(table.rows, (row) => row[table.at("engine")] as string)].map(([engine, rows]) => {
    const column = (at: number): Float64Array => Float64Array.from(rows, (row) => Number(row[places[at] as number]));
    const signals = seenSignals(new Map(SENSORS.map((name, at) => [name, column(at)])), LEARN);
    const watched = new WatchedRows(signals, { drifts: [driftRule("*", { everyS: CYCLE_S, learn: LEARN })] });
    const alarm = rows.findIndex((row, cycle) => {
      const values = places.map((place) => Number(row[place]));
      return watched.row((cycle + 1) * CYCLE_S * 1e6, values).raised > 0;
    });
    return { engine, life: rows.length, alarm: alarm < 0 ? undefined : alarm + 1 };
  });
}
