/** A run of the plant without protocols and files, block by block. */

import type { PlantEvent, TruthEvent } from "../../kernel/events.ts";
import type { PlantCommand } from "../../plants/machining/commands.ts";
import { StockWatch } from "../../plants/machining/material/stock-watch.ts";
import { Plant } from "../../plants/machining/plant.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { EventRouter } from "../../speak/opcua/events/event-places.ts";
import { BAD_SENSOR_FAILURE, type TagColumn } from "../sample-columns.ts";
import { GROUP_S, Sampler, tagOf } from "../sampler.ts";
import { waveformTag } from "../waveform-tag.ts";
import type { StreamBlock, StreamHead, StreamReport, StreamTag, StreamWaveform } from "./block.ts";
import { SceneRecorder } from "./scene.ts";

const STEPS_PER_S = 10;
/** Lines of the truth that a comparison of findings needs. */
const WANTED: ReadonlySet<string> = new Set([
  "fault",
  "machine-state",
  "nuisance",
  "tool-changed",
  "piece-energy",
  "plant-demand",
  "gas-level",
]);

export interface StreamOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly hours: number;
  /** Whether spindles and joinings are recorded. */
  readonly waveforms: boolean;
  /** Only these tags are sampled, every so many whole seconds. Absent: all of them, each second. */
  readonly only?: SampledTags;
  /** Whether blocks have positions of people and vehicles. */
  readonly scene?: boolean;
}

export interface SampledTags {
  readonly tags: readonly string[];
  readonly everyS: number;
}

/**
 * The scenario without these faults. Their acceleration of wear is published all the same, because a missing one would
 * give them away. Throws when the scenario has no fault of that name.
 */
export function withoutFaults(scenario: Scenario, without: "all" | readonly string[]): Scenario {
  if (without === "all") return { ...scenario, faults: [], leftOut: scenario.faults };
  const unknown = without.filter((id) => !scenario.faults.some((fault) => fault.id === id));
  if (unknown.length > 0) throw new Error(`the scenario has no fault ${unknown.join(", ")}`);
  const isLeftOut = ({ id }: Scenario["faults"][number]): boolean => without.includes(id);
  const faults = scenario.faults.filter((fault) => !isLeftOut(fault));
  return { ...scenario, faults, leftOut: scenario.faults.filter(isLeftOut) };
}

/** The same options give the same blocks. */
export class PlantStream {
  readonly head: StreamHead;
  readonly #plant: Plant;
  readonly #options: StreamOptions;
  readonly #sampler: Sampler;
  readonly #stock: StockWatch;
  readonly #scene: SceneRecorder | undefined;
  readonly #router = new EventRouter();
  readonly #numbers: ReadonlyMap<string, number>;
  #waveforms: StreamWaveform[] = [];
  #reports: StreamReport[] = [];
  #truth: (PlantEvent | TruthEvent)[] = [];

  constructor(options: StreamOptions) {
    this.#options = options;
    const { scenario, seed, hours, only } = options;
    const plant = new Plant({ seed, scenario, startMs: scenario.startMs });
    this.#plant = plant;
    this.#sampler = new Sampler(plant, {
      groupS: GROUP_S,
      everyS: only?.everyS ?? 1,
      ...(only === undefined ? {} : { only: new Set(only.tags) }),
    });
    this.#stock = new StockWatch(plant);
    const stepsPerBlock = GROUP_S * STEPS_PER_S;
    this.#scene = options.scene === true ? new SceneRecorder(plant, { seed, stepsPerBlock }) : undefined;
    const tags = [...plant.instruments.byStation].flatMap(([id, signals]) =>
      signals.map((signal): StreamTag => {
        const { noise, resolution, type } = signal;
        return { tag: tagOf(id, signal.id), noise, resolution: type === "number" ? resolution : 0 };
      }),
    );
    this.#numbers = new Map(tags.map(({ tag }, number) => [tag, number]));
    const { title, faults } = scenario;
    const run = { type: "run", timeMs: plant.nowMs, title, seed, hours, faults: faults.map(({ id }) => id) } as const;
    this.head = { run, tags };
    for (const event of plant.snapshot()) this.#take(event);
    plant.onEvent((event) => this.#take(event));
    plant.onTruth((event) => {
      if (WANTED.has(event.type)) this.#truth.push(event);
    });
  }

  /** Holds from the next block on, or from its own time. */
  command(command: PlantCommand): void {
    this.#plant.command(command);
  }

  /** Computes each block when it is asked for. */
  *blocks(): Generator<StreamBlock> {
    const seconds = Math.round(this.#options.hours * 3600);
    for (let done = 0; done < seconds; ) {
      const fromMs = this.#plant.nowMs;
      const end = Math.min(seconds, done + GROUP_S);
      for (; done < end; done++) this.#second();
      yield this.#block(fromMs);
    }
  }

  #second(): void {
    const plant = this.#plant;
    for (let step = 0; step < STEPS_PER_S; step++) {
      plant.step();
      this.#sampler.sample();
      this.#scene?.step();
      for (const listing of this.#stock.due())
        this.#reports.push({ event: { type: "stock-listed", timeMs: plant.nowMs, ...listing } });
    }
    if (this.#options.waveforms) this.#record(plant.nowMs);
  }

  #record(nowMs: number): void {
    for (const { id, recorder } of this.#plant.machines.values()) {
      const recording = recorder?.take(nowMs);
      if (recorder === undefined || recording === undefined) continue;
      const { channels, endMs, rateHz, rpm, tool, program, piece } = recording;
      for (const [channel, points] of channels)
        this.#waveforms.push({
          tag: waveformTag(id, recorder.component, channel),
          endMicros: Math.round(endMs * 1000),
          rateHz,
          rpm,
          tool,
          program,
          piece,
          points: points.slice(),
        });
    }
  }

  #take(event: PlantEvent): void {
    this.#stock.take(event);
    if (WANTED.has(event.type)) this.#truth.push(event);
    const server = this.#router.serverOf(event);
    const vehicle = "place" in event && event.place.kind === "vehicle" ? event.place.id : undefined;
    const node = this.#plant.vehicles.find(({ id }) => id === vehicle)?.lastNodeId;
    this.#reports.push({
      event,
      ...(server === undefined ? {} : { server }),
      ...(node === undefined ? {} : { node }),
    });
  }

  #block(fromMs: number): StreamBlock {
    const columns = columnsOf(this.#sampler.take(), this.#numbers);
    this.#sampler.clear();
    const block = {
      fromMs,
      ...columns,
      waveforms: this.#waveforms,
      reports: this.#reports,
      truth: this.#truth,
      ...(this.#scene === undefined ? {} : { scene: this.#scene.take() }),
    };
    this.#waveforms = [];
    this.#reports = [];
    this.#truth = [];
    return block;
  }
}

type Columns = Pick<StreamBlock, "rows" | "tags" | "micros" | "values" | "statuses" | "texts">;

function columnsOf(taken: readonly TagColumn[], numbers: ReadonlyMap<string, number>): Columns {
  const rows = taken.reduce((sum, { count }) => sum + count, 0);
  const made = {
    tags: new Uint32Array(rows),
    micros: new Float64Array(rows),
    values: new Float64Array(rows),
    statuses: new Uint32Array(rows),
  };
  const texts: (readonly [number, string])[] = [];
  let row = 0;
  for (const { tag, count, micros, values, texts: own, dropped } of taken) {
    made.tags.fill(numbers.get(tag) as number, row, row + count);
    made.micros.set(micros.subarray(0, count), row);
    made.values.set(values.subarray(0, count), row);
    for (const at of dropped) made.statuses[row + at] = BAD_SENSOR_FAILURE;
    for (const [at, text] of own.entries()) texts.push([row + at, text]);
    row += count;
  }
  return { rows, ...made, texts };
}
