import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { StateFile, stateIn } from "../../store/state-file.ts";

/** Peers remembered: more than any site has. */
const MAX_PEERS = 10_000;

/** The newest message of a peer. */
interface Heard {
  readonly time: Micros;
  /** The peer's own count: the bdSeq of an edge node, the header number of a vehicle. NaN where the peer has none. */
  readonly count: number;
}

/**
 * The newest message of each peer, over sessions and restarts. The broker keeps no QoS 0 message for an absent edge,
 * so the time from there to the next message has to be declared (rules Q10 and Q16 in docs/rules/delivery.md).
 */
export class LastHeard {
  readonly #file: StateFile;
  readonly #peers: Map<string, Heard>;
  /** Values that the file may contain: the log has every message up to them. */
  readonly #settled: Map<string, Heard>;
  /** First messages of peers that the file does not name. */
  readonly #strangers = new Map<string, Heard>();
  /** Changes so far, and those that are written. */
  #changes = 0;
  #written = 0;
  #isWriting = false;

  /** `dataDir` is the source's own folder. A file that cannot be read means that no peer is known. */
  constructor(dataDir: string) {
    const path = join(dataDir, "last-heard.json");
    this.#file = new StateFile(path);
    this.#settled = read(path);
    this.#peers = new Map(this.#settled);
  }

  get(peer: string): Heard | undefined {
    return this.#peers.get(peer);
  }

  set(peer: string, time: Micros, count: number): void {
    const known = this.#peers.get(peer);
    if (known === undefined ? this.#peers.size >= MAX_PEERS : known.time === time && Object.is(known.count, count))
      return;
    const heard = { time, count };
    this.#peers.set(peer, heard);
    this.#changes++;
    if (known === undefined) this.#strangers.set(peer, heard);
  }

  /**
   * Puts peers on record, durably, with their first message. Call it before anything that they sent goes to the log: an
   * edge that is killed right after the commit then knows them at its next start. It does nothing if all peers are
   * known.
   */
  meet(): void {
    if (this.#strangers.size === 0) return;
    // They count as changed until a snapshot with them is written.
    this.#settle(this.#strangers, this.#written);
    this.#strangers.clear();
  }

  /**
   * Snapshot of the newest messages. Call the result once the log has all of them; undefined where the file has them,
   * or where an earlier snapshot is still being written. A snapshot that is never written changes nothing. `isLater`:
   * written without waiting for the disk.
   */
  snapshot(isLater = false): (() => void) | undefined {
    if (this.#changes === this.#written || (isLater && this.#isWriting)) return undefined;
    const heard = new Map(this.#peers);
    const changes = this.#changes;
    return () => (isLater ? void this.#settleLater(heard, changes) : this.#settle(heard, changes));
  }

  /** Throws nothing: on a full disk the file stays behind, which declares more, and the log reports the disk. */
  #settle(heard: ReadonlyMap<string, Heard>, changes: number): void {
    try {
      this.#file.writeSync(this.#textWith(heard));
      this.#written = changes;
    } catch {
      // Still counts as changed.
    }
  }

  async #settleLater(heard: ReadonlyMap<string, Heard>, changes: number): Promise<void> {
    this.#isWriting = true;
    try {
      await this.#file.write(this.#textWith(heard));
      this.#written = Math.max(this.#written, changes);
    } catch {
      // As above.
    }
    this.#isWriting = false;
  }

  #textWith(heard: ReadonlyMap<string, Heard>): string {
    for (const [peer, one] of heard) this.#settled.set(peer, one);
    const rows = [...this.#settled].map(([peer, { time, count }]) => [peer, time, Number.isNaN(count) ? null : count]);
    return JSON.stringify(rows);
  }
}

function read(path: string): Map<string, Heard> {
  const peers = new Map<string, Heard>();
  try {
    const rows = JSON.parse(stateIn(readFileSync(path, "utf8"))) as unknown[];
    for (const row of rows) {
      const [peer, time, count] = row as [unknown, unknown, unknown];
      if (typeof peer === "string" && Number.isSafeInteger(time))
        peers.set(peer, { time: time as Micros, count: typeof count === "number" ? count : Number.NaN });
    }
  } catch {
    peers.clear();
  }
  return peers;
}
