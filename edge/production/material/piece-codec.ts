/**
 * A piece as bytes: columns of its stays, operations and measurements one after the other, times as differences in
 * milliseconds, words by their number in a dictionary that all pieces share. Some 700 bytes for a piece that went
 * through 13 operations.
 */
import type { Feature, Verdict } from "../../contracts/production/material-event.ts";
import type { Measurement, Operation, Piece } from "./records.ts";
import { newPiece } from "./records.ts";
import type { Stay } from "./timeline.ts";

/** 1 had no fixtures. */
const VERSION = 2;
const VERDICTS = ["", "good", "rework", "scrap"] as const;
const STATES = ["inside", "shipped", "scrapped"] as const;

/** Words with numbers. */
export interface Dictionary {
  codeOf(word: string): number;
  wordOf(code: number): string;
}

export function encodePiece(piece: Piece, words: Dictionary): Uint8Array {
  const bytes = new Bytes();
  const base = Math.round(piece.firstAt / 1000);
  bytes.uint(VERSION);
  bytes.uint(base);
  bytes.time(piece.lastAt, base);
  for (const word of [piece.variant, piece.order, piece.lot, piece.shipment, piece.carrier])
    bytes.uint(words.codeOf(word));
  bytes.uint(STATES.indexOf(piece.state));
  bytes.uint(piece.holes);
  encodeStays(bytes, piece.stays, { words, base });
  encodeOperations(bytes, piece.operations, { words, base });
  encodeMeasurements(bytes, piece.measurements, { words, base });
  return bytes.take();
}

export function decodePiece(id: string, data: Uint8Array, words: Dictionary): Piece {
  const bytes = new Reader(data);
  const version = bytes.uint();
  if (version > VERSION) throw new RangeError(`piece ${id} is written in a form that this edge does not know`);
  const base = bytes.uint();
  const piece = newPiece(id, base * 1000);
  piece.lastAt = bytes.time(base);
  [piece.variant, piece.order, piece.lot, piece.shipment, piece.carrier] = [0, 0, 0, 0, 0].map(() =>
    words.wordOf(bytes.uint()),
  ) as [string, string, string, string, string];
  piece.state = STATES[bytes.uint()] ?? "inside";
  piece.holes = bytes.uint();
  piece.stays.push(...decodeStays(bytes, { words, base }));
  piece.operations.push(...decodeOperations(bytes, { words, base }, version));
  piece.measurements.push(...decodeMeasurements(bytes, { words, base }));
  return piece;
}

interface Frame {
  readonly words: Dictionary;
  /** ms since 1970. */
  readonly base: number;
}

export function encodeStays(bytes: Bytes, stays: readonly Stay[], { words, base }: Frame): void {
  bytes.uint(stays.length);
  for (const stay of stays) bytes.uint(words.codeOf(stay.place));
  for (const stay of stays) bytes.uint(stay.slot === undefined ? 0 : stay.slot + 1);
  for (const stay of stays) bytes.uint(words.codeOf(stay.carrier ?? ""));
  let last = base;
  for (const { tIn, tOut, seenAt, inferred } of stays) {
    const isSeen = seenAt !== (Number.isNaN(tIn) ? tOut : tIn);
    bytes.uint((Number.isNaN(tIn) ? 1 : 0) | (Number.isNaN(tOut) ? 2 : 0) | (inferred ? 4 : 0) | (isSeen ? 8 : 0));
    for (const time of isSeen ? [tIn, tOut, seenAt] : [tIn, tOut]) {
      if (Number.isNaN(time)) continue;
      bytes.int(time / 1000 - last);
      last = time / 1000;
    }
  }
}

export function decodeStays(bytes: Reader, { words, base }: Frame): Stay[] {
  const count = bytes.uint();
  const places = bytes.list(count, () => words.wordOf(bytes.uint()));
  const slots = bytes.list(count, () => bytes.uint());
  const carriers = bytes.list(count, () => words.wordOf(bytes.uint()));
  let last = base;
  const time = (): number => {
    last += bytes.int();
    return last * 1000;
  };
  return places.map((place, at) => {
    const flags = bytes.uint();
    const tIn = (flags & 1) === 0 ? time() : Number.NaN;
    const tOut = (flags & 2) === 0 ? time() : Number.NaN;
    const seenAt = (flags & 8) !== 0 ? time() : Number.isNaN(tIn) ? tOut : tIn;
    const [slot, carrier] = [slots[at] as number, carriers[at] as string];
    return {
      place,
      ...(slot === 0 ? {} : { slot: slot - 1 }),
      ...(carrier === "" ? {} : { carrier }),
      tIn,
      tOut,
      seenAt,
      inferred: (flags & 4) !== 0,
    };
  });
}

function encodeOperations(bytes: Bytes, operations: readonly Operation[], { words, base }: Frame): void {
  bytes.uint(operations.length);
  for (const { station, operation, program, fixture, tools, start, end, verdict } of operations) {
    for (const word of [station, operation, program, fixture]) bytes.uint(words.codeOf(word));
    bytes.uint(tools.length);
    for (const tool of tools) bytes.uint(words.codeOf(tool));
    bytes.time(start, base);
    bytes.time(end, base);
    bytes.uint(VERDICTS.indexOf(verdict));
  }
}

function decodeOperations(bytes: Reader, { words, base }: Frame, version: number): Operation[] {
  return bytes.list(bytes.uint(), () => {
    const [station, operation, program] = bytes.list(3, () => words.wordOf(bytes.uint())) as [string, string, string];
    const fixture = version === 1 ? "" : words.wordOf(bytes.uint());
    const tools = bytes.list(bytes.uint(), () => words.wordOf(bytes.uint()));
    return {
      station,
      operation,
      program,
      fixture,
      tools,
      start: bytes.time(base),
      end: bytes.time(base),
      verdict: (VERDICTS[bytes.uint()] ?? "") as Verdict | "",
    };
  });
}

/** Name, unit and tolerance are the same for many pieces: one word together. */
function encodeMeasurements(bytes: Bytes, measurements: readonly Measurement[], { words, base }: Frame): void {
  bytes.uint(measurements.length);
  for (const { station, time, ok, features } of measurements) {
    bytes.uint(words.codeOf(station));
    bytes.time(time, base);
    bytes.uint(ok ? 1 : 0);
    bytes.uint(features.length);
    for (const { value, ok: isIn, ...what } of features) {
      bytes.uint(words.codeOf(JSON.stringify([what.name, what.unit ?? null, what.lower ?? null, what.upper ?? null])));
      bytes.uint(isIn ? 1 : 0);
      bytes.double(value);
    }
  }
}

function decodeMeasurements(bytes: Reader, { words, base }: Frame): Measurement[] {
  return bytes.list(bytes.uint(), () => {
    const station = words.wordOf(bytes.uint());
    const time = bytes.time(base);
    const ok = bytes.uint() === 1;
    const features = bytes.list(bytes.uint(), (): Feature => {
      const [name, unit, lower, upper] = JSON.parse(words.wordOf(bytes.uint())) as [
        string,
        string | null,
        number | null,
        number | null,
      ];
      const isIn = bytes.uint() === 1;
      return {
        name,
        value: bytes.double(),
        ...(lower === null ? {} : { lower }),
        ...(upper === null ? {} : { upper }),
        ...(unit === null ? {} : { unit }),
        ok: isIn,
      };
    });
    return { station, time, ok, features };
  });
}

const scratch = new DataView(new ArrayBuffer(8));

/** A growing buffer. Integers are LEB128, signed ones zigzag. */
export class Bytes {
  #data = new Uint8Array(1024);
  #length = 0;

  uint(value: number): void {
    if (this.#length + 10 > this.#data.length) this.#grow();
    let rest = value;
    while (rest >= 0x80) {
      this.#data[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#data[this.#length++] = rest;
  }

  int(value: number): void {
    this.uint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** µs that are whole ms, or NaN. */
  time(value: number, base: number): void {
    if (Number.isNaN(value)) this.uint(0);
    else this.int(value / 1000 - base < 0 ? value / 1000 - base : value / 1000 - base + 1);
  }

  double(value: number): void {
    if (this.#length + 8 > this.#data.length) this.#grow();
    scratch.setFloat64(0, value);
    for (let at = 0; at < 8; at++) this.#data[this.#length++] = scratch.getUint8(at);
  }

  take(): Uint8Array {
    return this.#data.slice(0, this.#length);
  }

  #grow(): void {
    const grown = new Uint8Array(this.#data.length * 2);
    grown.set(this.#data);
    this.#data = grown;
  }
}

/** Throws RangeError if the bytes end early. */
export class Reader {
  readonly #data: Uint8Array;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  uint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#data[this.#at++];
      if (byte === undefined) throw new RangeError("a record ends early");
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  int(): number {
    const value = this.uint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  time(base: number): number {
    const value = this.uint();
    if (value === 0) return Number.NaN;
    const ms = value % 2 === 1 ? -(value + 1) / 2 : value / 2 - 1;
    return (base + ms) * 1000;
  }

  double(): number {
    if (this.#at + 8 > this.#data.length) throw new RangeError("a record ends early");
    for (let at = 0; at < 8; at++) scratch.setUint8(at, this.#data[this.#at++] as number);
    return scratch.getFloat64(0);
  }

  list<T>(count: number, read: () => T): T[] {
    return Array.from({ length: count }, read);
  }
}
