import { expect, it } from "vitest";
import { type Completion, MachineRecord, STREAMS } from "../../../../edge/production/state/machine-record.ts";
import { unreportedParts } from "../../../../edge/production/state/unreported-parts.ts";

const S = 1e6;
const WORK = { order: "ORD-1", variant: "PH-50A" };
const ask = (record: MachineRecord, from = 0, to = 10_000) =>
  unreportedParts(record, { from: from * S, to: to * S, workAt: () => WORK });

/** A piece every 30 s, counted 0.8 s after its time; the pieces of `lost` have no event. */
function machine(
  pieces: number,
  {
    lost = [],
    verdicts = {},
    counts = 1,
  }: {
    readonly lost?: readonly number[];
    readonly verdicts?: Readonly<Record<number, string>>;
    readonly counts?: number;
  } = {},
) {
  const record = new MachineRecord(STREAMS.length);
  let [good, scrapped] = [40, 2];
  for (const name of ["produced", "good", "scrapped"] as const)
    record.stream(name).set(0, name === "produced" ? 42 : name === "good" ? 40 : 2);
  for (let piece = 1; piece <= pieces; piece++) {
    const time = 30 * S * piece;
    const verdict = verdicts[piece] ?? "good";
    if (verdict === "good") record.stream("good").set(time + 0.9 * S, ++good);
    if (verdict === "scrap") record.stream("scrapped").set(time + 0.7 * S, ++scrapped);
    record.stream("produced").set(time + 0.8 * S, 42 + counts * piece);
    const completion: Completion = {
      time,
      start: time - 20 * S,
      piece: `PC-${piece}`,
      ...WORK,
      verdict,
      isFirst: true,
    };
    if (!lost.includes(piece)) record.complete(completion);
  }
  return record;
}

it("[SE16] a counted part without an event is added, with its quality by the other counters", () => {
  expect(ask(machine(20))).toEqual([]);
  const added = ask(machine(40, { lost: [7, 18, 30], verdicts: { 18: "scrap", 25: "scrap", 30: "rework" } }));
  expect(added.map(({ time, verdict }) => [time / S, verdict])).toEqual([
    [210.8, "good"],
    [540.8, "scrap"],
    [900.8, "rework"],
  ]);
  expect(added[0]).toEqual({ time: 210.8 * S, start: Number.NaN, piece: "", ...WORK, verdict: "good", isFirst: false });
});

it("[SE16] an added part is removed when its event comes late, and counts in one stretch only", () => {
  const record = machine(20, { lost: [10] });
  expect([ask(record, 0, 300.8), ask(record, 300.8, 600), ask(record, 301, 600)].map(({ length }) => length)).toEqual([
    0, 1, 0,
  ]);
  record.complete({ time: 300 * S, start: Number.NaN, piece: "PC-10", ...WORK, verdict: "good", isFirst: true });
  expect(ask(record)).toEqual([]);
});

it("[SE16] no part is added in a gap, for a foreign or set counter, or without a counter of good parts", () => {
  const inGap = machine(20, { lost: [10] });
  inGap.gaps.push({ from: 295 * S, to: 299 * S });
  expect(ask(inGap)).toEqual([]);
  expect(ask(machine(20, { counts: 2 }))).toEqual([]);
  const set = machine(20);
  set.stream("produced").set(305 * S, 5000);
  set.stream("produced").set(306 * S, 52);
  expect(ask(set)).toEqual([]);
  const noGood = machine(20, { lost: [10] });
  noGood.stream("good").times.length = 0;
  expect(ask(noGood)).toEqual([]);
  expect(ask(machine(20, { lost: [8, 9, 10, 11] }))).toEqual([]);
  expect(ask(machine(3, { lost: [2] }))).toEqual([]);
  const unread = machine(20, { lost: [10] });
  unread.stream("produced").set(275 * S, Number.NaN);
  expect(ask(unread)).toEqual([]);
});
