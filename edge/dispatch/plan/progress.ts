import type { MadePieces } from "../record/made-pieces.ts";
import { type PlannedJob, type PlannedJobs, stepKey } from "./planned-jobs.ts";

/** How far the jobs of a plan have come, by the record of pieces (rule DI11). */
export class Progress {
  readonly #done = new Map<PlannedJob, number>();
  readonly #planned: PlannedJobs;

  constructor(planned: PlannedJobs, { done }: MadePieces) {
    this.#planned = planned;
    const made = new Map(done.map(({ order, step, pieces }) => [stepKey(order, step), pieces]));
    for (const [key, jobs] of planned.byStep) {
      let left = made.get(key) ?? 0;
      for (const job of jobs) {
        const own = Math.min(left, job.quantity);
        this.#done.set(job, own);
        left -= own;
      }
    }
  }

  doneOf(job: PlannedJob): number {
    return this.#done.get(job) ?? 0;
  }

  /** Pieces that have come through all steps before; null: no step is before it. */
  arrivedOf(job: PlannedJob): number | null {
    if (job.before.length === 0) return null;
    return Math.min(...job.before.map((step) => this.#through(job, step)));
  }

  #through(job: PlannedJob, step: string): number {
    const own = this.#planned.byStep.get(stepKey(job.productionOrder, step))?.find(({ order }) => order === job.order);
    return own === undefined ? job.quantity : this.doneOf(own);
  }
}
