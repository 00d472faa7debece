/** Gaps that sequence numbers show, however messages are lost and however they arrive in bursts. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { Sequence, type SequenceGap } from "../../../../edge/sources/mqtt/sparkplug/sequence.ts";

const START = 1_700_000_000_000_000;
const WAIT_MS = 2_000;
/** Losses with at most this many messages between them are one gap. */
const NEAR = 16;

interface Message {
  readonly n: number;
  readonly ms: number;
}

/** The gaps that the sequence declares for messages that arrive in this order, each at its time. */
function declared(messages: Iterable<Message>): SequenceGap[] {
  const sequence = new Sequence();
  const gaps: SequenceGap[] = [];
  let ticked = 0;
  sequence.restart(0, START);
  for (const { n, ms } of messages) {
    for (; ticked + 250 <= ms; ticked += 250) gaps.push(...sequence.overdue(ticked + 250, WAIT_MS));
    if (sequence.take(n & 255, START + ms * 1000, () => ms) === "lost") gaps.push(...sequence.overdue(ms, WAIT_MS));
  }
  gaps.push(...sequence.overdue(Number.POSITIVE_INFINITY, WAIT_MS));
  return gaps;
}

const msOf = (us: number) => (us - START) / 1000;

/** Messages that arrive, then messages that are lost, repeatedly. */
const stretches = fc.array(
  fc.record({ come: fc.integer({ min: 1, max: 60 }), lost: fc.integer({ min: 1, max: 200 }) }),
  {
    minLength: 1,
    maxLength: 30,
  },
);

it("[F14] gaps are the lost messages and nothing else: each loss in one gap, no gap over received messages", () => {
  fc.assert(
    fc.property(stretches, fc.constantFrom(1, 10, 100), (parts, everyMs) => {
      const sent: (Message & { readonly isLost: boolean })[] = [];
      const add = (count: number, isLost: boolean) => {
        for (let i = 0; i < count; i++) sent.push({ n: sent.length + 1, ms: (sent.length + 1) * everyMs, isLost });
      };
      for (const { come, lost } of parts) {
        add(come, false);
        add(lost, true);
      }
      add(1, false);
      const gaps = declared(sent.filter(({ isLost }) => !isLost));
      expect(gaps.length).toBeLessThanOrEqual(parts.length);
      let missed = 0;
      let run = 0;
      let longest = 0;
      const lost = new Map<SequenceGap, number>();
      for (const { ms, isLost } of sent) {
        const [gap, second] = gaps.filter(({ from, to }) => msOf(from) < ms && ms < msOf(to));
        if (second !== undefined || (isLost && gap === undefined)) missed++;
        if (isLost && gap !== undefined) lost.set(gap, (lost.get(gap) ?? 0) + 1);
        run = !isLost && gap !== undefined ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
      expect([missed, gaps.filter((gap) => gap.lost !== undefined && gap.lost !== lost.get(gap))]).toEqual([0, []]);
      expect(longest, "only messages between two near losses").toBeLessThanOrEqual(NEAR);
    }),
    { numRuns: 60 },
  );
});

it("[F14] a burst without every second message is one gap; later bursts of a node are none", () => {
  const every = Array.from({ length: 2_000 }, (_, i) => ({ n: i + 1, ms: i >> 2 }));
  expect(declared(every.filter(({ n }) => n < 500 || n % 2 === 0))).toEqual([
    { from: START + 124_000, to: START + 499_000, lost: 750 },
  ]);
  const bursts = Array.from({ length: 20_000 }, (_, i) => ({
    n: i + 1,
    ms: Math.floor(i / 400) * 1000 + ((i % 400) >> 2),
  }));
  expect(declared(bursts)).toEqual([{ from: START + 99_000, to: START + 1_000_000 }]);
});

it("[F14] a message that arrives after it was counted as lost is not a jump by nearly 256", () => {
  const messages = Array.from({ length: 200 }, (_, i) => ({ n: i + 1, ms: i + 1 }));
  const late = messages.filter(({ n }) => n === 40);
  const came = messages.filter(({ n }) => n < 30 || n > 80);
  expect(declared([...came.slice(0, 60), ...late, ...came.slice(60)])).toEqual([
    { from: START + 29_000, to: START + 81_000, lost: 50 },
  ]);
});

it("[F14] where a pause could hide 256 further messages, the number of lost ones is not given", () => {
  const messages = Array.from({ length: 700 }, (_, i) => ({ n: i + 1, ms: (i + 1) * 10 }));
  expect(declared(messages.filter(({ n }) => n <= 300 || n > 300 + 256 + 7))).toEqual([
    { from: START + 3_000_000, to: START + 5_640_000 },
  ]);
});
