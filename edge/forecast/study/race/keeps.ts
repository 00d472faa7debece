import type { Verdict } from "../../../contracts/forecast/study-answer.ts";

/** Furthest distance from the wanted share at which a variant is to be told from one that does not keep it. */
const MOST_GAP = 0.05;

/**
 * Whether a variant keeps a constraint in the wanted share of the runs: the sequential probability ratio test of
 * A. Wald (Annals of Mathematical Statistics 16 (1945) 117) between a share just below and one just above it. Either
 * mistake has the probability `error` at most.
 */
export class Keeps {
  readonly #kept: number;
  readonly #broken: number;
  readonly #bound: number;
  readonly #wanted: number;
  #evidence = 0;
  #runs = 0;
  #keptRuns = 0;

  constructor(share: number, error: number) {
    this.#wanted = share;
    const gap = gapOf(share);
    this.#kept = Math.log((share + gap) / (share - gap));
    this.#broken = Math.log((1 - share - gap) / (1 - share + gap));
    this.#bound = Math.log((1 - error) / error);
  }

  get runs(): number {
    return this.#runs;
  }

  /** A decision stays. */
  take(isKept: boolean): void {
    this.#runs++;
    if (isKept) this.#keptRuns++;
    if (this.verdict === "open") this.#evidence += isKept ? this.#kept : this.#broken;
  }

  /** Whether it is kept in the wanted share of the runs so far, or known to be. */
  get seemsKept(): boolean {
    return this.verdict === "keeps" || (this.verdict === "open" && this.#keptRuns >= this.#wanted * this.#runs);
  }

  get verdict(): Verdict {
    if (this.#evidence >= this.#bound) return "keeps";
    return this.#evidence <= -this.#bound ? "fails" : "open";
  }
}

/** Runs after which a constraint can be known to be kept, if none breaks it. */
export function leastRuns(share: number, error: number): number {
  const gap = gapOf(share);
  return Math.ceil(Math.log((1 - error) / error) / Math.log((share + gap) / (share - gap)));
}

function gapOf(share: number): number {
  return Math.min(MOST_GAP, (1 - share) / 2);
}
