/**
 * The fast path for nearly all items of nearly all notifications: one tag's number, Good, with its time. Runs in the
 * worker.
 */
import type { OpenColumns } from "../../../batch/builder.ts";
import { NO_ROW, type TargetTable } from "../subscribe/target-table.ts";
import { Builtin, microsAt } from "./scalars.ts";

/** Bits of a DataValue's encoding byte (OPC 10000-6, 5.2.2.17). */
export const Has = {
  value: 1,
  status: 2,
  sourceTime: 4,
  serverTime: 8,
  sourcePicoseconds: 16,
  serverPicoseconds: 32,
} as const;

const NEEDED = Has.value | Has.sourceTime;
const OPTIONAL = Has.status | Has.serverTime;
/**
 * Handle, encoding byte, type, value, status and both times. While this number of bytes is left, no read goes beyond
 * the end.
 */
const LONGEST_ITEM_BYTES = 4 + 1 + 1 + 8 + 4 + 8 + 8;

/** The shortest item that is read here: handle, encoding byte, type, one byte and a time. */
export const SHORTEST_ITEM_BYTES = 4 + 1 + 1 + 1 + 8;

/** Items of one call: enough to make the cost of the call negligible, few enough for frequent calls. */
const ITEMS_A_CALL = 50;

/**
 * Reads items up to the first special one: another type, a status, a repeated sample, no time. That one is left to the
 * general reader, which knows all rules; both give the same result.
 *
 * It reads a few items per call, because one loop over a whole message runs too seldom to be optimised by V8.
 */
export class NumberRun {
  /** Where the next item begins. */
  at = 0;
  /** Items before it. */
  done = 0;
  #to = 0;
  readonly #table: TargetTable;
  #into: OpenColumns;

  constructor(table: TargetTable, into: OpenColumns) {
    this.#table = table;
    this.#into = into;
  }

  /** Reads from `at` on, up to `count` items in all. Returns the number of samples written. */
  read(view: DataView, count: number, into: OpenColumns): number {
    this.#into = into;
    this.#to = into.from;
    while (this.done < count && this.#readUpTo(view, Math.min(count, this.done + ITEMS_A_CALL)));
    return this.#to - into.from;
  }

  /** Returns false at a special item. */
  #readUpTo(view: DataView, end: number): boolean {
    const { rows, refs, sourceTimes, givenTimes, values, statuses, mismatched } = this.#table;
    const { tags, times, numbers } = this.#into;
    const last = view.byteLength - LONGEST_ITEM_BYTES;
    let { at, done } = this;
    let to = this.#to;
    for (; done < end && at <= last; done++) {
      const handle = view.getUint32(at, true);
      const row = handle < rows.length ? (rows[handle] as number) : NO_ROW;
      const mask = view.getUint8(at + 4);
      if (row === NO_ROW || (mask & ~OPTIONAL) !== NEEDED) break;
      const type = view.getUint8(at + 5);
      const width = WIDTHS[type] as number;
      const value = type === Builtin.double ? view.getFloat64(at + 6, true) : numberAt(view, type, at + 6);
      let next = at + 6 + width;
      if ((mask & Has.status) !== 0) {
        if (view.getUint32(next, true) !== 0) break;
        next += 4;
      }
      const time = microsAt(view, next);
      // NaN is not equal to itself.
      if (width === 0 || value - value !== 0 || time - time !== 0 || time === sourceTimes[row] || mismatched[row] === 1)
        break;
      sourceTimes[row] = time;
      givenTimes[row] = time;
      values[row] = value;
      statuses[row] = 0;
      tags[to] = refs[row] as number;
      times[to] = time;
      numbers[to] = value;
      to++;
      at = next + ((mask & Has.serverTime) === 0 ? 8 : 16);
    }
    this.at = at;
    this.done = done;
    this.#to = to;
    return done === end;
  }
}

/** Bytes of a value by its type; 0 for types that the general reader handles. */
const WIDTHS = widths();

function widths(): Uint8Array {
  const bytes = new Uint8Array(256);
  const { boolean, sbyte, byte, int16, uint16, int32, uint32, float, double } = Builtin;
  for (const [type, width] of [
    ...[boolean, sbyte, byte].map((one) => [one, 1] as const),
    ...[int16, uint16].map((one) => [one, 2] as const),
    [int32, 4],
    [uint32, 4],
    [float, 4],
    [double, 8],
  ] as const)
    bytes[type] = width;
  return bytes;
}

function numberAt(view: DataView, type: number, at: number): number {
  switch (type) {
    case Builtin.double:
      return view.getFloat64(at, true);
    case Builtin.float:
      return view.getFloat32(at, true);
    case Builtin.int32:
      return view.getInt32(at, true);
    case Builtin.uint32:
      return view.getUint32(at, true);
    case Builtin.int16:
      return view.getInt16(at, true);
    case Builtin.uint16:
      return view.getUint16(at, true);
    case Builtin.boolean:
      return view.getUint8(at) === 0 ? 0 : 1;
    case Builtin.sbyte:
      return view.getInt8(at);
    case Builtin.byte:
      return view.getUint8(at);
    default:
      return Number.NaN;
  }
}
