import { WireReader, WireType } from "./wire-reader.ts";
import type { ValueKind, WireValue } from "./wire-value.ts";

const { varint: VARINT, fixed64: FIXED64, bytes: BYTES, fixed32: FIXED32 } = WireType;

/** Types (3) are repeated or packed. */
const DATA_SET_WIRE = [-1, VARINT, BYTES, undefined, BYTES] as const;
const ROW_WIRE = [-1, BYTES] as const;
const CELL_WIRE = [-1, VARINT, VARINT, FIXED32, FIXED64, VARINT, BYTES] as const;
const COLUMNS = 2;
const TYPES = 3;
const ROWS = 4;

/** Finds one cell of a Sparkplug DataSet, in time linear in its bytes. */
export class DataSetReader implements WireValue {
  kind: ValueKind = "none";
  real = 0;
  low = 0;
  high = 0;
  /** Data type of the cell's column; 0 when the set has none. */
  datatype = 0;
  readonly #wire = new WireReader();
  #textFrom = 0;
  #textTo = 0;

  /**
   * Goes to a row (from 0) and a column (by name). False when the set has no such cell. Throws RangeError on an invalid
   * DataSet.
   */
  find(bytes: Buffer, row: number, column: string): boolean {
    const wire = this.#wire;
    wire.open(bytes);
    const place = this.#columnPlace(Buffer.from(column));
    if (place === -1) return false;
    wire.at = 0;
    this.kind = "none";
    for (let n = 0; wire.at < bytes.length; ) {
      if (wire.field(DATA_SET_WIRE, bytes.length) !== ROWS) wire.skip(bytes.length);
      else {
        const to = wire.length(bytes.length) + wire.at;
        if (n++ === row) return this.#cellOf(place, to);
        wire.at = to;
      }
    }
    return false;
  }

  text(): string {
    return this.#wire.bytes.toString("utf8", this.#textFrom, this.#textTo);
  }

  bytes(): Buffer {
    return this.#wire.bytes.subarray(this.#textFrom, this.#textTo);
  }

  /** Index of the column, noting its type; -1 when there is none of that name. */
  #columnPlace(name: Buffer): number {
    const wire = this.#wire;
    const end = wire.bytes.length;
    wire.at = 0;
    this.datatype = 0;
    let place = -1;
    for (let n = 0; wire.at < end; ) {
      if (wire.field(DATA_SET_WIRE, end) !== COLUMNS) wire.skip(end);
      else {
        const from = wire.skipBytes(end);
        if (
          place === -1 &&
          wire.at - from === name.length &&
          wire.bytes.compare(name, 0, name.length, from, wire.at) === 0
        )
          place = n;
        n++;
      }
    }
    wire.at = 0;
    for (let n = 0; place !== -1 && wire.at < end; ) {
      if (wire.field(DATA_SET_WIRE, end) !== TYPES) wire.skip(end);
      else n = this.#takeTypes(n, place);
    }
    return place;
  }

  /** Types are a repeated number, written one by one or packed. */
  #takeTypes(first: number, place: number): number {
    const wire = this.#wire;
    const isPacked = wire.type === BYTES;
    const to = isPacked ? wire.length(wire.bytes.length) + wire.at : wire.bytes.length;
    let n = first;
    while (wire.at < to) {
      const type = wire.varintNumber(to);
      if (n++ === place) this.datatype = type;
      if (!isPacked) break;
    }
    return n;
  }

  #cellOf(place: number, end: number): boolean {
    const wire = this.#wire;
    for (let n = 0; wire.at < end; ) {
      if (wire.field(ROW_WIRE, end) !== 1) wire.skip(end);
      else {
        const to = wire.length(end) + wire.at;
        if (n++ === place) {
          while (wire.at < to) this.#value(wire.field(CELL_WIRE, to), to);
          return true;
        }
        wire.at = to;
      }
    }
    return false;
  }

  #value(field: number, end: number): void {
    const wire = this.#wire;
    if (field === 1 || field === 2 || field === 5) {
      wire.varint(end);
      this.kind = field === 1 ? "int" : field === 2 ? "long" : "boolean";
      this.low = wire.low;
      this.high = wire.high;
      this.real = wire.low === 0 ? 0 : 1;
    } else if (field === 3 || field === 4) {
      this.kind = field === 3 ? "float" : "double";
      this.real = field === 3 ? wire.float(end) : wire.double(end);
    } else if (field === 6) {
      this.kind = "string";
      this.#textFrom = wire.skipBytes(end);
      this.#textTo = wire.at;
    } else wire.skip(end);
  }
}
