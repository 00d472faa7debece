/** What an answer says of ends that are foreseen, and what they cost (rule FK93). */
import type { LifeTold, LivesTold } from "../../contracts/forecast/answer.ts";
import type { Snapshot } from "../../contracts/forecast/snapshot.ts";
import type { ForeseenLife } from "../model/lives.ts";
import type { LifePlan } from "../model/plan.ts";
import { shareBelow } from "../model/residual.ts";
import type { RunResult } from "../model/tally.ts";
import type { Future } from "./changes.ts";
import { rangeOf } from "./ranges.ts";
import { runFuture } from "./run-future.ts";

/** Of so many components it is found out what their ends cost: each takes a run more wherever it fails. */
const MOST_COSTED = 5;

/** Runs of the plant as it is, beside the same runs in which one component does not end. */
export class LifeLosses {
  readonly #horizonS: number;
  readonly #pause: () => Promise<void>;
  /** By life: good pieces that it cost, by run; undefined where nobody finds out. */
  #lost: (number[] | undefined)[] = [];
  #failed: number[] = [];

  constructor({ horizonS, pause }: { readonly horizonS: number; readonly pause: () => Promise<void> }) {
    this.#horizonS = horizonS;
    this.#pause = pause;
  }

  /** One run of the plant as it is. */
  async add(future: Future, run: RunResult, name: string, errorSeed: number): Promise<void> {
    const { lives = [] } = future.start;
    if (this.#failed.length === 0) this.#begin(lives);
    for (const life of lives.keys()) {
      const hasFailed = (run.failedS[life] as number) < this.#horizonS;
      if (hasFailed) this.#failed[life] = (this.#failed[life] as number) + 1;
      const lost = this.#lost[life];
      if (lost === undefined) continue;
      if (!hasFailed) {
        lost.push(0);
        continue;
      }
      const start = { ...future.start, lives: lives.map((one, at) => (at === life ? { ...one, renewedS: 0 } : one)) };
      const spared = runFuture({ ...future, start }, name, { errorSeed, horizonS: this.#horizonS });
      lost.push(spared.good - run.good);
      await this.#pause();
    }
  }

  /** Number of runs in which it failed, and good pieces by run. */
  of(life: number): { readonly failed: number; readonly lost: readonly number[] | undefined } {
    return { failed: this.#failed[life] ?? 0, lost: this.#lost[life] };
  }

  #begin(lives: readonly LifePlan[]): void {
    const likely = lives
      .map(({ left }, life) => ({ life, share: shareBelow(left, this.#horizonS) }))
      .toSorted((a, b) => b.share - a.share || a.life - b.life)
      .slice(0, MOST_COSTED);
    this.#failed = lives.map(() => 0);
    this.#lost = lives.map((_, life) => (likely.some((one) => one.life === life) ? [] : undefined));
  }
}

/** Null where no book of predictions was kept. `lives`: those of the snapshot, in the order of their plans. */
export function livesTold(
  { at, lives: known }: Pick<Snapshot, "at" | "lives">,
  lives: readonly ForeseenLife[],
  losses: LifeLosses,
  { replications }: { readonly replications: number },
): LivesTold | null {
  if (known === undefined) return null;
  let played = 0;
  const parts = lives.map(({ machine, component, left, plan }): LifeTold => {
    const hours = (share: number): number => left(share) / 3600;
    const leftH = { low: hours(0.1), middle: hours(0.5), high: hours(0.9) };
    const told = { machine, component, leftH };
    if (typeof plan === "string") return { ...told, unplayed: plan, fails: 0, lost: null };
    const { failed, lost } = losses.of(played++);
    return { ...told, unplayed: null, fails: failed / replications, lost: lost === undefined ? null : lossIn(lost) };
  });
  return {
    knownFrom: known.knownFrom,
    isPartial: known.knownFrom !== null && at < known.knownFrom,
    parts: parts.toSorted((a, b) => b.fails - a.fails || a.leftH.middle - b.leftH.middle),
  };
}

function lossIn(lost: readonly number[]): NonNullable<LifeTold["lost"]> {
  return { ...rangeOf(lost), mean: lost.reduce((sum, value) => sum + value, 0) / Math.max(1, lost.length) };
}
