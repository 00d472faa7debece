import type { WireFault } from "../kernel/contract.ts";
import { observe, type Signal } from "../kernel/signal.ts";
import { STATIONS } from "../plants/machining/layout.ts";
import { SAFETY_CONTROLLERS } from "../plants/machining/people/safety-signals.ts";
import type { Plant } from "../plants/machining/plant.ts";
import { serverNameOf } from "../speak/opcua/speakers.ts";
import { type TagColumn, TagSamples } from "./sample-columns.ts";
import { type SecondBlock, SecondMatrix } from "./second-matrix.ts";

/** Shown ten times a second while the joint or axis moves. */
const FAST = [
  /^joint-\d\/(position|speed|acceleration|torque|motor-load|motor-current)$/,
  /^axis-[a-z]\/(position|speed|load|torque)$/,
  /^tcp\/(speed|x|y|z)$/,
];
/** Power is sampled every second, and also when it changes by this share of its range; its trace at each step. */
const POWER_STEPS: ReadonlyMap<string, number> = new Map([
  ["power/active", 0.02],
  ["power/trace", 0],
]);
/** States among the whole numbers. */
const STATE = /(^|\/)(item-state|operation-mode|status|operational-mode|operating-mode|emergency-stop-type|step)$/;
const STEPS_PER_S = 10;

/** Seconds of samples in one row group of a file, and in one block of a stream. */
export const GROUP_S = 300;

/** Signals that move together: those of one joint, axis or tool point. */
interface Mover {
  readonly speed: Signal;
  readonly tags: readonly TagSamples[];
  moved: boolean;
}

/** Power of one supply, sampled at each step of the machine. */
interface PowerTag {
  readonly samples: TagSamples;
  readonly step: number;
  shown: number;
}

/** The tags of one station, grouped by sampling rate. */
interface Sampled {
  readonly id: string;
  readonly each: SecondBlock;
  /** Counts: sampled every second, written when they changed. */
  readonly counts: readonly TagSamples[];
  readonly onChange: readonly TagSamples[];
  /** Texts that never change and have not been written yet: a third of what is written when it changes. */
  fixed: readonly TagSamples[];
  readonly movers: readonly Mover[];
  readonly power: readonly PowerTag[];
  /** How far the device's own clock is ahead: meters stamp their own values. */
  readonly clockMs: number;
  /** Values at which counters were reset. */
  readonly reset: Map<Signal, number>;
}

/** Name of a tag, the same as that of the edge with the demo config, `urn:binjiang:cnc-101#spindle/speed`. */
export function tagOf(station: string, signal: string): string {
  return `urn:binjiang:${station.toLowerCase()}#${signal}`;
}

const COUNTER = /(^|\/)(counter\/|import$|reactive$|volume$|parts-|tool-changes$|power-on-time$|loaded-time$)/;
const GATEWAYS: Readonly<Record<string, string>> = {
  ...{ agv: "fleet", charger: "fleet", rack: "stores" },
  ...{ meter: "meters", "gas-detector": "meters" },
};

interface SamplerOptions {
  readonly groupS: number;
  readonly everyS: number;
  readonly only?: ReadonlySet<string>;
}

/**
 * Reads the instruments of the plant at fixed rates: process values once a second, joints and axes ten times while
 * they move, states, texts and counts when they change, power at every step of it.
 */
export class Sampler {
  readonly #tags: readonly TagSamples[];
  readonly #matrix: SecondMatrix;
  readonly #stations: readonly Sampled[];
  readonly #plant: Plant;
  readonly #speakers: ReadonlyMap<string, string> = new Map([
    ...STATIONS.map((station) => [station.id, GATEWAYS[station.kind] ?? serverNameOf(station) ?? ""] as const),
    [SAFETY_CONTROLLERS.id, SAFETY_CONTROLLERS.speaker],
  ]);
  readonly #resets = new Set<string>();
  readonly #everySteps: number;
  #steps = 0;
  #isDue = false;

  /**
   * At most `groupS` seconds may pass between two calls of {@link Sampler.take}. Process values are sampled every
   * `everyS` whole seconds; above 1, moving parts are not sampled more often. `only`: other tags are not sampled.
   */
  constructor(plant: Plant, { groupS, everyS, only }: SamplerOptions) {
    this.#plant = plant;
    this.#everySteps = everyS * STEPS_PER_S;
    const clocksMs = new Map(plant.meters.map(({ id, clockOffsetMs }) => [id, clockOffsetMs]));
    let width = 0;
    this.#stations = [...plant.instruments.byStation].map(([id, all], station) => {
      const signals = only === undefined ? all : all.filter((signal) => only.has(tagOf(id, signal.id)));
      const made = sampled(id, signals, { at: width, station, clockMs: clocksMs.get(id) ?? 0 });
      width += made.each.signals.length;
      return made;
    });
    this.#tags = this.#stations.flatMap(({ counts, onChange, fixed, movers, power }) => [
      ...counts,
      ...onChange,
      ...fixed,
      ...movers.flatMap(({ tags }) => tags),
      ...power.map(({ samples }) => samples),
    ]);
    this.#matrix = new SecondMatrix(
      this.#stations.map(({ each }) => each),
      Math.ceil(groupS / everyS),
    );
  }

  /** Samples since the last call, by tag. Call it at least every `groupS` seconds. */
  take(): readonly TagColumn[] {
    const columns: TagColumn[] = [...this.#matrix.take(), ...this.#tags];
    return columns.filter(({ count }) => count > 0).sort((a, b) => (a.tag < b.tag ? -1 : 1));
  }

  /** Call it after the taken samples have been written. */
  clear(): void {
    for (const samples of this.#tags) samples.clear();
  }

  /** Call it after each step of the plant. */
  sample(): void {
    const { nowMs, wireFaults } = this.#plant;
    this.#isDue = ++this.#steps % this.#everySteps === 0;
    for (const station of this.#stations) {
      const faults =
        wireFaults.length === 0
          ? wireFaults
          : wireFaults.filter(({ target }) => target === station.id || target === this.#speakers.get(station.id));
      if (faults.length === 0) this.#read(station, nowMs, nowMs);
      else this.#readThrough(faults, station, nowMs);
    }
    if (this.#isDue) this.#matrix.next();
  }

  /** Applies wire faults as far as a file can show them: gaps, clock steps, counter resets. */
  #readThrough(faults: readonly WireFault[], station: Sampled, nowMs: number): void {
    let offsetMs = 0;
    for (const { id, kind, severity, parameters, sinceMs } of faults) {
      if (kind === "network-loss") return;
      if (kind === "clock-jump") offsetMs += 1000 * severity * Number(parameters["seconds"]);
      if (kind !== "counter-reset" || this.#resets.has(`${id} ${station.id} ${sinceMs}`)) continue;
      this.#resets.add(`${id} ${station.id} ${sinceMs}`);
      for (const signal of [...station.each.signals, ...station.counts.map((samples) => samples.signal)]) {
        const value = signal.read();
        if (COUNTER.test(signal.id) && typeof value === "number") station.reset.set(signal, value);
      }
    }
    this.#read(station, nowMs, nowMs + offsetMs);
  }

  /**
   * Reads the due signals; `stampMs` is the time of the server or gateway, to which the error of the device's own clock
   * is added.
   */
  #read(station: Sampled, nowMs: number, stampMs: number): void {
    const { reset } = station;
    const micros = Math.round((stampMs + station.clockMs) * 1000);
    const isDue = this.#isDue;
    const isFine = this.#everySteps === STEPS_PER_S;
    readChanged(station.onChange, micros, nowMs);
    if (station.fixed.length > 0) readFixed(station, micros, nowMs);
    if (!isDue && !isFine) return;
    for (const mover of station.movers) {
      const moves = mover.speed.read() !== 0;
      // One more sample after the stop, so that the final position is recorded.
      if (moves || mover.moved || isDue)
        for (const samples of mover.tags) samples.push(micros, observe(samples.signal, nowMs));
      mover.moved = moves;
    }
    for (const power of station.power) {
      const truth = power.samples.signal.read() as number;
      if (!isDue && Math.abs(truth - power.shown) < power.step) continue;
      power.shown = truth;
      power.samples.push(micros, observe(power.samples.signal, nowMs));
    }
    if (!isDue) return;
    for (const samples of station.counts) {
      const value =
        reset.size === 0
          ? observe(samples.signal, nowMs)
          : less(observe(samples.signal, nowMs), reset.get(samples.signal));
      if (value !== samples.last) samples.push(micros, value);
    }
    const { signals } = station.each;
    this.#matrix.read(station.each, nowMs, {
      micros,
      ...(reset.size === 0 ? {} : { less: (index: number) => reset.get(signals[index] as Signal) ?? 0 }),
    });
  }
}

/** A sixth of all CPU time of a simulated plant is spent here: ten times a second, and nearly nothing changes. */
function readChanged(all: readonly TagSamples[], micros: number, nowMs: number): void {
  for (let at = 0; at < all.length; at++) {
    const samples = all[at] as TagSamples;
    const { signal } = samples;
    // A sound instrument shows these as they are.
    const value = signal.fault === null && signal.disturbance === null ? signal.read() : observe(signal, nowMs);
    if (value !== samples.last) samples.push(micros, value);
  }
}

/** A silent instrument gives nothing, and is read again. */
function readFixed(station: Sampled, micros: number, nowMs: number): void {
  for (const samples of station.fixed) samples.push(micros, observe(samples.signal, nowMs));
  station.fixed = station.fixed.filter(({ last }) => last === undefined);
}

function less<Value>(value: Value, by: number | undefined): Value | number {
  return by === undefined || typeof value !== "number" ? value : value - by;
}

function sampled(
  id: string,
  signals: readonly Signal[],
  place: { readonly at: number; readonly station: number; readonly clockMs: number },
): Sampled {
  const of = (signal: Signal): TagSamples => new TagSamples(tagOf(id, signal.id), signal);
  const isPower = ({ id: signal, range }: Signal): boolean => POWER_STEPS.has(signal) && range !== null;
  const analog = signals.filter(({ type }) => type === "number");
  const movers = new Map<string, Signal[]>();
  for (const signal of analog) {
    const part = signal.id.split("/")[0] as string;
    // A signal without a speed signal cannot be recognised as moving.
    if (FAST.some((fast) => fast.test(signal.id)) && analog.some((other) => other.id === `${part}/speed`))
      movers.set(part, [...(movers.get(part) ?? []), signal]);
  }
  const fast = new Set([...movers.values()].flat());
  const each = analog.filter((signal) => !fast.has(signal) && !isPower(signal));
  const isCount = ({ id: signal, type }: Signal): boolean => type === "integer" && !STATE.test(signal);
  const others = signals.filter((signal) => signal.type !== "number" && !isCount(signal));
  return {
    id,
    counts: signals.filter(isCount).map(of),
    clockMs: place.clockMs,
    each: { signals: each, tags: each.map((signal) => tagOf(id, signal.id)), at: place.at, station: place.station },
    onChange: others.filter(({ isStatic }) => !isStatic).map(of),
    fixed: others.filter(({ isStatic }) => isStatic).map(of),
    movers: [...movers.values()].map((group) => ({
      speed: group.find((signal) => signal.id.endsWith("/speed")) as Signal,
      tags: group.map(of),
      moved: false,
    })),
    power: analog.filter(isPower).map((signal) => ({
      samples: of(signal),
      step: (POWER_STEPS.get(signal.id) ?? 0) * (signal.range?.[1] ?? 1),
      shown: Number.NaN,
    })),
    reset: new Map(),
  };
}
