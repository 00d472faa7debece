import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Micros } from "../../contracts/sample-batch.ts";

/** How often what was heard is written. A killed edge declares at most this much more than it missed. */
const SAVE_EVERY_MS = 1_000;
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
  #savedMs = 0;
  #isChanged = false;

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
    if (known === undefined ? this.#peers.size >= MAX_PEERS : known.time === time && Object.is(known.count, count)) return;
    this.#peers.set(peer, { time, count });
    this.#isChanged = true;
  }

  /** Writes what changed, once a second at most. Throws nothing: a full disk costs exactness here, and the log says it anyway. */
  save(nowMs: number): void {
    if (!this.#isChanged || nowMs - this.#savedMs < SAVE_EVERY_MS) return;
    this.#savedMs = nowMs;
    this.#isChanged = false;
    try {
      mkdirSync(join(this.#path, ".."), { recursive: true });
      writeFileSync(`${this.#path}.new`, JSON.stringify([...this.#peers].map(([peer, { time, count }]) => [peer, time, Number.isNaN(count) ? null : count])));
      renameSync(`${this.#path}.new`, this.#path);
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
      if (typeof peer === "string" && Number.isSafeInteger(time)) peers.set(peer, { time: time as Micros, count: typeof count === "number" ? count : Number.NaN });
    }
  } catch {
    peers.clear();
  }
  return peers;
}
