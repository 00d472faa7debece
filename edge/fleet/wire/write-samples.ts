/**
 * Batches of samples as streams of small numbers, for zstd to compress. Order and every bit are kept. Each stream has
 * its length before it:
 *
 *   lengths and arrivals of the batches · tags · ms · runs of µs · kinds of values · differences · halves of doubles ·
 *   runs of statuses · runs of flags · texts
 *
 * Tags and times are differences to the sample before: machines report their tags in the order of the config, and
 * together. Times are in ms; the µs beyond, mostly 0, are runs. Values: value-kinds.ts.
 */
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import { encodeTexts } from "../../historian/log/sample-encoder.ts";
import { ByteWriter } from "./bytes.ts";
import type { Chain } from "./chain.ts";
import { floatBitsOf, highOf, type LastValues, lowOf, STEPS, stepOf, thousandthsOf, ValueKind } from "./value-kinds.ts";

const heads = new ByteWriter();
const tags = new ByteWriter();
const times = new ByteWriter();
const micros = new ByteWriter();
const kinds = new ByteWriter();
const differences = new ByteWriter();
const floats = new ByteWriter();
const lows = new ByteWriter();
const highs = new ByteWriter();
const statuses = new ByteWriter();
const flags = new ByteWriter();
const STREAMS = [heads, tags, times, micros, kinds, differences, floats, lows, highs, statuses, flags];

/** Writes the batches, which have one sample at least. `chain`: what came before them. */
export function writeSamples(out: ByteWriter, batches: readonly SampleBatch[], chain?: Chain): void {
  for (const stream of STREAMS) stream.clear();
  writeHeads(batches);
  if (chain === undefined) writeTags(batches);
  else writeChainedTags(batches, chain);
  writeTimes(batches);
  writeValues(batches, chain ?? new Map<number, number>());
  writeRuns(
    statuses,
    batches.map((batch) => batch.statuses),
  );
  writeRuns(
    flags,
    batches.map((batch) => batch.flags),
  );
  out.varint(batches.length);
  for (const stream of STREAMS) out.block(stream.view());
  out.block(encodeTexts(batches));
}

function writeHeads(batches: readonly SampleBatch[]): void {
  let before = 0;
  for (const { length, receivedAt } of batches) {
    const ms = Math.floor(receivedAt / 1000);
    heads.varint(length);
    heads.signed(ms - before);
    heads.varint(receivedAt - ms * 1000);
    before = ms;
  }
}

function writeTags(batches: readonly SampleBatch[]): void {
  let before = 0;
  for (const { tags: own, length } of batches)
    for (let i = 0; i < length; i++) {
      const tag = own[i] as number;
      tags.signed(tag - before);
      before = tag;
    }
}

/** 0 for the tag that came after the last one before, else the difference with its zigzag plus one. */
function writeChainedTags(batches: readonly SampleBatch[], chain: Chain): void {
  let before = 0;
  for (const { tags: own, length } of batches)
    for (let i = 0; i < length; i++) {
      const tag = own[i] as number;
      if (chain.after(before) === tag) tags.varint(0);
      else {
        const difference = tag - before;
        tags.varint(difference < 0 ? -2 * difference : 2 * difference + 1);
        chain.follow(before, tag);
      }
      before = tag;
    }
}

function writeTimes(batches: readonly SampleBatch[]): void {
  let before = 0;
  let micro = -1;
  let run = 0;
  for (const { times: own, length } of batches)
    for (let i = 0; i < length; i++) {
      const time = own[i] as number;
      const ms = Math.floor(time / 1000);
      times.signed(ms - before);
      before = ms;
      const rest = time - ms * 1000;
      if (rest !== micro) {
        if (run > 0) writeRun(micros, micro, run);
        micro = rest;
        run = 0;
      }
      run++;
    }
  if (run > 0) writeRun(micros, micro, run);
}

function writeValues(batches: readonly SampleBatch[], last: LastValues): void {
  for (const { tags: own, values, length } of batches)
    for (let i = 0; i < length; i++) {
      const value = values[i] as number;
      const tag = own[i] as number;
      writeValue(value, last.get(tag) ?? 0);
      last.set(tag, value);
    }
}

function writeValue(value: number, last: number): void {
  if (isSame(value, last)) {
    kinds.u8(ValueKind.same);
    return;
  }
  const scaled = thousandthsOf(value);
  if (!Number.isNaN(scaled)) {
    const lastScaled = thousandthsOf(last);
    const difference = scaled - (Number.isNaN(lastScaled) ? 0 : lastScaled);
    const step = stepOf(difference);
    kinds.u8(ValueKind.steps + step);
    differences.signed(difference / (STEPS[step] as number));
  } else if (Math.fround(value) === value) {
    kinds.u8(ValueKind.float);
    floats.varint((floatBitsOf(value) ^ floatBitsOf(last)) >>> 0);
  } else {
    kinds.u8(ValueKind.double);
    lows.varint((lowOf(value) ^ lowOf(last)) >>> 0);
    highs.varint((highOf(value) ^ highOf(last)) >>> 0);
  }
}

/** Whether the bits are equal: of two zeros or NaN they may differ. */
function isSame(value: number, last: number): boolean {
  if (value === last) return value !== 0 || 1 / value === 1 / last;
  return Number.isNaN(value) && lowOf(value) === lowOf(last) && highOf(value) === highOf(last);
}

function writeRuns(out: ByteWriter, columns: readonly (Uint32Array | Uint8Array)[]): void {
  let run = 0;
  let value = -1;
  // By index, which takes a third of the time of an iterator.
  for (const column of columns)
    for (let i = 0; i < column.length; i++) {
      const next = column[i] as number;
      if (next === value) {
        run++;
        continue;
      }
      if (run > 0) writeRun(out, value, run);
      value = next;
      run = 1;
    }
  if (run > 0) writeRun(out, value, run);
}

function writeRun(out: ByteWriter, value: number, run: number): void {
  out.varint(value);
  out.varint(run);
}
