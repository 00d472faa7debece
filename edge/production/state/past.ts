/** Adds the imported past of a machine to its record. */
import type { MachinePast, PastCompletion } from "../../contracts/production/past.ts";
import { type Machine, noteChange } from "./machine.ts";
import { type Completion, STREAMS } from "./machine-record.ts";
import type { Write } from "./state-store.ts";
import { completionWrite, INTO } from "./unwritten.ts";

/** Pieces of an imported past are distinct from present pieces, even with the same number. */
const PIECE_OF_PAST = "past ";

/**
 * Changes the record and returns the writes. A repeated import changes nothing. Between the end of the past and the
 * first observed state there is a gap.
 */
export function takePast(machine: Machine, past: MachinePast): readonly Write[] {
  const { record, code } = machine;
  const writes: Write[] = [];
  const seen = record.stream("itemState");
  const firstSeen = seen.times[seen.indexAt(past.to) + 1] ?? machine.lostAt;
  for (const [name, values] of [
    ["itemState", past.states],
    ["mode", past.modes],
  ] as const) {
    const stream = STREAMS.indexOf(name);
    for (const [at, time] of past.times.entries()) {
      const value = values[at] as number;
      record.stream(name).set(time, value);
      writes.push([INTO.change, code, stream, time, value]);
    }
  }
  for (const imported of past.completions) {
    const completion = completionOf(machine, imported);
    if (record.complete(completion)) writes.push(completionWrite(machine, completion));
  }
  const gap = { from: past.to, to: firstSeen ?? past.to };
  if (record.addGap(gap)) writes.push([INTO.gap, code, gap.from, gap.to]);
  noteChange(machine, past.times[0] ?? past.to);
  return writes;
}

function completionOf({ record }: Machine, { piece, ...imported }: PastCompletion): Completion {
  const name = `${PIECE_OF_PAST}${piece}`;
  return { ...imported, piece: name, isFirst: !record.completions.some((one) => one.piece === name) };
}
