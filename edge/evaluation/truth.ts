/** The parts of the ground truth of a headless run (docs/simulators.md) that are compared with alerts. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { TimeRange } from "../contracts/path/time-range.ts";
import type { TrueDefectCause } from "./causes/true-cause.ts";
import type { TrueDemand } from "./energy/true-demand.ts";
import type { TrueGasLevel } from "./safety/gas-truth.ts";

/** One occurrence of a fault. */
export interface TrueFault {
  readonly id: string;
  readonly kind: string;
  /** Label of the asset, name of a server or gateway, or `plant`. */
  readonly asset: string;
  readonly component: string;
  /** Parameters of the scenario, such as the stuck instrument. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly beginsAt: Micros;
  observableAt: Micros | undefined;
  failureAt: Micros | undefined;
  repairedAt: Micros | undefined;
  /** When its part will fail if nobody repairs it, even after the run; absent if it never does. */
  readonly failsAt?: Micros;
  /** The defects that it causes; absent where it spoils no pieces. */
  readonly cause?: TrueDefectCause;
  /** Of a leak: label of the innermost meter that it flows through. */
  readonly branch?: string;
}

/** Activity of an asset that a detector may mistake for a fault: from its state, or a nuisance named in the truth. */
export type Nuisance = StateNuisance | NamedNuisance;
type StateNuisance = "variant-change" | "tool-change" | "maintenance" | "shift-start" | "standstill";

/** A tool of a machine was replaced. */
export interface ToolChange {
  /** Label of the machine. */
  readonly asset: string;
  readonly at: Micros;
  /** `planned`: before its end; `worn` and `broken`: at its end. */
  readonly reason: "planned" | "worn" | "broken";
}

/** What a station took for a piece in one operation. */
export interface TruePieceStep {
  readonly piece: string;
  readonly station: string;
  readonly operation: string;
  readonly startMs: number;
  /** When it was completed. */
  readonly timeMs: number;
  readonly electricityWh: number;
  readonly gasM3: number;
  readonly waterM3: number;
}

interface NuisanceTime {
  readonly what: Nuisance;
  readonly from: Micros;
  to: Micros;
}

export interface Truth {
  /** Title of the scenario in English, and the seed of the run. */
  readonly title: string;
  readonly seed: number;
  readonly start: Micros;
  readonly end: Micros;
  readonly faults: readonly TrueFault[];
  /** In order of time. */
  readonly toolChanges: readonly ToolChange[];
  /** In order of their ends. */
  readonly pieceSteps: readonly TruePieceStep[];
  /** Activity of the asset at this time; undefined during plain work or waiting. */
  nuisanceAt(label: string, at: Micros): Nuisance | undefined;
  /** Breaks and times outside of shifts of the asset, in order. */
  pausesOf(label: string): readonly TimeRange[];
}

/** Enough for a week of the demo plant. */
const MOST_PIECE_STEPS = 300_000;
/** Time until a machine runs normally after a set-up, repair or tool change; and after a break or a night. */
const AFTER_CHANGE_US = 300e6;
const AFTER_PAUSE_US = 1200e6;
const NUISANCES: Readonly<Record<string, StateNuisance>> = {
  setup: "variant-change",
  "tool-change": "tool-change",
  repair: "maintenance",
  break: "shift-start",
  "off-shift": "shift-start",
  "emergency-stop": "standstill",
  "protective-stop": "standstill",
  failure: "standstill",
};

/** Nuisances of the ground truth (docs/simulators.md). */
export const NAMED_NUISANCES = [
  "weather-front",
  "open-gate",
  "warm-water",
  "cold-start",
  "run-in",
  "program-revision",
  "feed-override",
  "tool-brand",
  "cleaning",
  "filter-change",
  "leaning",
  "recalibration",
  "sensor-replaced",
  "outlier",
  "silent-instrument",
  "motor-start",
  "silent-source",
  "firmware-change",
] as const;
export type NamedNuisance = (typeof NAMED_NUISANCES)[number];

/** Only these lines are parsed as JSON: most lines of a truth file are positions of people and pieces. */
const WANTED = /^\{"type":"(run|fault|machine-state|tool-changed|nuisance|piece-energy)"/;

/** Throws EdgeError when the file is not a ground truth. */
export async function readTruth(path: string): Promise<Truth> {
  const lines = new TruthLines();
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY }))
    if (WANTED.test(line)) lines.take(JSON.parse(line) as TruthLine);
  const { truth } = lines;
  if (truth === undefined)
    throw new EdgeError(
      "bad-request",
      `${path} is no ground truth: its first line names no run. Write one: gemba simulate --headless --ground-truth`,
    );
  return truth;
}

export type TruthLine = { readonly timeMs: number } & (
  | { readonly type: "run"; readonly hours: number; readonly title: { readonly en: string }; readonly seed: number }
  | { readonly type: "machine-state"; readonly station: string; readonly cause: string }
  | { readonly type: "tool-changed"; readonly station: string; readonly reason: ToolChange["reason"] }
  | {
      readonly type: "nuisance";
      readonly nuisance: NamedNuisance;
      /** Labels of assets, or `plant`. */
      readonly assets: readonly string[];
      readonly phase: "begins" | "ends";
    }
  | (TruePieceStep & { readonly type: "piece-energy" })
  | (TrueDemand & { readonly type: "plant-demand" })
  | (TrueGasLevel & { readonly type: "gas-level" })
  | {
      readonly type: "fault";
      readonly fault: string;
      readonly kind: string;
      readonly asset: string;
      readonly component: string;
      readonly phase: "begins" | "observable" | "functional-failure" | "repaired";
      readonly parameters?: Readonly<Record<string, unknown>>;
      readonly failsAtMs?: number;
      readonly branch?: string;
      readonly cause?: TrueDefectCause;
    }
);

/** Gathers a ground truth line by line, in order of time. */
export class TruthLines {
  readonly faults: TrueFault[] = [];
  readonly toolChanges: ToolChange[] = [];
  readonly pieceSteps: TruePieceStep[] = [];
  readonly demands: TrueDemand[] = [];
  #run: Pick<Truth, "title" | "seed" | "start" | "end"> | undefined;
  readonly #open = new Map<string, TrueFault>();
  readonly #nuisances = new Map<string, NuisanceTime[]>();
  readonly #named = new NamedTimes();

  /** The truth of the lines so far, which grows with further ones; undefined before the line of the run. */
  get truth(): Truth | undefined {
    return this.#run === undefined
      ? undefined
      : {
          ...this.#run,
          faults: this.faults,
          toolChanges: this.toolChanges,
          pieceSteps: this.pieceSteps,
          nuisanceAt: (label, at) => this.nuisanceAt(label, at),
          pausesOf: (label) => this.#pausesOf(label),
        };
  }

  /** Lines of other types are ignored. */
  take(line: TruthLine): void {
    const at = Math.round(line.timeMs * 1000);
    switch (line.type) {
      case "run":
        this.#run = {
          title: line.title.en,
          seed: line.seed,
          start: at,
          end: at + Math.round(line.hours * 3600) * 1e6,
        };
        break;
      case "fault":
        this.#fault(line, at);
        break;
      case "tool-changed":
        this.toolChanges.push({ asset: line.station, at, reason: line.reason });
        break;
      case "piece-energy":
        if (this.pieceSteps.length < MOST_PIECE_STEPS) this.pieceSteps.push(line);
        break;
      case "plant-demand":
        this.demands.push(line);
        break;
      case "nuisance":
        this.#named.take(line, at);
        break;
      case "machine-state":
        this.#state(line.station, NUISANCES[line.cause], at);
        break;
      case "gas-level":
        // Judged with `--safety` alone, from the blocks of the run.
        break;
    }
  }

  #fault(line: TruthLine & { readonly type: "fault" }, at: Micros): void {
    const { fault: id, kind, asset, component, phase, parameters = {}, failsAtMs, branch, cause } = line;
    if (phase === "begins") {
      const begun: TrueFault = {
        id,
        kind,
        asset,
        component,
        parameters,
        beginsAt: at,
        observableAt: undefined,
        failureAt: undefined,
        repairedAt: undefined,
        ...(failsAtMs === undefined ? {} : { failsAt: Math.round(failsAtMs * 1000) }),
        ...(branch === undefined ? {} : { branch }),
        ...(cause === undefined ? {} : { cause }),
      };
      this.faults.push(begun);
      this.#open.set(id, begun);
      return;
    }
    const open = this.#open.get(id);
    if (open === undefined) return;
    if (phase === "observable") open.observableAt = at;
    else if (phase === "functional-failure") open.failureAt = at;
    else open.repairedAt = at;
  }

  #state(station: string, what: Nuisance | undefined, at: Micros): void {
    const times = this.#nuisances.get(station) ?? [];
    const last = times.at(-1);
    if (last !== undefined && last.to === Number.POSITIVE_INFINITY) {
      if (last.what === what) return;
      last.to = at;
    }
    if (what !== undefined) times.push({ what, from: at, to: Number.POSITIVE_INFINITY });
    this.#nuisances.set(station, times);
  }

  #pausesOf(label: string): readonly TimeRange[] {
    const end = this.#run?.end ?? Number.POSITIVE_INFINITY;
    return (this.#nuisances.get(label) ?? [])
      .filter(({ what }) => what === "shift-start")
      .map(({ from, to }) => ({ from, to: Math.min(to, end) }));
  }

  /** Nuisances of the asset alone come first, those of the whole plant last. */
  nuisanceAt(label: string, at: Micros): Nuisance | undefined {
    const times = this.#nuisances.get(label) ?? [];
    const ofState = times.findLast(
      ({ what, from, to }) => from <= at && at <= to + (what === "shift-start" ? AFTER_PAUSE_US : AFTER_CHANGE_US),
    );
    return this.#named.at(label, at) ?? ofState?.what ?? this.#named.at("plant", at);
  }
}

/** Nuisances named in the truth, by asset. */
class NamedTimes {
  readonly #of = new Map<string, NuisanceTime[]>();

  take({ nuisance: what, assets, phase }: TruthLine & { readonly type: "nuisance" }, at: Micros): void {
    for (const asset of assets) {
      const times = this.#of.get(asset) ?? [];
      if (phase === "begins") times.push({ what, from: at, to: Number.POSITIVE_INFINITY });
      const open = times.find((time) => time.what === what && time.to === Number.POSITIVE_INFINITY);
      if (phase === "ends" && open !== undefined) open.to = at;
      this.#of.set(asset, times);
    }
  }

  /** The nuisance that began last, including some minutes after its end. */
  at(asset: string, at: Micros): Nuisance | undefined {
    return this.#of.get(asset)?.findLast(({ from, to }) => from <= at && at <= to + AFTER_CHANGE_US)?.what;
  }
}
