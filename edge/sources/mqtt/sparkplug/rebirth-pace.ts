/**
 * Time for nodes to send births by themselves: after STATE when a session begins, or after their death when they
 * reconnect.
 */
const FIRST_WAIT_MS = { session: 500, death: 1_000 } as const;
/** Wait after the first request to a node that has not been born in this session; doubled after each further one. */
const STRANGER_WAIT_MS = 1_000;
/** The same for a node that was born: it is known to answer, and its births may be large. */
const KNOWN_WAIT_MS = 5_000;
/** No wait is longer. A node that never answers costs one small message a minute. */
const MOST_WAIT_MS = 60_000;
/** A node whose data arrives without its births can answer: the first requests are at most this far apart. */
const HEARD_WAIT_MS = 5_000;
const MOST_HEARD = 12;
/** Births count as helpful when none are needed for this time. */
const HELPED_MS = 60_000;
/** Waits are longer by up to this share, so that the nodes of a plant are not born all at once. */
const JITTER = 0.25;
/** Doublings that reach the longest wait from any first one. */
const MOST_DOUBLINGS = 6;

/** Reason of a request. */
interface Request {
  /** The node was born in this session. */
  readonly isKnown: boolean;
  /** The node has just sent a message that needs its births. */
  readonly isHeard: boolean;
}

/**
 * Pace of rebirth requests to one edge node: often while they may help, ever more seldom where they do not. `nowMs` of
 * its methods: by `performance.now()`.
 */
export class RebirthPace {
  readonly #random: () => number;
  #notBeforeMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;
  #waitMs = 0;
  #requests = 0;
  #heardRequests = 0;
  #heardMs = Number.NEGATIVE_INFINITY;
  #birthMs = Number.NEGATIVE_INFINITY;
  #wasAsked = false;
  /** No need has come since the last birth. */
  #isUnjudged = false;
  /** Requested births in a row that did not help. */
  #vain = 0;

  /** `random`: uniform in [0, 1). */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Requests since the node's last birth or death. */
  get requests(): number {
    return this.#requests;
  }

  /** Starts again with a session or the node's death. */
  begin(nowMs: number, cause: keyof typeof FIRST_WAIT_MS): void {
    this.#notBeforeMs = nowMs + FIRST_WAIT_MS[cause];
    this.#requests = 0;
    this.#heardRequests = 0;
    this.#waitMs = cause === "death" ? this.#knownWaitMs() : 0;
  }

  /** Births came, readable or not. */
  born(nowMs: number): void {
    this.#wasAsked = this.#requests > 0;
    this.#isUnjudged = true;
    this.#birthMs = nowMs;
    this.#requests = 0;
    this.#heardRequests = 0;
    this.#waitMs = this.#knownWaitMs();
  }

  /** Births are needed. True where they should be requested now, which counts as a request. */
  ask(nowMs: number, { isKnown, isHeard }: Request): boolean {
    this.#judge(nowMs);
    if (isHeard && nowMs - this.#heardMs > MOST_WAIT_MS) this.#heardRequests = 0;
    if (isHeard) this.#heardMs = nowMs;
    const isThere = isHeard && this.#vain === 0 && this.#heardRequests < MOST_HEARD;
    const waitMs = isThere ? Math.min(this.#waitMs, HEARD_WAIT_MS) : this.#waitMs;
    if (nowMs < this.#notBeforeMs || nowMs - this.#lastMs < waitMs) return false;
    const firstMs = isKnown || this.#vain > 0 ? this.#knownWaitMs() : STRANGER_WAIT_MS;
    const doubledMs = firstMs * 2 ** Math.min(this.#requests, MOST_DOUBLINGS);
    this.#waitMs = Math.min(MOST_WAIT_MS, doubledMs * (1 + JITTER * this.#random()));
    this.#lastMs = nowMs;
    this.#requests++;
    if (isHeard) this.#heardRequests++;
    return true;
  }

  /** The first need after births shows whether they helped. */
  #judge(nowMs: number): void {
    if (!this.#isUnjudged) return;
    this.#isUnjudged = false;
    if (nowMs - this.#birthMs > HELPED_MS) this.#vain = 0;
    else if (this.#wasAsked) this.#vain = Math.min(this.#vain + 1, MOST_DOUBLINGS);
    this.#waitMs = this.#knownWaitMs();
  }

  #knownWaitMs(): number {
    return Math.min(MOST_WAIT_MS, KNOWN_WAIT_MS * 2 ** this.#vain);
  }
}
