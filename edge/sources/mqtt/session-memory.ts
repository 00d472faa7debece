import type { Inlet } from "../../contracts/path/source.ts";
import type { GuardedSocket } from "../../mqtt/socket.ts";
import type { Continuity } from "./continuity.ts";
import type { Delivery } from "./delivery.ts";
import { momentAgo } from "./moment.ts";
import type { Outlet } from "./outlet.ts";
import type { TopicReader } from "./topic-reader.ts";

const SAVE_EVERY_MS = 1_000;

interface Parts {
  readonly delivery: Delivery;
  readonly continuity: Continuity;
  readonly outlet: Outlet;
  readonly reader: TopicReader;
  readonly socket: GuardedSocket;
}

/** Memory from one session to the next, and to the next start (rule Q10 in docs/rules/delivery.md). */
export class SessionMemory {
  readonly #parts: Parts;
  /** By a clock that is never set: a step back of the wall clock must not delay the next write. */
  #savedMs = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Records that the link is alive, by the last byte from the socket. */
  stands(): void {
    const { continuity, outlet, socket } = this.#parts;
    continuity.stands(outlet.newestUs, momentAgo(socket.silentMs));
  }

  /** Before a hand-over: records peers that are heard for the first time ever (rule Q16). */
  meet(): void {
    const { delivery, continuity, outlet, reader, socket } = this.#parts;
    reader.meet?.();
    if (!delivery.declaresOutages || continuity.hasPast) return;
    const { oldestUs } = outlet;
    if (oldestUs !== undefined) continuity.meet(oldestUs, momentAgo(socket.silentMs));
  }

  get isDue(): boolean {
    return performance.now() - this.#savedMs >= SAVE_EVERY_MS;
  }

  /**
   * Writes how far messages were received, as soon as these messages are on disk: a remembered message must survive a
   * kill. `isPeriodic`: writes only if something came since the last time, and does not wait for the disk. At the end
   * of a session the process may end right after.
   */
  remember(inlet: Inlet, signal: AbortSignal, isPeriodic = false): void {
    const { delivery, continuity, outlet, reader } = this.#parts;
    this.#savedMs = performance.now();
    const isWanted = delivery.declaresOutages && !(isPeriodic && continuity.isWritten);
    const writes = [isWanted ? continuity.snapshot(isPeriodic) : undefined, reader.remember?.(isPeriodic)];
    outlet.flush();
    const write = () => {
      for (const one of writes) one?.();
    };
    // The session or the log ended first. Then the older file stays, which declares more.
    void inlet.committed(outlet.position, signal).then(write, () => undefined);
  }
}
