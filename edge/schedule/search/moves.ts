import type { Chance } from "../../batch/chance.ts";
import type { Sequence } from "./sequence.ts";
import type { TabuList } from "./tabu-list.ts";

/** What a move does: one operation behind another on its machine, before another, or to another machine. */
export const AFTER = 0;
export const BEFORE = 1;
const ELSEWHERE = 2;

/**
 * The moves along one critical path, and the best of them. On the machine: an operation of a critical block goes to its
 * end or its beginning, and the end or the beginning into it (N7: Zhang, Li, Guan and Rao 2007), judged by the longest
 * path through the moved stretch (Balas and Vazacopoulos 1998). To another machine: each critical operation, to each
 * place that its job allows (Mastrolilli and Gambardella 2000).
 */
export class Moves {
  kind = AFTER;
  operation = 0;
  target = 0;
  option = 0;
  /** Estimated makespan after the best move; infinite if there is none. */
  estimate = Number.POSITIVE_INFINITY;
  readonly #sequence: Sequence;
  readonly #tabu: TabuList;
  readonly #chance: Chance;
  readonly #path: Int32Array;
  readonly #heads: Int32Array;
  #pathLength = 0;
  #ties = 0;
  #step = 0;
  #best = 0;
  /** The best move although it is tabu, if it would improve on the best schedule; else a random one. */
  #isFromTabu = false;
  #tabuSeen = 0;

  constructor(sequence: Sequence, tabu: TabuList, chance: Chance) {
    this.#sequence = sequence;
    this.#tabu = tabu;
    this.#chance = chance;
    this.#path = new Int32Array(sequence.size);
    this.#heads = new Int32Array(sequence.size);
  }

  /**
   * Looks for the best move at a step; `best` is the makespan that a tabu move must improve on. False: no move exists.
   */
  find(step: number, best: number): boolean {
    this.#step = step;
    this.#best = best;
    this.estimate = Number.POSITIVE_INFINITY;
    this.#ties = 0;
    this.#isFromTabu = false;
    this.#tabuSeen = 0;
    this.#findPath();
    const { machine } = this.#sequence;
    const path = this.#path;
    let from = 0;
    for (let at = 1; at <= this.#pathLength; at++) {
      if (at < this.#pathLength && machine[path[at] as number] === machine[path[from] as number]) continue;
      if (at - from > 1) this.#ofBlock(from, at - 1);
      from = at;
    }
    for (let at = 0; at < this.#pathLength; at++) this.#elsewhere(path[at] as number);
    return this.#ties > 0 || this.#tabuSeen > 0;
  }

  /** One critical path, from its first operation; a random one where several are. */
  #findPath(): void {
    const { shop, tail, time, jobAfter, after, makespan, none } = this.#sequence;
    let operation = none;
    let ties = 0;
    for (let job = 0; job + 1 < shop.firstOf.length; job++) {
      const first = shop.firstOf[job] as number;
      if (tail[first] === makespan && this.#chance.below(++ties) === 0) operation = first;
    }
    let length = 0;
    while (operation !== none) {
      this.#path[length++] = operation;
      const rest = (tail[operation] as number) - (time[operation] as number);
      const inJob = jobAfter[operation] as number;
      const onMachine = after[operation] as number;
      if (rest === 0) break;
      if (tail[inJob] !== rest) operation = onMachine;
      else if (tail[onMachine] !== rest || inJob === onMachine) operation = inJob;
      else operation = this.#chance.below(2) === 0 ? inJob : onMachine;
    }
    this.#pathLength = length;
  }

  #ofBlock(from: number, to: number): void {
    const path = this.#path;
    const first = path[from] as number;
    const last = path[to] as number;
    // At the beginning of the path only the block's end matters, at its end only the beginning.
    if (to < this.#pathLength - 1) {
      for (let at = from; at < to; at++) this.#after(path[at] as number, last);
      for (let at = from + 1; at < to; at++) this.#before(last, path[at] as number);
    }
    if (from > 0) {
      for (let at = from + 1; at <= to; at++) this.#before(path[at] as number, first);
      for (let at = from + 1; at < to; at++) this.#after(first, path[at] as number);
    }
  }

  /** Judges `operation` behind `target`, which follows it on the machine. */
  #after(operation: number, target: number): void {
    const { jobBefore, jobAfter, before, after, head, tail, time } = this.#sequence;
    const nextInJob = jobAfter[operation] as number;
    if (this.#leads(nextInJob, target)) return;
    const heads = this.#heads;
    const previous = before[operation] as number;
    let ready = (head[previous] as number) + (time[previous] as number);
    let isTabu = false;
    for (let other = operation; other !== target; ) {
      other = after[other] as number;
      const job = jobBefore[other] as number;
      const byJob = (head[job] as number) + (time[job] as number);
      if (byJob > ready) ready = byJob;
      heads[other] = ready;
      ready += time[other] as number;
      isTabu ||= this.#tabu.isTabu(other, operation, this.#step);
    }
    const job = jobBefore[operation] as number;
    const byJob = (head[job] as number) + (time[job] as number);
    if (byJob > ready) ready = byJob;
    const next = tail[after[target] as number] as number;
    const inJob = tail[nextInJob] as number;
    let rest = Math.max(next, inJob) + (time[operation] as number);
    let estimate = ready + rest;
    for (let other = target; other !== operation; other = before[other] as number) {
      const byOwn = tail[jobAfter[other] as number] as number;
      rest = Math.max(byOwn, rest) + (time[other] as number);
      const through = (heads[other] as number) + rest;
      if (through > estimate) estimate = through;
    }
    this.#offer(AFTER, operation, target, 0, estimate, isTabu);
  }

  /** Judges `operation` before `target`, which precedes it on the machine. */
  #before(operation: number, target: number): void {
    const { jobBefore, jobAfter, before, after, head, tail, time } = this.#sequence;
    const job = jobBefore[operation] as number;
    const byJob = (head[job] as number) + (time[job] as number);
    if (this.#leads(target, job)) return;
    const rests = this.#heads;
    let rest = tail[after[operation] as number] as number;
    let isTabu = false;
    for (let other = operation; other !== target; ) {
      other = before[other] as number;
      const byOwn = tail[jobAfter[other] as number] as number;
      rest = Math.max(byOwn, rest) + (time[other] as number);
      rests[other] = rest;
      isTabu ||= this.#tabu.isTabu(operation, other, this.#step);
    }
    const byOwn = tail[jobAfter[operation] as number] as number;
    if (byOwn > rest) rest = byOwn;
    const previous = before[target] as number;
    let ready = (head[previous] as number) + (time[previous] as number);
    if (byJob > ready) ready = byJob;
    let estimate = ready + rest + (time[operation] as number);
    ready += time[operation] as number;
    for (let other = target; other !== operation; other = after[other] as number) {
      const ownJob = jobBefore[other] as number;
      const ownReady = (head[ownJob] as number) + (time[ownJob] as number);
      if (ownReady > ready) ready = ownReady;
      const through = ready + (rests[other] as number);
      if (through > estimate) estimate = through;
      ready += time[other] as number;
    }
    this.#offer(BEFORE, operation, target, 0, estimate, isTabu);
  }

  /** Judges an operation on its other machines, at each place between what its job waits for and what waits for it. */
  #elsewhere(operation: number): void {
    const { shop, machine, jobBefore, jobAfter, first, after, head, tail, time, none } = this.#sequence;
    const to = shop.optionsFrom[operation + 1] as number;
    let option = shop.optionsFrom[operation] as number;
    if (to - option === 1) return;
    const job = jobBefore[operation] as number;
    const readyInJob = (head[job] as number) + (time[job] as number);
    const inJob = jobAfter[operation] as number;
    const restInJob = tail[inJob] as number;
    for (; option < to; option++) {
      const other = shop.machineOf[option] as number;
      if (other === machine[operation]) continue;
      // A machine is written as an operation beyond all: which machine an operation left, and may not return to.
      const isTabu = this.#tabu.isTabu(operation, none + other, this.#step);
      const own = shop.timeOf[option] as number;
      let previous = none;
      let next = first[other] as number;
      while (true) {
        if (!this.#leads(inJob, previous) && !this.#leads(next, job)) {
          const endOfPrevious = (head[previous] as number) + (time[previous] as number);
          const ready = Math.max(endOfPrevious, readyInJob);
          const tailOfNext = tail[next] as number;
          const estimate = ready + own + Math.max(tailOfNext, restInJob);
          this.#offer(ELSEWHERE, operation, previous, option, estimate, isTabu);
        }
        if (next === none) break;
        previous = next;
        next = after[next] as number;
      }
    }
  }

  /** Whether one operation may lead to another: false is certain, as a path would be at least that long. */
  #leads(from: number, to: number): boolean {
    const { head, tail, time, none } = this.#sequence;
    if (from === to) return from !== none;
    if (from === none || to === none) return false;
    const own = time[from] as number;
    return (head[to] as number) >= (head[from] as number) + own && (tail[from] as number) >= (tail[to] as number) + own;
  }

  #offer(kind: number, operation: number, target: number, option: number, estimate: number, isTabu: boolean): void {
    if (isTabu && estimate >= this.#best) {
      // Where every move is tabu a random one is taken.
      if (this.#ties > 0 || this.#chance.below(++this.#tabuSeen) !== 0) return;
      this.#isFromTabu = true;
    } else {
      if (estimate > this.estimate && !this.#isFromTabu) return;
      this.#ties = estimate < this.estimate || this.#isFromTabu ? 1 : this.#ties + 1;
      if (this.#ties > 1 && this.#chance.below(this.#ties) !== 0) return;
      this.#isFromTabu = false;
      this.estimate = estimate;
    }
    this.kind = kind;
    this.operation = operation;
    this.target = target;
    this.option = option;
  }
}
