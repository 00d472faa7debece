import type { EdgeMessage } from "../contracts/stream.ts";
import type { ApiDeps } from "./deps.ts";
import { wallClock } from "./deps.ts";
import { framesOf } from "./frames.ts";

/** What all readers of one turn are told, encoded once. */
export class StreamMessages {
  readonly #deps: ApiDeps;
  #dictionary: { size: number; bytes: Buffer } | undefined;
  #alerts: { version: number; bytes: Buffer } | undefined;
  #links: Buffer | undefined;
  #kpis: Buffer | undefined;
  #changes = new Map<number, readonly Uint8Array[]>();

  constructor(deps: ApiDeps) {
    this.#deps = deps;
  }

  get version(): number {
    return this.#deps.twin.version;
  }

  get epoch(): number {
    return this.#deps.epoch;
  }

  get alertsVersion(): number {
    return this.#deps.alerts.version;
  }

  /** Changes when tags were added. */
  get dictionarySize(): number {
    return this.#deps.tags.size;
  }

  /** Forgets what was true of the last turn. */
  newTurn(): void {
    this.#changes.clear();
    this.#links = undefined;
    this.#kpis = undefined;
  }

  /** Frames that bring a reader from `since` to now. Readers that acknowledged the same version share them. */
  frames(since: number): readonly Uint8Array[] {
    let frames = this.#changes.get(since);
    if (frames === undefined) {
      frames = framesOf(this.#deps.twin.changesSince(since));
      this.#changes.set(since, frames);
    }
    return frames;
  }

  dictionary(): Buffer {
    const size = this.dictionarySize;
    if (this.#dictionary?.size !== size) {
      const { edgeId, epoch, tags } = this.#deps;
      this.#dictionary = { size, bytes: encode({ kind: "dictionary", edgeId, epoch, tags: tags.all() }) };
    }
    return this.#dictionary.bytes;
  }

  links(): Buffer {
    const { now = wallClock, twin } = this.#deps;
    this.#links ??= encode({ kind: "links", now: now(), links: twin.links() });
    return this.#links;
  }

  alerts(): Buffer {
    const { alerts } = this.#deps;
    const version = alerts.version;
    if (this.#alerts?.version !== version) this.#alerts = { version, bytes: encode({ kind: "alerts", version, alerts: alerts.standing() }) };
    return this.#alerts.bytes;
  }

  kpis(): Buffer {
    this.#kpis ??= encode({ kind: "kpis", kpis: this.#deps.kpis.now() });
    return this.#kpis;
  }
}

function encode(message: EdgeMessage): Buffer {
  return Buffer.from(JSON.stringify(message));
}
