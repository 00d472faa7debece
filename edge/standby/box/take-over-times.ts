/** How long each phase of a take-over took, so that a slow one can be found from the log (rule SB23). */

/** Wall ms of a phase, and CPU ms of this process in it, its threads included. */
export interface Phase {
  readonly ms: number;
  readonly cpuMs: number;
}

export interface Clocks {
  /** Monotonic ms. */
  now(): number;
  /** CPU ms that this process has used. */
  cpu(): number;
}

const OWN_CLOCKS: Clocks = {
  now: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
};

export class TakeOverTimes {
  readonly #clocks: Clocks;
  readonly #phases = new Map<string, Phase>();
  readonly #begun: Phase;
  #last: Phase;

  constructor(clocks: Clocks = OWN_CLOCKS) {
    this.#clocks = clocks;
    this.#begun = this.#last = this.#read();
  }

  /** Ends a phase; only the first end of each counts. */
  ends(phase: string): void {
    if (this.#phases.has(phase)) return;
    const now = this.#read();
    this.#phases.set(phase, since(this.#last, now));
    this.#last = now;
  }

  /** Phases in the order of their ends, and all together. */
  read(): Readonly<Record<string, Phase>> {
    return { ...Object.fromEntries(this.#phases), all: since(this.#begun, this.#last) };
  }

  #read(): Phase {
    return { ms: this.#clocks.now(), cpuMs: this.#clocks.cpu() };
  }
}

const since = (from: Phase, to: Phase): Phase => ({
  ms: Math.round(to.ms - from.ms),
  cpuMs: Math.round(to.cpuMs - from.cpuMs),
});
