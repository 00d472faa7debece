import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DataSet } from "./data-set.ts";
import { readTable, writeTable } from "./table.ts";
import { driftRule, seenSignals, WatchedRows } from "./watched-rows.ts";

/** A flight cycle is taken for an hour; only its order matters. */
const CYCLE_S = 3600;
/** An engine's own first cycles are its reference. */
const LEARN = 30;
/** Sensors that are not constant in one operating condition (Saxena et al. 2008). */
const SENSORS = ["s2", "s3", "s4", "s7", "s8", "s9", "s11", "s12", "s13", "s14", "s15", "s17", "s20", "s21"];
/** Sets with one operating condition; in the others altitude and speed move every sensor. */
const SETS = ["FD001", "FD003"];

/** Turbofan engines run to failure: time of the first drift alert of each. */
export const cmapss: DataSet = {
  about: "alarms_FD00k.csv with engine,life,alarm,lead: cycle of the first drift alert and cycles left",
  unanswered: "remaining useful life (RMSE, S): failure is no limit of a sensor; FD002, FD004: conditions are unknown",
  score({ data, out }) {
    const lines: string[] = [];
    for (const set of SETS.filter(
      (name) => existsSync(join(data, `train_${name}.csv.gz`)) || existsSync(join(data, `train_${name}.csv`)),
    )) {
      const table = readTable(join(data, `train_${set}.csv`));
      const engines = Map.groupBy(table.rows, (row) => row[table.at("engine")] as string);
      const places = SENSORS.map((sensor) => table.at(sensor));
      const lives = [...engines].map(([engine, rows]) => {
        const watched = new WatchedRows(
          seenSignals(
            new Map(
              SENSORS.map((name, at) => [name, Float64Array.from(rows, (row) => Number(row[places[at] as number]))]),
            ),
            LEARN,
          ),
          {
            drifts: [driftRule("*", { everyS: CYCLE_S, learn: LEARN })],
          },
        );
        const alarm = rows.findIndex(
          (row, cycle) =>
            watched.row(
              (cycle + 1) * CYCLE_S * 1e6,
              places.map((place) => Number(row[place])),
            ).raised > 0,
        );
        return { engine, life: rows.length, alarm: alarm < 0 ? undefined : alarm + 1 };
      });
      writeTable(
        join(out, `alarms_${set}.csv`),
        ["engine", "life", "alarm", "lead"],
        lives.map(({ engine, life, alarm }) => [engine, life, alarm ?? "", alarm === undefined ? "" : life - alarm]),
      );
      const leads = lives
        .flatMap(({ life, alarm }) => (alarm === undefined ? [] : [life - alarm]))
        .sort((a, b) => a - b);
      const median = leads[leads.length >> 1] ?? "-";
      const alarmed = `${leads.length} of ${lives.length} engines alarmed before they failed`;
      lines.push(`${set}: ${alarmed}, median ${median} cycles ahead`);
    }
    return lines;
  },
};
