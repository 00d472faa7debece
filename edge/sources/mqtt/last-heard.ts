import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { replaceFileSync } from "../../store/replace-file.ts";

/** Peers remembered. More than any site has. */
const MAX_PEERS = 10_000;

/** The last that was heard of a peer. */
interface Heard {
  readonly time: Micros;
  /** Its own count at that time: the bdSeq of an edge node, the header number of a vehicle. NaN when it had none. */
  readonly count: number;
}

/**
 * The newest time each peer was heard with, over sessions and restarts: what a
 * QoS 0 publisher sent in between went to nobody and has to be declared.
 */
export class LastHeard {
  readonly #path: string;
  readonly #peers: Map<string, Heard>;
  #isChanged = false;
  #hasNewPeer = false;

  /** `dataDir` is the source's own folder. A file that cannot be read means that nothing is known. */
  constructor(dataDir: string) {
    this.#path = join(dataDir, "last-heard.json");
    this.#peers = read(this.#path);
  }

  get(peer: string): Heard | undefined {
    return this.#peers.get(peer);
  }

  set(peer: string, time: Micros, count: number): void {
    const known = this.#peers.get(peer);
    if (known === undefined ? this.#peers.size >= MAX_PEERS : known.time === time && Object.is(known.count, count))
      return;
    this.#peers.set(peer, { time, count });
    this.#isChanged = true;
    if (known === undefined) this.#hasNewPeer = true;
  }

  /** A peer was heard for the first time ever, and is in no snapshot yet. */
  get hasNewPeer(): boolean {
    return this.#hasNewPeer;
  }

  /** What is known now: to be written down by calling it, once all that was heard is on disk. Undefined where nothing changed. */
  snapshot(): (() => void) | undefined {
    if (!this.#isChanged) return undefined;
    this.#isChanged = false;
    this.#hasNewPeer = false;
    const text = JSON.stringify(
      [...this.#peers].map(([peer, { time, count }]) => [peer, time, Number.isNaN(count) ? null : count]),
    );
    return () => this.#write(text);
  }

  /** Throws nothing: a full disk costs exactness here, and the log says it anyway. */
  #write(text: string): void {
    try {
      replaceFileSync(this.#path, text);
    } catch {
      this.#isChanged = true;
    }
  }
}

function read(path: string): Map<string, Heard> {
  const peers = new Map<string, Heard>();
  try {
    const rows = JSON.parse(readFileSync(path, "utf8")) as unknown[];
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
