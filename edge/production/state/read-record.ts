import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { Row, TableFile } from "../../store/table-file.ts";
import { type Completion, MachineRecord } from "./machine-record.ts";

/** One machine's record in a file of states from `from` on, with the values that held then. */
export function readRecord(
  tables: Pick<TableFile, "all">,
  machine: number,
  streams: number,
  { from, to }: TimeRange,
): MachineRecord {
  const record = new MachineRecord(streams);
  for (const [number, stream] of record.streams.entries()) {
    const [held] = tables.all(
      "SELECT time, value FROM change WHERE machine = ? AND stream = ? AND time <= ? ORDER BY time DESC LIMIT 1",
      machine,
      number,
      from,
    );
    const later = tables.all(
      "SELECT time, value FROM change WHERE machine = ? AND stream = ? AND time > ? AND time <= ? ORDER BY time",
      machine,
      number,
      from,
      to,
    );
    for (const row of held === undefined ? later : [held, ...later])
      stream.set(Number(row["time"]), row["value"] === null ? Number.NaN : Number(row["value"]));
  }
  for (const row of tables.all(
    "SELECT * FROM gap WHERE machine = ? AND to_at >= ? AND from_at <= ? ORDER BY from_at",
    machine,
    from,
    to,
  ))
    record.gaps.push({ from: Number(row["from_at"]), to: Number(row["to_at"]) });
  for (const row of tables.all(
    "SELECT * FROM completion WHERE machine = ? AND time >= ? AND time <= ? ORDER BY time",
    machine,
    from,
    to,
  ))
    record.completions.push(completionOf(row));
  return record;
}

function completionOf(row: Row): Completion {
  return {
    time: Number(row["time"]),
    start: row["start"] === null ? Number.NaN : Number(row["start"]),
    piece: String(row["piece"]),
    order: String(row["production_order"]),
    variant: String(row["variant"]),
    verdict: String(row["verdict"]),
    isFirst: row["is_first"] === 1,
  };
}
