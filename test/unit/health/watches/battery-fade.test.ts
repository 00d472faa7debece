import { describe, expect, it } from "vitest";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { Peers } from "../../../../edge/health/evidence/peers.ts";
import type { ComponentWatch } from "../../../../edge/health/watch.ts";
import { batteryFade } from "../../../../edge/health/watches/battery-fade.ts";
import { Random } from "../../../../simulators/kernel/random.ts";
import { Battery } from "../../../../simulators/plants/machining/fleet/battery.ts";
import { watchedAsset } from "../../../fakes/health/watched-asset.ts";
import { BenchPlant, S, T0 } from "../../detect/bench-plant.ts";

const SIGNALS = ["voltage", "current", "charge"];

function bench(vehicles: number): BenchPlant {
  return new BenchPlant(
    Array.from({ length: vehicles }, (_, at) => ({
      label: `V-${at}`,
      kind: "agv" as const,
      tags: SIGNALS.map((signal) => ({ component: "battery", signal, unit: "1" })),
    })),
  );
}

/** A vehicle's battery of the simulated plant, which drives, waits and charges, with its watch. */
class Vehicle {
  readonly watch: ComponentWatch;
  readonly #battery: Battery;
  readonly #inputs: readonly number[];
  #seconds = 0;
  #isCharging = false;

  constructor(seed: number, plant = bench(1), label = "V-0", peers = new Peers()) {
    this.#battery = new Battery(80, new Random(seed));
    const asset = watchedAsset(plant, label, peers);
    this.watch = batteryFade(asset)[0] as ComponentWatch;
    this.#inputs = SIGNALS.map((signal) => this.watch.inputs.indexOf(asset.tag(`battery/${signal}`)?.ref as TagRef));
  }

  strength(indication: string): number {
    return this.watch.strengths[this.watch.indications.indexOf(indication)] as number;
  }

  run(minutes: number, fadeAt: (minute: number) => number = () => 0): void {
    for (let second = 0; second < minutes * 60; second++, this.#seconds++) {
      const at = this.#seconds % 60;
      const battery = this.#battery;
      if (battery.percent < 60) this.#isCharging = true;
      if (battery.percent > 90) this.#isCharging = false;
      const charging = this.#isCharging;
      const speedMS = charging ? 0 : Math.max(0, Math.min(1.5, at * 0.6, (40 - at) * 0.6));
      battery.step(1, { speedMS, turnRadS: 0, loadKg: at % 2, charging, fade: fadeAt(second / 60) });
      const { volt, ampere, percent } = battery.measured(this.#seconds * 1000);
      for (const [signal, value] of [volt, ampere, percent].entries())
        this.watch.sample(this.#inputs[signal] as number, T0 + this.#seconds * S, value);
    }
  }
}

describe("ageing of a vehicle's battery", () => {
  it("[MO6] is found by its resistance, early, with loss of capacity beside it", () => {
    const vehicle = new Vehicle(1);
    vehicle.run(180);
    expect(vehicle.watch.isLearning).toBe(false);
    expect(vehicle.watch.damage).toBeLessThan(0.1);
    vehicle.run(120, (minute) => minute / 600);
    expect(vehicle.strength("resistance")).toBeGreaterThan(9);
    vehicle.run(300, () => 0.4);
    expect(vehicle.strength("capacity")).toBeLessThan(-5);
    expect(vehicle.watch.signatures.map(({ kind }) => kind)).toEqual(["battery-fade"]);
  });

  it("[MO6] is not seen in charging, driving and waiting of sound batteries of other sizes", () => {
    for (const seed of [2, 3, 4]) {
      const vehicle = new Vehicle(seed);
      let most = 0;
      for (let hour = 0; hour < 12; hour++) {
        vehicle.run(60);
        most = Math.max(most, vehicle.strength("resistance"), -vehicle.strength("capacity"));
      }
      expect(most).toBeLessThan(4);
    }
  });

  it("[MO4] is found even from before the first observation, by comparison with other vehicles", () => {
    const plant = bench(4);
    const peers = new Peers();
    const fleet = [0, 1, 2, 3].map((at) => new Vehicle(20 + at, plant, `V-${at}`, peers));
    for (let hour = 0; hour < 4; hour++)
      for (const [at, vehicle] of fleet.entries()) vehicle.run(60, () => (at === 1 ? 0.5 : 0));
    for (const [at, vehicle] of fleet.entries())
      if (at === 1) expect(vehicle.strength("resistance")).toBeGreaterThan(9);
      else expect(vehicle.strength("resistance")).toBeLessThan(3);
  });

  it("[HB5] continues from a snapshot bit for bit, wherever it was taken", () => {
    const whole = new Vehicle(5);
    const fadeAt = (minute: number): number => Math.max(0, minute - 60) / 200;
    whole.run(180, fadeAt);
    const cut = new Vehicle(5);
    cut.run(107, fadeAt);
    const state = structuredClone(cut.watch.snapshot());
    cut.watch.renewed(0);
    cut.watch.restore(state);
    cut.run(73, (minute) => fadeAt(107 + minute));
    expect([...cut.watch.strengths, cut.watch.damage]).toEqual([...whole.watch.strengths, whole.watch.damage]);
    expect(whole.strength("resistance")).toBeGreaterThan(9);
  });
});
