/** A run of the simulated plant as the edge would receive it: rules E2 and E20 in docs/rules/evaluation.md. */
import type { ConditionReport } from "../../contracts/alerts/condition.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import { type Micros, SampleFlag } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { Tag, TagTable, TagUid } from "../../contracts/plant/tag.ts";
import {
  byArrival,
  bySecond,
  CLOCK_US,
  STEPS_PER_S,
  secondsOf,
  UNKNOWN,
} from "../../historian/recording/arrival-order.ts";
import type { TruthLines } from "../truth.ts";
import type { ArrivedSecond, EvaluationInput } from "./arrived.ts";
import { Controllers } from "./controllers.ts";
import type { PlantRun, RunBlock, RunWaveform } from "./plant-run.ts";

const SECOND_US = 1e6;

/** Items of one block by the second in which they arrive. */
interface Rare {
  readonly waveforms: WaveformBlock[];
  readonly events: EdgeEvent[];
  readonly conditions: ConditionReport[];
}

const NOTHING: Rare = { waveforms: [], events: [], conditions: [] };

export class StreamedInput implements EvaluationInput {
  readonly start: Micros;
  readonly isWhole = true;
  unknown = 0;
  readonly #run: PlantRun;
  readonly #truth: TruthLines;
  readonly #end: Micros;
  /** The edge's tag of each tag of the run. */
  readonly #tags: readonly (Tag | undefined)[];
  /** Its number, or that of no tag. */
  readonly #refs: Uint32Array;
  readonly #find: (uid: string) => Tag | undefined;
  readonly #controllers: Controllers;

  /** Lines of the truth go to `truth` before the seconds of their block. */
  constructor(
    run: PlantRun,
    { plant, tags, truth }: { readonly plant: Plant; readonly tags: TagTable; readonly truth: TruthLines },
  ) {
    this.#run = run;
    this.#truth = truth;
    const { timeMs, hours } = run.head.run;
    this.start = Math.round(timeMs * 1000);
    this.#end = this.start + Math.round(hours * 3600) * SECOND_US;
    this.#find = (uid) => tags.find(uid as TagUid);
    this.#tags = run.head.tags.map(({ tag }) => this.#find(tag));
    this.#refs = Uint32Array.from(this.#tags, (tag) => tag?.ref ?? UNKNOWN);
    const uids = new Map(plant.assets.map(({ label, assetUid }) => [label, assetUid]));
    this.#controllers = new Controllers((label) => uids.get(label));
    truth.take(run.head.run);
  }

  async *seconds(): AsyncGenerator<ArrivedSecond> {
    for await (const block of this.#run.blocks()) {
      for (const line of block.truth) this.#truth.take(line);
      const from = Math.round(block.fromMs * 1000);
      const seconds = secondsOf(from, this.#end);
      const rare = this.#rare(block, from, seconds);
      const arrived = this.#samples(block, from, seconds);
      let second = 0;
      for (const one of bySecond(arrived, from + CLOCK_US, seconds))
        yield { ...one, ...(rare.get(second++) ?? NOTHING) };
    }
  }

  #samples(block: RunBlock, from: Micros, seconds: number): ReturnType<typeof byArrival> {
    const { rows, tags, micros, values, statuses } = block;
    const refs = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) refs[row] = this.#refs[tags[row] as number] as number;
    const made = { tags: refs, times: micros, values, statuses };
    const texts = new Map(block.texts.filter(([row]) => this.#tags[tags[row] as number]?.type === "text"));
    const arrived = byArrival(made, { from, steps: STEPS_PER_S * seconds, flags: SampleFlag.simulated }, texts);
    this.unknown += rows - arrived.length;
    return arrived;
  }

  #rare({ waveforms, reports }: RunBlock, from: Micros, seconds: number): ReadonlyMap<number, Rare> {
    const bySeconds = new Map<number, Rare>();
    const at = (micros: Micros): Rare => {
      const second = Math.min(seconds - 1, Math.max(0, Math.ceil((micros - from) / SECOND_US) - 1));
      const found = bySeconds.get(second) ?? { waveforms: [], events: [], conditions: [] };
      bySeconds.set(second, found);
      return found;
    };
    for (const waveform of waveforms) {
      const block = this.#waveform(waveform);
      if (block !== undefined) at(waveform.endMicros).waveforms.push(block);
    }
    for (const report of reports) {
      const micros = report.event.timeMs * 1000;
      const events = this.#controllers.events(report, Math.round(micros + CLOCK_US));
      if (events.length > 0) at(micros).events.push(...events);
      const condition = this.#controllers.condition(report);
      if (condition !== undefined) at(micros).conditions.push(condition);
    }
    return bySeconds;
  }

  #waveform({ tag, endMicros, rateHz, rpm, tool, program, piece, points }: RunWaveform): WaveformBlock | undefined {
    const known = this.#find(tag);
    if (known === undefined || known.type !== "waveform") return undefined;
    const dtS = points.length === 0 ? 0 : 1 / rateHz;
    return {
      tag: known.ref,
      start: Math.round(endMicros - Math.max(0, points.length - 1) * dtS * 1e6),
      receivedAt: endMicros + CLOCK_US,
      dtS,
      unit: known.unit ?? "1",
      points,
      status: 0,
      flags: SampleFlag.simulated,
      context: { speedPerMin: rpm, tool: String(tool), program, pieceId: piece },
    };
  }
}
