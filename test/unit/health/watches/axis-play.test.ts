import { describe, expect, it } from "vitest";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { Peers } from "../../../../edge/health/evidence/peers.ts";
import type { ComponentWatch } from "../../../../edge/health/watch.ts";
import { axisPlay } from "../../../../edge/health/watches/axis-play.ts";
import { Random } from "../../../../simulators/kernel/random.ts";
import { CncAxis } from "../../../../simulators/plants/machining/machines/cnc-axis.ts";
import { watchedAsset } from "../../../fakes/health/watched-asset.ts";
import { BenchPlant, S, T0 } from "../../detect/bench-plant.ts";

const SIGNALS = ["position", "motor-position", "load"];

function bench(machines: number): BenchPlant {
  return new BenchPlant(
    Array.from({ length: machines }, (_, at) => ({
      label: `M-${at}`,
      kind: "machining-centre" as const,
      tags: SIGNALS.map((signal) => ({ component: "axis-x", signal, unit: "mm" })),
    })),
  );
}

interface Surroundings {
  readonly playMm?: number;
  readonly cutN?: number;
  readonly friction?: number;
  readonly hallCel?: number;
}

/** A feed axis of the simulated plant that moves from place to place, with its watch. */
class Feed {
  readonly watch: ComponentWatch;
  readonly axis: CncAxis;
  readonly #random: Random;
  readonly #inputs: readonly number[];
  #steps = 0;
  #from = 0;
  #to = 0;
  #since = 0;
  /** Error of a single reading, mm. */
  wrong = 0;
  /** Step of both readings, mm. */
  step = 0.001;

  constructor(seed: number, plant = bench(1), label = "M-0", peers = new Peers()) {
    this.#random = new Random(seed);
    const random = new Random(seed + 1);
    this.axis = new CncAxis("x", 0, { isRotary: false, range: [-400, 400], idleLoad: 6, massKg: 620, random });
    const asset = watchedAsset(plant, label, peers);
    this.watch = axisPlay(asset)[0] as ComponentWatch;
    this.#inputs = SIGNALS.map((signal) => this.watch.inputs.indexOf(asset.tag(`axis-x/${signal}`)?.ref as TagRef));
  }

  get strength(): number {
    return this.watch.strengths[0] as number;
  }

  run(minutes: number, of: (minute: number) => Surroundings = () => ({})): void {
    for (let step = 0; step < minutes * 600; step++, this.#steps++) {
      const { playMm = 0, cutN = 0, friction = 1, hallCel = 22 } = of(step / 600);
      const seconds = (this.#steps - this.#since) / 10;
      const way = this.#to - this.#from;
      const done = Math.min(1, (seconds * 120) / Math.max(1, Math.abs(way)));
      const position = this.#from + way * done * done * (3 - 2 * done);
      this.axis.follow(position, { dtS: 0.1, targetPosition: this.#to, cutN, playMm, friction });
      if (done === 1 && seconds * 120 > Math.abs(way) + 240) {
        this.#from = this.#to;
        this.#to = this.#random.between(-350, 350);
        this.#since = this.#steps;
      }
      if (this.#steps % 10 === 0) this.axis.slow(1, hallCel);
      this.#publish();
    }
  }

  #publish(): void {
    const time = T0 + (this.#steps * S) / 10;
    const { axis, watch } = this;
    const [position, motor, load] = this.#inputs as [number, number, number];
    const rounded = (value: number): number => Math.round(value / this.step) * this.step;
    watch.sample(position, time, rounded(axis.position + 0.0003 * this.#random.normal()));
    watch.sample(load, time, axis.loadPercent + 0.4 * this.#random.normal());
    if (this.#steps % 10 !== 0) return;
    const lead = axis.motorLead + this.wrong + 0.0012 * this.#random.normal();
    watch.sample(motor, time, rounded(axis.position + lead));
    this.wrong = 0;
  }
}

describe("play of a feed axis", () => {
  it("[MO5] finds play that grows by a hundredth of a millimetre, and knows its size", () => {
    const feed = new Feed(1);
    feed.run(60);
    expect(feed.watch.damage).toBeLessThan(0.02);
    feed.run(60, (minute) => ({ playMm: minute / 6000 }));
    expect(feed.strength).toBeGreaterThan(9);
    expect(feed.watch.damage).toBeCloseTo(0.01 / 0.08, 1);
    expect(feed.watch.signatures[0]?.kind).toBe("backlash");
  });

  it("[MO5] takes neither warmth of the screw, nor force and stiff grease, nor wrong readings for play", () => {
    const feed = new Feed(2);
    feed.run(60);
    const calm = (minutes: number, of: (minute: number) => Surroundings): void => {
      feed.run(minutes, of);
      expect(feed.strength).toBeLessThan(5);
    };
    calm(60, () => ({ hallCel: 8 }));
    calm(40, (minute) => ({ friction: 1 + 0.9 * Math.exp(-minute / 20) }));
    calm(40, (minute) => ({ cutN: minute % 2 < 1 ? 900 : 0 }));
    calm(40, (minute) => {
      if (minute % 10 === 0) feed.wrong = 0.4;
      return {};
    });
  });

  it("[MO5] stays quiet when new firmware rounds both readings to a hundredth, but still finds gross play", () => {
    const feed = new Feed(3);
    feed.run(60);
    feed.step = 0.01;
    feed.run(120);
    expect(feed.strength).toBeLessThan(3);
    feed.run(60, () => ({ playMm: 0.05 }));
    expect(feed.strength).toBeGreaterThan(9);
  });

  it("[MO4] finds play that existed before it was watched, by comparison with other machines", () => {
    const plant = bench(4);
    const peers = new Peers();
    const feeds = [0, 1, 2, 3].map((at) => new Feed(10 + at, plant, `M-${at}`, peers));
    for (let minute = 0; minute < 40; minute += 10)
      for (const [at, feed] of feeds.entries()) feed.run(10, () => ({ playMm: at === 2 ? 0.04 : 0 }));
    for (const [at, { strength }] of feeds.entries())
      if (at === 2) expect(strength).toBeGreaterThan(9);
      else expect(strength).toBeLessThan(3);
  });

  it("[HB5] continues from a snapshot bit for bit, wherever it was taken", () => {
    const grown = (from: number) => (minute: number) => ({ playMm: Math.floor(from + minute) / 1000 });
    const whole = new Feed(5);
    whole.run(50, grown(0));
    const cut = new Feed(5);
    cut.run(17, grown(0));
    const state = structuredClone(cut.watch.snapshot());
    cut.watch.renewed(0);
    cut.watch.restore(state);
    cut.run(33, grown(17));
    expect([cut.strength, cut.watch.damage]).toEqual([whole.strength, whole.watch.damage]);
    expect(whole.strength).toBeGreaterThan(9);
  });
});
