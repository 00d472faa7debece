import { type WireReader, WireType } from "./wire-reader.ts";

const { varint: VARINT, fixed64: FIXED64, bytes: BYTES, fixed32: FIXED32 } = WireType;

/** Keys with a meaning here. `Quality` is from the specification (6.4.19), the others are common among gateways. */
const KEYS = ["Quality", "engUnit", "engLow", "engHigh"].map((key) => Buffer.from(key));
const [QUALITY, UNIT, LOW, HIGH] = [0, 1, 2, 3] as const;
/** Wire type of each PropertyValue field; property sets within are skipped. */
const VALUE_WIRE = [-1, VARINT, VARINT, VARINT, VARINT, FIXED32, FIXED64, VARINT, BYTES, BYTES, BYTES, BYTES] as const;
const TWO_32 = 4_294_967_296;
/** Int8 to Int32 are written as two's complement in an unsigned field. */
const LAST_SIGNED_TYPE = 3;

/** Reads quality, engineering unit and range of a metric's PropertySet. Nested sets are skipped. */
export class PropertyReader {
  /** -1 when absent. */
  quality = -1;
  /** Ends of the engineering range; NaN when absent. */
  engLow = Number.NaN;
  engHigh = Number.NaN;
  readonly #wire: WireReader;
  readonly #places = new Int32Array(KEYS.length);
  #unitFrom = 0;
  #unitTo = 0;
  #number = Number.NaN;
  #textFrom = 0;
  #textTo = 0;

  constructor(wire: WireReader) {
    this.#wire = wire;
  }

  /** Engineering unit as the edge node writes it; empty when absent. */
  engUnit(): string {
    return this.#wire.bytes.toString("utf8", this.#unitFrom, this.#unitTo);
  }

  clear(): void {
    this.quality = -1;
    this.engLow = Number.NaN;
    this.engHigh = Number.NaN;
    this.#unitFrom = 0;
    this.#unitTo = 0;
  }

  /** Reads the set that begins here. Keys and values are two lists in any order, matched by index. */
  read(end: number): void {
    const wire = this.#wire;
    const length = wire.length(end);
    const from = wire.at;
    const to = from + length;
    if (!this.#findKeys(to)) return;
    wire.at = from;
    for (let place = 0; wire.at < to; ) {
      const field = wire.fieldOfAnyType(to);
      const wanted = field === 2 ? this.#places.indexOf(place++) : -1;
      if (wanted === -1) wire.skip(to);
      else {
        this.#value(to);
        this.#keep(wanted);
      }
    }
  }

  /** Notes the index of each known key. False when there is none. */
  #findKeys(to: number): boolean {
    const wire = this.#wire;
    this.#places.fill(-1);
    let hasAny = false;
    for (let place = 0; wire.at < to; ) {
      if (wire.fieldOfAnyType(to) !== 1) wire.skip(to);
      else {
        const from = wire.skipBytes(to);
        for (let key = 0; key < KEYS.length; key++) {
          const name = KEYS[key] as Buffer;
          if (wire.at - from !== name.length || wire.bytes.compare(name, 0, name.length, from, wire.at) !== 0) continue;
          this.#places[key] = place;
          hasAny = true;
        }
        place++;
      }
    }
    return hasAny;
  }

  #value(end: number): void {
    const wire = this.#wire;
    const to = wire.length(end) + wire.at;
    this.#number = Number.NaN;
    this.#textFrom = 0;
    this.#textTo = 0;
    for (let type = 0; wire.at < to; ) {
      const field = wire.field(VALUE_WIRE, to);
      if (field === 1) type = wire.varintNumber(to);
      else if (field === 3 || field === 4) {
        wire.varint(to);
        this.#number = field === 3 && type <= LAST_SIGNED_TYPE ? wire.low | 0 : wire.high * TWO_32 + wire.low;
      } else if (field === 5 || field === 6) {
        this.#number = field === 5 ? wire.float(to) : wire.double(to);
      } else if (field === 8) {
        this.#textFrom = wire.skipBytes(to);
        this.#textTo = wire.at;
      } else wire.skip(to);
    }
  }

  #keep(key: number): void {
    if (key === QUALITY) {
      if (!Number.isNaN(this.#number)) this.quality = this.#number;
    } else if (key === UNIT) {
      this.#unitFrom = this.#textFrom;
      this.#unitTo = this.#textTo;
    } else if (key === LOW) this.engLow = this.#number;
    else if (key === HIGH) this.engHigh = this.#number;
  }
}
