import type { Change } from "../../whatif/changes.ts";
import type { Runner } from "./crew.ts";
import { Records } from "./records.ts";
import type { RunTask } from "./study-plant.ts";

/** Variants of a task: compiling their common plan is a small part of it then. */
const OF_TASK = 4;

/** Runs done and known so far, and variants that are left. */
export type Progress = (done: number, known: number, left: number) => void;

export interface RunsOptions {
  readonly runner: Runner;
  /** By variant. More may be added as long as `most` is not passed. */
  readonly changes: readonly (readonly Change[])[];
  /** Most variants; default those that there are. */
  readonly most?: number;
  /** Number of the first replication: its random numbers are those of no earlier one. */
  readonly first: number;
  readonly told: Progress;
}

/** Runs variants as often as it is asked to, and keeps what they gave. */
export class VariantRuns {
  readonly records: Records;
  readonly #options: RunsOptions;

  constructor(options: RunsOptions) {
    this.#options = options;
    this.records = new Records(options.most ?? options.changes.length);
  }

  /** Runs what the variants lack of their first `until` replications. Rejects as `Runner.run`. */
  async run(variants: readonly number[], until: number, signal: AbortSignal, left = variants.length): Promise<void> {
    const { runner, first, told } = this.#options;
    const tasks = this.#lacking(variants, until);
    const known = this.records.total + tasks.reduce((sum, task) => sum + task.variants.length, 0);
    await runner.run(
      tasks,
      (task, outcomes) => {
        this.records.add(task.replication - first, task.variants, outcomes);
        told(this.records.total, known, left);
      },
      signal,
    );
  }

  #lacking(variants: readonly number[], until: number): readonly RunTask[] {
    const { changes, first } = this.#options;
    const tasks: RunTask[] = [];
    for (let replication = 0; replication < until; replication++) {
      const missing = variants.filter((variant) => this.records.runs(variant) <= replication);
      for (let at = 0; at < missing.length; at += OF_TASK) {
        const together = missing.slice(at, at + OF_TASK);
        tasks.push({
          replication: first + replication,
          variants: together,
          changes: together.map((variant) => changes[variant] as readonly Change[]),
        });
      }
    }
    return tasks;
  }
}
