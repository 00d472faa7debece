import fc from "fast-check";
import { expect, it } from "vitest";
import type { Micros } from "../../../../edge/contracts/path/sample-batch.ts";
import type { Tag, TagRef, TagTable } from "../../../../edge/contracts/plant/tag.ts";
import { CAUSES } from "../../../../edge/contracts/production/production.ts";
import { derivedUid } from "../../../../edge/model/derived-tags.ts";
import { DerivedSamples } from "../../../../edge/production/books/derived-samples.ts";
import { S } from "../../detect/bench-plant.ts";
import { plant } from "./one-lathe.ts";
import { SHIFT_START, Work } from "./work.ts";

const LAG = S;

/** A lathe whose state changes are published, and what a reader of the samples then knows. */
function published() {
  const work = new Work(plant());
  const lathe = work.bench.uid("CNC-101");
  const causeUid = derivedUid(lathe, "cause");
  const tags: Pick<TagTable, "find"> = {
    find: (uid) => (uid === causeUid ? ({ ref: 0 as TagRef } as Tag) : undefined),
  };
  const open = (tickedAt: Micros) =>
    new DerivedSamples({ isSimulated: false, tags, production: work.production, engine: work.engine }, tickedAt);
  let derived = open(Number.NaN);
  const known = new Map<Micros, number>();
  return {
    work,
    lathe,
    known,
    wait: (seconds: number) =>
      work.wait(seconds, () => {
        const batch = derived.tick(work.now);
        for (let at = 0; at < (batch?.length ?? 0); at++)
          known.set(batch?.times[at] as number, batch?.values[at] as number);
      }),
    restart() {
      work.engine.write({ position: 1, time: work.now }, { derived: derived.state });
      work.reopen();
      derived = open(work.now);
    },
    /** The cause at a time by the samples. */
    at: (time: Micros) => [...known].filter(([of]) => of <= time).sort(([a], [b]) => b - a)[0]?.[1],
  };
}

const report = fc.record({
  signal: fc.constantFrom("item-state", "mode"),
  value: fc.integer({ min: 0, max: 3 }),
  lateS: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 120 })),
  waitS: fc.integer({ min: 1, max: 40 }),
  isCut: fc.boolean(),
  restarts: fc.boolean(),
});

it("[SE12] published states of the last hour are those of the record, whatever comes late, over restarts too", () => {
  fc.assert(
    fc.property(fc.array(report, { minLength: 1, maxLength: 12 }), (reports) => {
      const one = published();
      one.work.set("CNC-101", "mode", 3);
      one.work.set("CNC-101", "item-state", 3);
      one.wait(5);
      for (const { signal, value, lateS, waitS, isCut, restarts } of reports) {
        one.work.isLive = !isCut;
        const at = Math.max(SHIFT_START, one.work.now - lateS * S);
        one.work.set("CNC-101", signal, value, at, one.work.now);
        if (restarts) one.restart();
        one.wait(waitS);
      }
      one.work.isLive = true;
      one.wait(10);
      const [first] = [...one.known.keys()].sort((a, b) => a - b);
      const spans = one.work.production.states(one.lathe, first as Micros, one.work.now - LAG);
      for (const { from, to, cause } of spans)
        for (const time of [from, (from + to) / 2, to - 1])
          expect([time, CAUSES[one.at(time) as number]]).toEqual([time, cause]);
    }),
    { numRuns: 15 },
  );
});
