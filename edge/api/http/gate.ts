export interface GateLimits {
  /** Maximum answers that are made or sent at the same time: in total and for one client. */
  readonly running: number;
  readonly runningOfOne: number;
  /** Maximum requests that wait for their turn, in total and for one client, and for how long. */
  readonly waiting: number;
  readonly waitingOfOne: number;
  readonly waitMs: number;
}

/** A request for a place in a gate. */
export interface Pass {
  /** True when its turn has come; false when it is refused, waited too long, or left. */
  readonly isIn: Promise<boolean>;
  /** Gives the place back, or stops waiting for one. May be called again. */
  leave(): void;
}

interface Waiter {
  readonly who: string;
  settle(isIn: boolean): void;
}

/**
 * A bounded number of places, with a bound for one client. Waiting clients take turns, so that none takes all places
 * by asking more.
 */
export class Gate {
  readonly #limits: GateLimits;
  readonly #running = new Map<string, number>();
  /** The client that has waited longest since its last turn comes first. */
  readonly #waiting = new Map<string, Set<Waiter>>();
  #runs = 0;
  #waits = 0;

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  get running(): number {
    return this.#runs;
  }

  get waiting(): number {
    return this.#waits;
  }

  ask(who: string): Pass {
    if (this.#hasRoom(who) && !this.#waiting.has(who)) return this.#enter(who);
    const { waiting, waitingOfOne, waitMs } = this.#limits;
    const mine = this.#waiting.get(who) ?? new Set<Waiter>();
    if (this.#waits >= waiting || mine.size >= waitingOfOne)
      return { isIn: Promise.resolve(false), leave: () => undefined };
    this.#waiting.set(who, mine);
    return this.#wait(who, mine, waitMs);
  }

  #enter(who: string): Pass {
    this.#take(who);
    return { isIn: Promise.resolve(true), leave: this.#onceLeft(who) };
  }

  #wait(who: string, mine: Set<Waiter>, waitMs: number): Pass {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    let leave = (): void => waiter.settle(false);
    const waiter: Waiter = {
      who,
      settle: (isIn) => {
        if (!mine.delete(waiter)) return;
        clearTimeout(timer);
        this.#waits--;
        if (mine.size === 0) this.#waiting.delete(who);
        if (isIn) leave = this.#onceLeft(who);
        resolve(isIn);
      },
    };
    const timer = setTimeout(() => waiter.settle(false), waitMs);
    mine.add(waiter);
    this.#waits++;
    return { isIn: promise, leave: () => leave() };
  }

  #hasRoom(who: string): boolean {
    return this.#runs < this.#limits.running && (this.#running.get(who) ?? 0) < this.#limits.runningOfOne;
  }

  #take(who: string): void {
    this.#runs++;
    this.#running.set(who, (this.#running.get(who) ?? 0) + 1);
  }

  #onceLeft(who: string): () => void {
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      this.#runs--;
      const left = (this.#running.get(who) ?? 1) - 1;
      if (left > 0) this.#running.set(who, left);
      else this.#running.delete(who);
      this.#next();
    };
  }

  #next(): void {
    for (const [who, mine] of this.#waiting) {
      if (!this.#hasRoom(who)) continue;
      const [first] = mine;
      if (first === undefined) continue;
      this.#waiting.delete(who);
      this.#take(who);
      first.settle(true);
      if (mine.size > 0) this.#waiting.set(who, mine);
      return;
    }
  }
}
