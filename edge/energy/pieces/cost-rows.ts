/** Rows of the energy of pieces for their cost: by what is asked for, medium, station and quarter of an hour. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { CostBy } from "../../contracts/quality/costs.ts";
import type { TableFile } from "../../store/table-file.ts";

/** Steps of one row of costs that are looked at for its pieces. */
const MOST_STEPS = 20_000;

/** What a row is named by. A day is found from the hour. */
const NAMES: Readonly<Record<CostBy, string>> = {
  operation: "operation",
  station: "station",
  variant: "variant",
  order: "work",
  day: "CAST(finish / 3.6e9 AS INTEGER)",
};

/** The middle of the work decides on its price. */
const QUARTER = "CAST((begin + finish) / 1.8e9 AS INTEGER)";
/** The piece was at the station before. */
const AGAIN = `EXISTS (SELECT 1 FROM step AS earlier
  WHERE earlier.piece = step.piece AND earlier.channel = step.channel AND earlier.number < step.number)`;
const FROM = "FROM step JOIN channel ON channel.code = step.channel WHERE finish >= ? AND finish < ?";

export interface EnergyRow {
  /** Of a day the hour since 1970. */
  readonly name: string;
  readonly medium: string;
  readonly station: string;
  /** Quarter of an hour since 1970. */
  readonly quarter: number;
  readonly isAgain: boolean;
  /** Parts (mWh, mL). */
  readonly amount: number;
}

export function energyRows(tables: TableFile, by: CostBy, from: Micros, to: Micros): readonly EnergyRow[] {
  const sql = `SELECT ${NAMES[by]} AS name, medium, station, ${QUARTER} AS quarter, ${AGAIN} AS again,
    sum(amount) AS amount ${FROM} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`;
  return tables.all(sql, from, to).map((row) => ({
    name: String(row["name"]),
    medium: String(row["medium"]),
    station: String(row["station"]),
    quarter: Number(row["quarter"]),
    isAgain: Number(row["again"]) === 1,
    amount: Number(row["amount"]),
  }));
}

/** Idle, set-up and unmetered amounts of the hours that begin in the time. */
export function standingRows(tables: TableFile, from: Micros, to: Micros) {
  const sql = `SELECT medium, hour, sum(idle + set_up + unmetered) AS amount
    FROM hour JOIN channel ON channel.code = hour.channel WHERE hour >= ? AND hour < ? GROUP BY 1, 2 ORDER BY 1, 2`;
  return tables.all(sql, from, to).map((row) => ({
    medium: String(row["medium"]),
    hour: Number(row["hour"]) as Micros,
    amount: Number(row["amount"]),
  }));
}

export interface PieceRow {
  readonly piece: string;
  readonly variant: string;
  readonly order: string;
  readonly medium: string;
  readonly station: string;
  readonly begin: Micros;
  readonly finish: Micros;
  readonly amount: number;
}

/** Steps of one name, the newest first. Days have no name here: the time is theirs. */
export function pieceRows(
  tables: TableFile,
  { by, name, from, to }: { readonly by: CostBy; readonly name: string; readonly from: Micros; readonly to: Micros },
): readonly PieceRow[] {
  const named = by === "day" ? "" : `AND ${NAMES[by]} = ?`;
  const sql = `SELECT piece, variant, work, medium, station, begin, finish, amount ${FROM} ${named}
    ORDER BY finish DESC, channel, number LIMIT ${MOST_STEPS}`;
  return tables.all(sql, from, to, ...(by === "day" ? [] : [name])).map((row) => ({
    piece: String(row["piece"]),
    variant: String(row["variant"]),
    order: String(row["work"]),
    medium: String(row["medium"]),
    station: String(row["station"]),
    begin: Number(row["begin"]) as Micros,
    finish: Number(row["finish"]) as Micros,
    amount: Number(row["amount"]),
  }));
}
