import { describe, expect, it } from "vitest";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { COMPONENT_REPLACED } from "../../../edge/contracts/records/work-book.ts";
import { HealthFollower } from "../../../edge/health/health-follower.ts";
import { PlantHealth } from "../../../edge/health/plant-health.ts";
import { healthFollower } from "../../../edge/health/plugin.ts";
import type { WatchedAsset } from "../../../edge/health/watch.ts";
import { recordPath } from "../../fakes/disk/record-path.ts";
import { eventOf } from "../../fakes/health/event-of.ts";
import { FakeWatch, signatureOf } from "../../fakes/health/fake-watch.ts";
import { LevelWatch } from "../../fakes/health/level-watch.ts";
import { randomOf } from "../../run/seed.ts";
import { BenchPlant, batchOf, log, S, T0 } from "../detect/bench-plant.ts";

const BAD = 0x80000000;

function robots(count = 1): BenchPlant {
  return new BenchPlant(
    Array.from({ length: count }, (_, number) => ({
      label: `ROB-${number}`,
      kind: "robot" as const,
      tags: [
        { component: "joint-1", signal: "torque", unit: "N.m" },
        { component: "joint-1", signal: "speed", unit: "deg/s" },
      ],
    })),
  );
}

function watched(made: (refs: readonly TagRef[]) => readonly FakeWatch[], bench = robots()) {
  const broken: unknown[] = [];
  const refs = bench.tags.all().map(({ ref }) => ref);
  const watches = made(refs);
  const { plant, tags } = bench;
  const health = new PlantHealth({ plant, tags, makers: [() => watches], onBroken: (one) => broken.push(one) });
  const give = (ref: TagRef, second: number, value: number, status = 0): void =>
    health.observe(batchOf([{ ref, at: T0 + second * S, value, status }]));
  return { health, broken, give };
}

describe("watches of a plant", () => {
  it("[HB9] get each tag's good numbers in order of time, and are notified of bad ones", () => {
    const watch = new FakeWatch("joint-1", [signatureOf("worn", { x: 1 })], [0 as TagRef]);
    const { give } = watched(() => [watch]);
    give(0 as TagRef, 1, 10);
    give(0 as TagRef, 3, 30);
    give(0 as TagRef, 2, 20);
    give(0 as TagRef, 3, 31);
    give(0 as TagRef, 4, Number.NaN);
    give(0 as TagRef, 5, 50, BAD);
    give(1 as TagRef, 6, 60);
    give(0 as TagRef, 7, 70);
    expect(watch.taken).toEqual([10, 30, 70]);
    expect(watch.lostAt).toEqual([T0 + 5 * S]);
  });

  it("[HB9] never get the speed at which a scenario simulates wear", () => {
    const goesBy = healthFollower.plan({} as never).goesBy;
    const tag = robots().tags.all()[0] as Parameters<typeof goesBy>[0];
    expect(goesBy(tag)).toBe(true);
    expect(goesBy({ ...tag, role: "wear-factor" })).toBe(false);
  });

  it("[HB8] continue when one of them throws; that one is named and no longer counts", () => {
    const [one, other] = [
      new FakeWatch("joint-1", [signatureOf("worn", { x: 1 })], [0 as TagRef]),
      new FakeWatch("joint-2", [signatureOf("worn", { x: 1 })], [0 as TagRef]),
    ];
    const { give, health, broken } = watched(() => [one, other]);
    one.strengths[0] = 20;
    one.breaksAt = 20;
    give(0 as TagRef, 1, 10);
    give(0 as TagRef, 2, 20);
    give(0 as TagRef, 3, 30);
    expect(other.taken).toEqual([10, 20, 30]);
    expect(one.taken).toEqual([10]);
    expect(broken).toEqual([expect.objectContaining({ watch: "joint-1/fake", label: "ROB-0" })]);
    expect(health.second(T0 + 4 * S)).toEqual([]);
  });
});

describe("a part and the whole", () => {
  it("[HB10] raises nothing new about the whole while a finding about its part is active", () => {
    const [bearing, spindle] = ["spindle/front-bearing", "spindle"].map(
      (path) => new FakeWatch(path, [signatureOf("worn", { x: 1 })]),
    ) as [FakeWatch, FakeWatch];
    const said = (...strong: readonly FakeWatch[]): readonly (string | undefined)[] => {
      for (const one of [bearing, spindle]) one.strengths[0] = 0;
      const { health } = watched(() => [bearing, spindle]);
      return strong.flatMap((one, at) => {
        one.strengths[0] = 20;
        return health.second(T0 + (at + 1) * S).map(({ component }) => component);
      });
    };
    expect(said(bearing, spindle)).toEqual(["spindle/front-bearing"]);
    expect(said(spindle, bearing)).toEqual(["spindle", "spindle/front-bearing"]);
  });
});

describe("a fault that leads to another one", () => {
  it("[HB11] keeps its effect quiet as long as there is evidence of it", () => {
    const axis = new FakeWatch("axis-x", [signatureOf("backlash", { x: 1 })]);
    const tool = new FakeWatch("tool", [{ ...signatureOf("quality-shift", { x: 1 }), effectOf: ["backlash"] }]);
    const { health } = watched(() => [axis, tool]);
    const saidAt = (second: number): readonly (string | undefined)[] =>
      health.second(T0 + second * S).map(({ component }) => component);
    tool.strengths[0] = 20;
    axis.strengths[0] = 6;
    expect(saidAt(1)).toEqual([]);
    axis.strengths[0] = 4;
    expect(saidAt(2)).toEqual(["tool"]);
  });
});

describe("a component that is replaced", () => {
  it("[HB6] restarts, with the components below it, by its counter, its event or finished work", () => {
    const bench = new BenchPlant([
      { label: "CNC", kind: "lathe", tags: [{ component: "counter", signal: "tool-changes", unit: "1" }] },
    ]);
    const types = [
      {
        name: "lathe",
        components: [
          { id: "tool", kind: "tool", replacedBy: { counter: "counter/tool-changes" } },
          { id: "spindle", kind: "spindle", replacedBy: { event: "spindle.replaced" } },
        ],
      },
    ];
    const asset = { ...(bench.plant.assets[0] as (typeof bench.plant.assets)[0]), type: "lathe" };
    const watches = ["tool", "tool/edge", "spindle", "spindle/bearing", "toolholder"].map(
      (path) => new FakeWatch(path, [signatureOf("worn", { x: 1 })]),
    );
    const plant = { ...bench.plant, types, assets: [asset] };
    const health = new PlantHealth({ plant, tags: bench.tags, makers: [() => watches], onBroken: () => undefined });
    const count = (second: number, value: number): void => {
      health.observe(batchOf([{ ref: bench.ref("CNC", "tool-changes"), at: T0 + second * S, value }]));
      health.second(T0 + (second + 1) * S);
    };
    const renewed = (): readonly string[] => watches.filter((one) => one.renewedAt.length > 0).map(({ id }) => id);
    count(1, 5);
    count(2, 5);
    expect(renewed()).toEqual([]);
    count(3, 6);
    expect(renewed()).toEqual(["tool/fake", "tool/edge/fake"]);
    health.take(eventOf({ type: "spindle.replaced", assetUid: asset.assetUid, time: T0 + 5 * S }));
    health.second(T0 + 6 * S);
    expect(renewed()).toEqual(["tool/fake", "tool/edge/fake", "spindle/fake", "spindle/bearing/fake"]);
    expect(health.events).toContain(COMPONENT_REPLACED);
    const finished = {
      type: COMPONENT_REPLACED,
      time: T0 + 7 * S,
      payload: { component: "toolholder", itemUid: "w-1" },
    };
    health.take({ ...eventOf(finished), eventUid: "another", assetUid: "urn:other" as typeof asset.assetUid });
    health.second(T0 + 8 * S);
    expect(renewed()).not.toContain("toolholder/fake");
    health.take(eventOf({ ...finished, assetUid: asset.assetUid }));
    health.second(T0 + 9 * S);
    expect(watches.at(-1)?.renewedAt).toEqual([T0 + 7 * S]);
  });

  it("[FO2] [HB6] a replacement that was reported in the second of the write is not lost with a restart", () => {
    const [first, second] = [new FakeWatch("joint-1", [SIGNATURE]), new FakeWatch("joint-1", [SIGNATURE])];
    const [before, after] = [watched(() => [first]).health, watched(() => [second]).health];
    const assetUid = robots().plant.assets[0]?.assetUid as AssetUid;
    before.second(T0);
    before.take(eventOf({ type: COMPONENT_REPLACED, time: T0, assetUid, payload: { component: "joint-1" } }));
    const stored = new Map(Array.from(before.parts(), ({ key, part }) => [key, structuredClone(part.snapshot())]));
    for (const { key, part } of after.parts()) part.restore(stored.get(key) as never);
    for (const health of [before, after]) health.second(T0 + S);
    expect([first.renewedAt, second.renewedAt]).toEqual([[T0], [T0]]);
  });

  it("[WI19] an event that the log has twice renews a component once, also after a restart", () => {
    const first = new FakeWatch("joint-1", [SIGNATURE]);
    const second = new FakeWatch("joint-1", [SIGNATURE]);
    const [before, after] = [watched(() => [first]).health, watched(() => [second]).health];
    const assetUid = robots().plant.assets[0]?.assetUid as AssetUid;
    const take = (health: PlantHealth, at: number): void => {
      const time = T0 + at * S;
      health.take(eventOf({ type: COMPONENT_REPLACED, time, assetUid, payload: { component: "joint-1" } }));
      health.second(time + S);
    };
    for (const at of [1, 1]) take(before, at);
    const stored = new Map(Array.from(before.parts(), ({ key, part }) => [key, structuredClone(part.snapshot())]));
    for (const { key, part } of after.parts()) part.restore(stored.get(key) as never);
    for (const at of [1, 2]) take(after, at);
    expect([first.renewedAt, second.renewedAt]).toEqual([[T0 + S], [T0 + 2 * S]]);
  });
});

describe("the health of a plant as a follower", () => {
  it("[HB5] repeats the same findings, and continues bit for bit wherever it was cut", () => {
    const whole = findingsOf([]);
    expect(whole.some(({ standing }) => standing)).toBe(true);
    expect(findingsOf([])).toEqual(whole);
    const random = randomOf("cuts");
    expect(findingsOf([0, 1, 2].map(() => Math.floor(random() * SECONDS)))).toEqual(whole);
  });
});

describe("a config that changes", () => {
  it("[HB16] restarts watches that used other tags, and keeps everything else", () => {
    const path = recordPath("inputs");
    const bench = robots(3);
    const opened = (inputs: readonly (readonly number[])[]) => {
      const watches = inputs.map((refs, at) => new FakeWatch(`joint-${at}`, [SIGNATURE], refs as readonly TagRef[]));
      const follows = { uid: "log", uidOfFolder: "log" };
      const makers = [({ asset }: WatchedAsset) => (asset.label === "ROB-0" ? watches : [])];
      return { watches, follower: new HealthFollower({ ...bench, path, log, follows }, makers) };
    };
    const before = opened([[0, 1], [0, 1], [1], []]);
    for (const { strengths } of before.watches) strengths[0] = 7;
    before.follower.write({ position: 1, time: T0 });
    before.follower.close();
    // Another order, another tag, one tag less; the last one is unchanged.
    const after = opened([[1, 0], [0, 2], [], []]);
    expect(after.watches.map(({ strengths }) => strengths[0])).toEqual([0, 0, 0, 7]);
    after.follower.close();
    const same = opened([[0, 1], [0, 1], [1], []]);
    expect(same.watches.map(({ strengths }) => strengths[0])).toEqual([7, 7, 7, 7]);
    same.follower.close();
  });
});

const SIGNATURE = signatureOf("worn", { x: 1 });
const SECONDS = 2_000;

/** Two robots, one of which rises; the follower is opened again from its file at these seconds. */
function findingsOf(cuts: readonly number[]) {
  const bench = robots(2);
  const path = recordPath("health");
  const makers = [({ tags }: WatchedAsset) => [new LevelWatch((tags[0] as (typeof tags)[0]).ref)]];
  const open = (): HealthFollower =>
    new HealthFollower({ ...bench, path, log, follows: { uid: "log", uidOfFolder: "log" } }, makers);
  let follower = open();
  const noise = randomOf("noise");
  const findings = [];
  for (let second = 0; second < SECONDS; second++) {
    if (cuts.includes(second)) {
      follower.write({ position: second, time: T0 + second * S });
      follower.close();
      follower = open();
    }
    findings.push(...(follower.tick(T0 + second * S)?.findings ?? []));
    const readings = [0, 1].map((robot) => ({
      ref: (2 * robot) as TagRef,
      at: T0 + second * S,
      value: noise() + (robot === 1 && second > 1_500 ? 2 : 0),
    }));
    follower.observe(batchOf(readings));
  }
  follower.close();
  return findings;
}
