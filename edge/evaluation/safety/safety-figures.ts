/** Gives positions of a run to the product's safety path, and compares what it says with the truth (E71 to E73). */
import type { Logger } from "pino";
import type { Finding } from "../../contracts/alerts/detector.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { LIVE_RISK_RULES } from "../../contracts/safety/live-risk.ts";
import type { PlantConfig } from "../../plugins.ts";
import { functionsOf } from "../../safety/live/config.ts";
import type { PlantRun, RunOrder, RunScene, SceneMessage } from "../input/plant-run.ts";
import { StreamedInput } from "../input/streamed.ts";
import { type FalseAlert, type JudgedFault, judge } from "../judge.ts";
import { HealthPath, plantOf } from "../path/health-path.ts";
import { type Truth, TruthLines } from "../truth.ts";
import { ActTruth, type VisionFigures } from "./act-truth.ts";
import { type ConflictKind, Encounters, type NearMiss, type Verdict } from "./encounters.ts";
import { type GasFigures, GasTruth } from "./gas-truth.ts";
import { ScenePath, TICK_STEPS } from "./scene-path.ts";
import { TrueScene } from "./true-scene.ts";

/** Shared facts of the functions on people where they are all judged: the people are simulated. */
const FACTS = {
  purpose: "Evaluation with simulated people",
  legalBasis: "None needed, nobody is real",
  retention: "None: positions exist in memory only",
  assessedOn: "2026-03-01",
};
const CONFLICTS: readonly ConflictKind[] = ["conflict-person", "conflict-vehicle", "person-vehicle"];
const STEPS_PER_S = 10;
const STEP_US = 1e5;
const BREATHE_S = 60;

/** Alerts of one kind. */
export interface KindFigures {
  readonly kind: string;
  /** Whether the config has it on. */
  readonly isOn: boolean;
  readonly alerts: number;
  readonly perDay: number;
  /** What happened behind conflicts and distances; absent for other kinds. */
  readonly of?: Readonly<Record<Verdict, number>>;
  /** Alerts that neither a near miss nor a fault of the scenario explains, of kinds that the config has on. */
  readonly nuisances: number;
}

interface MissFigures {
  readonly with: "person" | "vehicle";
  readonly nearMisses: number;
  readonly foretold: number;
  /** False indications for each vehicle and 8 h. */
  readonly falsePer8h: number;
}

export interface SafetyFigures {
  readonly title: string;
  readonly seed: number;
  readonly hours: number;
  readonly vehicles: number;
  readonly drivingShare: number;
  readonly nuisancesPerDay: number;
  readonly kinds: readonly KindFigures[];
  readonly misses: readonly MissFigures[];
  readonly leastM: readonly number[];
  readonly vision: VisionFigures;
  readonly gas: GasFigures;
  readonly faults: readonly JudgedFault[];
  readonly falseAlerts: readonly FalseAlert[];
}

/** The config with every function on. */
export function withAllFunctions(config: PlantConfig): PlantConfig {
  const { people, live } = config.safety;
  const facts = { ...FACTS };
  const all = { distance: facts, conflict: facts, occupancy: facts, loneWorker: facts, personDown: facts };
  const vehicles = { ...live.vehicles, conflicts: true };
  return {
    ...config,
    safety: { ...config.safety, people: { unsafeActs: facts, ...people, ...all }, live: { ...live, vehicles } },
  };
}

const GAS_AND_SPEED: ReadonlySet<string> = new Set(["robot-speed", "gas-concentration", "gas-fault"]);

/** Tags that safety needs beside positions: speeds of robots, cells and their gates, safety controllers, gas. */
export function safetyTagsOf(config: PlantConfig): NonNullable<RunOrder["only"]> {
  const { tags } = plantOf(config);
  const wanted = tags.all().filter(({ role, component }) => GAS_AND_SPEED.has(role ?? "") || component === "cell");
  return { tags: wanted.map(({ tagUid }) => tagUid), everyS: 1 };
}

export async function safetyFigures(
  { config, judged, log, run }: { config: PlantConfig; judged: PlantConfig; log: Logger; run: PlantRun },
  signal: AbortSignal,
): Promise<SafetyFigures> {
  const built = plantOf(judged);
  const lines = new TruthLines();
  const scenes: RunScene[] = [];
  const gas = new GasTruth();
  const tapped: PlantRun = {
    head: run.head,
    command: (command) => run.command(command),
    [Symbol.asyncDispose]: () => run[Symbol.asyncDispose](),
    async *blocks() {
      for await (const block of run.blocks()) {
        if (block.scene === undefined) throw new EdgeError("bad-request", "the run has no positions");
        scenes.push(block.scene);
        for (const line of block.truth) if (line.type === "gas-level") gas.take(line);
        yield block;
      }
    },
  };
  const input = new StreamedInput(tapped, { ...built, truth: lines });
  const { hours, seed, timeMs } = run.head.run;
  const watch = new SafetyWatch(new ScenePath({ config: judged, built, start: input.start }), labelsOf(built.plant));
  await using path = await HealthPath.open({ config: judged, built, start: input.start, log, followers: ["health"] });
  let seconds = 0;
  let [scene, step] = [undefined as RunScene | undefined, 0];
  for await (const second of input.seconds()) {
    signal.throwIfAborted();
    path.second(second);
    watch.path.samples(second.batch);
    if (scene === undefined || step * watch.widthOf(scene) >= scene.truth.length) {
      scene = scenes.shift() as RunScene;
      step = 0;
      watch.begin(scene);
    }
    watch.second(scene, step, timeMs * 1000 + seconds * 1e6);
    step += STEPS_PER_S;
    if (++seconds % BREATHE_S === 0) await path.breathe();
  }
  const watched = await path.watched(input.unknown);
  const truth = lines.truth as Truth;
  const { faults, falseAlerts } = judge(watched, truth);
  const isOn = onIn(config);
  return {
    ...{ title: truth.title, seed, hours, faults, falseAlerts },
    ...watch.figures({ truth, hours, isOn }),
    gas: gas.figures(truth.faults, watched.occurrences),
  };
}

function labelsOf(plant: { readonly assets: readonly { readonly assetUid: string; readonly label: string }[] }) {
  return new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
}

function onIn({ safety: { people, live } }: PlantConfig): (kind: string) => boolean {
  const functions = functionsOf(people);
  const ofKind = new Map([
    ["person-robot", functions.has("distance")],
    ["person-vehicle", functions.has("distance")],
    ["conflict-person", functions.has("conflict")],
    ["conflict-vehicle", live.vehicles.conflicts],
    ["lone-worker", functions.has("loneWorker")],
    ["person-down", functions.has("personDown")],
  ]);
  return (kind) => ofKind.get(kind) ?? functions.has("unsafeActs");
}

/** Runs the ticks of live risk beside the truth. */
export class SafetyWatch {
  readonly path: Pick<ScenePath, "samples" | "tick">;
  readonly #labels: ReadonlyMap<string, string>;
  #truth: TrueScene | undefined;
  #encounters: Encounters | undefined;
  readonly #acts = new ActTruth();
  readonly #standing = new Set<string>();
  readonly #counts = new Map<string, number>();
  #messages: readonly SceneMessage[] = [];
  #taken = 0;
  #driven = 0;

  constructor(path: Pick<ScenePath, "samples" | "tick">, labels: ReadonlyMap<string, string>) {
    this.path = path;
    this.#labels = labels;
  }

  widthOf({ people, vehicles }: RunScene): number {
    return 4 * (people + vehicles.length);
  }

  /** Messages that arrive behind the last tick of a block are taken by the first one of the next. */
  begin(scene: RunScene): void {
    this.#messages = [...this.#messages.slice(this.#taken), ...scene.messages];
    this.#taken = 0;
    for (const view of scene.views) this.#acts.see(view);
    if (this.#truth !== undefined) return;
    this.#truth = new TrueScene(scene);
    this.#encounters = new Encounters(this.#truth);
  }

  /** The ten steps of a second, from this one of the block on. */
  second(scene: RunScene, first: number, secondUs: Micros): void {
    const truth = this.#truth as TrueScene;
    const encounters = this.#encounters as Encounters;
    for (let step = 0; step < STEPS_PER_S; step++) {
      const at = (first + step) * truth.width;
      truth.take(scene.truth.subarray(at, at + truth.width));
      const nowUs = secondUs + (step + 1) * STEP_US;
      if (step % TICK_STEPS === 0)
        for (const finding of this.path.tick(this.#arrived(nowUs), nowUs)) this.#hear(finding);
      encounters.step((kind, vehicle) => this.#standing.has(`${kind} ${truth.vehicles[vehicle]}`));
      for (const vehicle of truth.vehicles.keys()) if (truth.moves(vehicle, truth.steps - 1)) this.#driven++;
    }
  }

  #arrived(nowUs: Micros): readonly SceneMessage[] {
    const from = this.#taken;
    while ((this.#messages[this.#taken]?.arrivesMs ?? Number.POSITIVE_INFINITY) * 1000 <= nowUs) this.#taken++;
    return this.#messages.slice(from, this.#taken);
  }

  #hear({ rule, assetUid, standing, at }: Finding): void {
    const kind = rule.slice(LIVE_RISK_RULES.length).split("/")[0] as string;
    const label = this.#labels.get(assetUid);
    const key = label === undefined ? rule : `${kind} ${label}`;
    if (!standing) {
      this.#standing.delete(key);
      return;
    }
    if (this.#standing.has(key)) return;
    this.#standing.add(key);
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    const vehicle = this.#truth?.vehicles.indexOf(label ?? "") ?? -1;
    if (CONFLICTS.includes(kind as ConflictKind) && vehicle >= 0)
      this.#encounters?.begin(kind as ConflictKind, vehicle);
    else this.#acts.hear(kind, at);
  }

  figures({ truth, hours, isOn }: { truth: Truth; hours: number; isOn: (kind: string) => boolean }) {
    const days = hours / 24;
    const vehicles = this.#truth?.vehicles.length ?? 0;
    const vision = this.#acts.figures(truth);
    const kinds = [...this.#counts].sort().map(([kind, alerts]): KindFigures => {
      const of = CONFLICTS.includes(kind as ConflictKind)
        ? this.#encounters?.verdicts(kind as ConflictKind).of
        : undefined;
      const explained = of === undefined ? (vision.explained[kind] ?? 0) : of["near-miss"];
      const nuisances = isOn(kind) ? alerts - explained : 0;
      return { kind, isOn: isOn(kind), alerts, perDay: alerts / days, ...(of === undefined ? {} : { of }), nuisances };
    });
    const near = this.#encounters?.nearMisses ?? [];
    const eights = (vehicles * hours) / 8;
    return {
      vehicles,
      drivingShare: this.#driven / Math.max(1, vehicles * (this.#truth?.steps ?? 0)),
      nuisancesPerDay: kinds.reduce((sum, { nuisances }) => sum + nuisances, 0) / days,
      kinds,
      misses: (["person", "vehicle"] as const).map((what) => missesOf(near, what, { kinds, eights })),
      leastM: near.map(({ leastM }) => leastM),
      vision,
    };
  }
}

function missesOf(
  near: readonly NearMiss[],
  what: "person" | "vehicle",
  { kinds, eights }: { readonly kinds: readonly KindFigures[]; readonly eights: number },
): MissFigures {
  const own = near.filter((one) => one.with === what);
  const falseOnes = kinds.find(({ kind }) => kind === `conflict-${what}`)?.of?.false ?? 0;
  const foretold = own.filter((one) => one.foretold).length;
  return { with: what, nearMisses: own.length, foretold, falsePer8h: falseOnes / eights };
}
