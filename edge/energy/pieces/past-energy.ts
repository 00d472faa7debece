/** The electricity of machines as the history from which forecasts learn their power. */
import type { PastEnergy } from "../../contracts/forecast/history.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import { HOUR_US } from "../../contracts/quality/hour-publishing.ts";
import { readTables } from "../../store/read-tables.ts";
import { settledAfterUs } from "./config.ts";
import { PARTS } from "./counter.ts";

/** Hours of which more was without a reading say little of a machine. */
const MOST_UNMETERED = 0.05;
const HOURS = `SELECT station, hour, metered, pieces, idle, set_up, unmetered FROM hour
  JOIN channel ON channel.code = hour.channel
  WHERE medium = 'electricity' AND hour >= ? AND hour < ? ORDER BY station, hour`;

/**
 * Reads the file of the energy book, which an edge may write to: the hours of a range that were settled at its end
 * (PE11), so that a later reading gives the same. Throws what SQLite says where there is no such file.
 */
export function readPastEnergy(
  path: string,
  { from, to }: TimeRange,
  config: Parameters<typeof settledAfterUs>[0],
): readonly PastEnergy[] {
  const settlesUs = HOUR_US + settledAfterUs(config);
  return readTables(path, (tables) => {
    const isThere = tables.get("SELECT 1 FROM sqlite_schema WHERE name = 'hour'") !== undefined;
    const rows = isThere ? tables.all(HOURS, from, to - settlesUs) : [];
    return rows.flatMap((row): readonly PastEnergy[] => {
      const [metered, pieces, idle, setUp, unmetered] = ["metered", "pieces", "idle", "set_up", "unmetered"].map(
        (name) => Number(row[name]) / PARTS,
      ) as [number, number, number, number, number];
      if (unmetered > MOST_UNMETERED * metered) return [];
      const hour = Number(row["hour"]);
      const station = String(row["station"]);
      return [{ station, hour, knownFrom: hour + settlesUs, piecesKWh: pieces, restKWh: idle + setUp + unmetered }];
    });
  });
}
