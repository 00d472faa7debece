import type { GuardedSocket } from "../../mqtt/socket.ts";

/** Added to 1.5 keep-alives, after which mqtt.js should have noticed. */
const MARGIN_MS = 500;

/** Detects a broker that is silent and does not even answer pings. */
export class SilenceWatch {
  readonly #socket: GuardedSocket;
  readonly #limitMs: number;
  /** When the broker was last heard, as of the previous call. */
  #heardAtMs = Number.NaN;

  constructor(socket: GuardedSocket, keepAliveS: number) {
    this.#socket = socket;
    this.#limitMs = keepAliveS * 1_500 + MARGIN_MS;
  }

  /**
   * The duration of a silence, ms, if it is too long at two consecutive checks: after a pause of this thread, waiting
   * data is read between the two. Call it a few times a second.
   */
  tooLongMs(): number | undefined {
    const { heardAtMs, silentMs } = this.#socket;
    if (silentMs < this.#limitMs) return undefined;
    const isSeenAgain = heardAtMs === this.#heardAtMs;
    this.#heardAtMs = heardAtMs;
    return isSeenAgain ? silentMs : undefined;
  }
}
