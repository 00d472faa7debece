import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LinkRef, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { createTwin } from "../../../edge/model/twin.ts";
import { ownTime } from "../../fakes/source/own-time.ts";
import type { SampleSpec } from "../../fakes/source/tags.ts";
import { batchOf, FakeTags, fakeTag, samplesOf } from "../../fakes/source/tags.ts";
import { waveform } from "../../fakes/source/waveforms.ts";

const TAGS = 12;
const LINK = 0 as LinkRef;

function twinOf(size = TAGS): { twin: ReturnType<typeof createTwin>; tags: FakeTags; clock: { ms: number } } {
  const clock = { ms: 0 };
  const tags = FakeTags.ofSize(size);
  const twin = createTwin({
    tags,
    links: [{ ref: LINK, name: "line/cell", source: "line", staleAfterMs: 3000 }],
    clock: () => clock.ms,
  });
  return { twin, tags, clock };
}

const sample: fc.Arbitrary<SampleSpec> = fc.record(
  {
    ref: fc.integer({ min: 0, max: TAGS + 1 }),
    time: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 20 }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    ),
    value: fc.double(),
    status: fc.constantFrom(0, 0x40000000, 0x80000000),
    flags: fc.constantFrom(0, 1, 2, 4),
    text: fc.string({ maxLength: 5 }),
  },
  { requiredKeys: ["ref", "time", "value", "status", "flags"] },
);
const batches = fc.array(fc.array(sample, { maxLength: 10 }), { maxLength: 20 });

/** The rules in the simplest implementation. */
function applyNaively(model: Map<number, SampleSpec>, samples: readonly SampleSpec[]): void {
  for (const one of samples) {
    if (one.ref >= TAGS || Number.isNaN(one.time)) continue;
    const held = model.get(one.ref);
    if (held !== undefined && one.time < held.time) continue;
    model.set(one.ref, one.text === undefined ? one : { ...one, value: Number.NaN });
  }
}

const byRef = (samples: Iterable<SampleSpec>): SampleSpec[] => [...samples].sort((a, b) => a.ref - b.ref);

describe("twin", () => {
  it("[TW1] [TW2] [TW4] [TW6] equals a plain map for any order of samples", () => {
    fc.assert(
      fc.property(batches, (list) => {
        const { twin } = twinOf();
        const model = new Map<number, SampleSpec>();
        for (const samples of list) {
          twin.apply(batchOf(samples));
          applyNaively(model, samples);
        }
        expect(byRef(samplesOf(twin.snapshot().samples))).toEqual(byRef(model.values()));
        for (let ref = 0; ref < TAGS; ref++) {
          expect(twin.time(ref as TagRef)).toBe(model.get(ref)?.time ?? Number.NaN);
          expect(twin.text(ref as TagRef)).toBe(model.get(ref)?.text);
        }
      }),
    );
  });

  it("[TW3] [TW4] a reader that skips any number of batches ends with the same state", () => {
    fc.assert(
      fc.property(batches, fc.array(fc.boolean(), { maxLength: 20 }), (list, looks) => {
        const { twin } = twinOf();
        const reader = new Map<number, SampleSpec>();
        let version = 0;
        const look = (): void => {
          const change = twin.changesSince(version);
          const refs = samplesOf(change.samples).map((one) => one.ref);
          expect(new Set(refs).size).toBe(refs.length);
          for (const one of samplesOf(change.samples)) reader.set(one.ref, one);
          version = change.version;
        };
        for (const [i, samples] of list.entries()) {
          twin.apply(batchOf(samples));
          expect(twin.version).toBe(i + 1);
          if (looks[i] === true) look();
        }
        look();
        expect(twin.changesSince(version).samples.length).toBe(0);
        expect(byRef(reader.values())).toEqual(byRef(samplesOf(twin.snapshot().samples)));
      }),
    );
  });

  it("[TW1] a backfilled sample older than the newest one changes neither value nor version of the tag", () => {
    const { twin } = twinOf();
    twin.apply(batchOf([{ ref: 1, time: 100, value: 5 }]));
    twin.apply(batchOf([{ ref: 1, time: 99, value: 4, flags: 1 }]));
    expect(twin.value(1 as TagRef)).toBe(5);
    expect(twin.changesSince(1).samples.length).toBe(0);
  });

  it("[TW5] a query for one changed tag among 200,000 reads one tag", () => {
    const size = 200_000;
    const tags = new (class extends FakeTags {
      override get size(): number {
        return size;
      }
    })([]);
    const twin = createTwin({ tags, links: [], clock: () => 0 });
    twin.apply(batchOf(Array.from({ length: size }, (_, ref) => ({ ref, time: 1 }))));
    const ask = (times: number, version: number): number =>
      ownTime(() => {
        for (let i = 0; i < times; i++) twin.changesSince(version);
      }) / times;
    const whole = ask(3, 0);
    twin.apply(batchOf([{ ref: 77, time: 2, value: 3 }]));
    expect(samplesOf(twin.changesSince(1).samples)).toEqual([{ ref: 77, time: 2, value: 3, status: 0, flags: 0 }]);
    expect(ask(200, 1)).toBeLessThan(whole / 20);
  });

  it("[TW7] follows a tag table that grows", () => {
    const { twin, tags } = twinOf(2);
    twin.apply(batchOf([{ ref: 1, time: 1, value: 1 }]));
    tags.add(fakeTag(500));
    twin.apply(batchOf([{ ref: 500, time: 2, text: "O4711" }]));
    expect(twin.text(500 as TagRef)).toBe("O4711");
    expect(samplesOf(twin.snapshot().samples).map((one) => one.ref)).toEqual([1, 500]);
  });

  it("[TW8] [TW11] a link is live up to its limit and stale after it; heard again it is live", () => {
    const { twin, clock } = twinOf();
    twin.apply(batchOf([{ ref: 0, time: 1 }]));
    expect(twin.links()[0]).toMatchObject({
      live: false,
      ageMs: undefined,
      reason: "never heard since the edge started",
    });
    twin.heard(LINK);
    clock.ms = 3000;
    expect(twin.isLive(0 as TagRef)).toBe(true);
    expect(twin.isLive(1 as TagRef)).toBe(false);
    expect(twin.links()[0]).toEqual({ ref: LINK, name: "line/cell", source: "line", live: true, ageMs: 3000 });
    clock.ms = 3001;
    expect(twin.isLive(0 as TagRef)).toBe(false);
    expect(twin.links()[0]?.reason).toBe("silent for more than 3 s");
    twin.heard(LINK);
    expect(twin.isLive(0 as TagRef)).toBe(true);
  });

  it("[TW10] a lost link is stale at once and keeps values and source times", () => {
    const { twin, clock } = twinOf();
    twin.apply(batchOf([{ ref: 0, time: 7, value: 1 }]));
    twin.heard(LINK);
    clock.ms = 400;
    twin.lost(LINK, "NDEATH received");
    expect(twin.links()[0]).toMatchObject({ live: false, ageMs: 400, reason: "NDEATH received" });
    expect(twin.isLive(0 as TagRef)).toBe(false);
    expect([twin.value(0 as TagRef), twin.time(0 as TagRef)]).toEqual([1, 7]);
    twin.heard(LINK);
    expect(twin.isLive(0 as TagRef)).toBe(true);
  });

  it("[TW13] the version of links grows when one is heard again or lost, not with every message", () => {
    const { twin } = twinOf();
    const versions = [twin.linksVersion];
    for (const act of [
      () => twin.heard(LINK),
      () => twin.heard(LINK),
      () => twin.lost(LINK, "reset"),
      () => twin.lost(LINK, "refused"),
      () => twin.heard(LINK),
    ]) {
      act();
      versions.push(twin.linksVersion);
    }
    expect(versions).toEqual([0, 1, 1, 2, 2, 3]);
  });

  it("[TW13] the version of links grows when one has fallen silent, once", () => {
    const { twin, clock } = twinOf();
    twin.heard(LINK);
    clock.ms = 3000;
    const before = twin.linksVersion;
    clock.ms = 3150;
    expect([twin.linksVersion, twin.linksVersion]).toEqual([before + 1, before + 1]);
    clock.ms = 4000;
    expect(twin.linksVersion).toBe(before + 1);
    twin.heard(LINK);
    expect(twin.linksVersion).toBe(before + 2);
  });

  it("[TW14] [F12] links that fall silent together are stale sooner, but not if they are only two or one", () => {
    const clock = { ms: 0 };
    const link = (ref: number, source: string) => ({
      ref: ref as LinkRef,
      name: `${source}/${ref}`,
      source,
      staleAfterMs: 3000,
      togetherStaleAfterMs: 2000,
    });
    const links = [link(0, "stores"), link(1, "stores"), link(2, "stores"), link(3, "pair"), link(4, "pair")];
    const twin = createTwin({ tags: FakeTags.ofSize(1), links, clock: () => clock.ms });
    const live = () => twin.links().map((one) => one.live);
    for (const { ref } of links) twin.heard(ref);
    clock.ms = 500;
    twin.heard(0 as LinkRef);
    clock.ms = 2500;
    expect(live()).toEqual([true, true, true, true, true]);
    clock.ms = 2501;
    expect(live()).toEqual([false, false, false, true, true]);
    expect(twin.links()[1]?.reason).toBe("silent for more than 2 s, with all of its source");
    twin.heard(0 as LinkRef);
    expect(live()).toEqual([true, true, true, true, true]);
    clock.ms = 3001;
    expect(live()).toEqual([true, false, false, false, false]);
  });

  it("[TW9] without a given clock it uses the monotonic one", () => {
    const twin = createTwin({
      tags: FakeTags.ofSize(1),
      links: [{ ref: LINK, name: "a", source: "a", staleAfterMs: 1000 }],
    });
    twin.heard(LINK);
    const real = Date.now;
    Date.now = () => real() + 3_600_000;
    try {
      expect(twin.links()[0]?.live).toBe(true);
    } finally {
      Date.now = real;
    }
  });

  it("[TW8] reports about unknown links change nothing", () => {
    const { twin } = twinOf();
    twin.heard(9 as LinkRef);
    twin.lost(9 as LinkRef, "gone");
    expect(twin.links()).toHaveLength(1);
  });
});

it("[K15] the newest waveform of a tag is kept, and readers get it as a sample without a value", () => {
  const { twin } = twinOf();
  const newest = waveform(3, 2_000, { status: 0x40000000 });
  twin.applyWaveform(waveform(3, 1_000));
  const seen = twin.version;
  twin.applyWaveform(newest);
  twin.applyWaveform(waveform(3, 1_500));
  expect(twin.waveform(3 as TagRef)).toBe(newest);
  expect(samplesOf(twin.changesSince(seen).samples)).toEqual([
    { ref: 3, time: 2_000, value: Number.NaN, status: 0x40000000, flags: 4 },
  ]);
  expect(twin.waveform(4 as TagRef)).toBeUndefined();
});
