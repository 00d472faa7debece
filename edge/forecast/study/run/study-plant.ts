import { ImpossiblePlant } from "../../../contracts/forecast/description.ts";
import type { Snapshot } from "../../../contracts/forecast/snapshot.ts";
import { OUTCOMES } from "../../../contracts/forecast/study-answer.ts";
import { compile, type Sources } from "../../model/compile.ts";
import { PlantRun } from "../../model/plant-run.ts";
import { startState } from "../../model/start-state.ts";
import { type Change, changed, type Future } from "../../whatif/changes.ts";
import { runSeed } from "../../whatif/run-seed.ts";
import type { Factor } from "../factors.ts";
import { outcomesOf } from "../outcomes.ts";

/** The plant of a study as it is at its start. Plain values, so that it can go to a thread. */
export interface StudyStart {
  readonly sources: Sources;
  readonly snapshot: Snapshot;
  readonly horizonS: number;
  readonly seed: number;
}

/** Variants of one replication, which one worker runs with the same random numbers. */
export interface RunTask {
  readonly replication: number;
  readonly variants: readonly number[];
  /** Of each of the task's variants. */
  readonly changes: readonly (readonly Change[])[];
}

/** Runs variants of a plant. A replication is compiled once for all of them; a variant applies its changes to it. */
export class StudyPlant {
  readonly #start: StudyStart;
  #replication = Number.NaN;
  #future: Future | undefined;
  #running: number | undefined;

  constructor(start: StudyStart) {
    this.#start = start;
  }

  /** The variant that runs, or could not go on. */
  get running(): number | undefined {
    return this.#running;
  }

  /** Outcomes of the task's variants, one behind the other. */
  run({ replication, variants, changes }: RunTask): Float64Array {
    const { horizonS } = this.#start;
    this.#running = undefined;
    const future = this.#futureOf(replication);
    const made = new Float64Array(variants.length * OUTCOMES.length);
    for (const [at, variant] of variants.entries()) {
      this.#running = variant;
      const { plan, start } = changed(future, changes[at] as readonly Change[], `variant ${variant}`);
      const result = new PlantRun(plan, start, this.#seedOf(replication)).run(horizonS);
      made.set(outcomesOf(result, start.orders, horizonS), at * OUTCOMES.length);
    }
    return made;
  }

  /** What is wrong with the levels of a factor, each alone. */
  refusedLevels({ name, levels }: Factor): readonly string[] {
    return levels.flatMap((level) => this.refusal(level.changes, `factor ${name}, level ${level.name}`) ?? []);
  }

  /** Why changes cannot be made; undefined where they can. */
  refusal(changes: readonly Change[], where: string): readonly string[] | undefined {
    try {
      changed(this.#futureOf(0), changes, where);
      return undefined;
    } catch (error) {
      if (error instanceof ImpossiblePlant) return error.problems;
      throw error;
    }
  }

  #futureOf(replication: number): Future {
    if (this.#future !== undefined && this.#replication === replication) return this.#future;
    const { sources, snapshot, horizonS } = this.#start;
    const plan = compile(sources, { at: snapshot.at, horizonS, errorSeed: this.#seedOf(replication) });
    this.#future = { plan, start: startState(snapshot, sources, plan, true).state };
    this.#replication = replication;
    return this.#future;
  }

  #seedOf(replication: number): number {
    return runSeed(this.#start.seed, replication);
  }
}
