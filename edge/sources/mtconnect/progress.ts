/** How far a source has read its agent's buffer, over sessions and restarts of the edge. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GapReason } from "../../contracts/path/event-batch.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { StateFile, stateIn } from "../../store/state-file.ts";
import type { BufferHeader } from "./agent/header.ts";

/** Everything before `next` is on disk or declared. */
interface Point {
  readonly instanceId: string;
  readonly next: number;
  /** Time of the newest observation that was taken. */
  readonly newestUs: Micros;
}

/** Where a session begins to read. */
export interface Resumption {
  /** The first number to ask for. */
  readonly from: number;
  /** Why observations before it may be missing; absent where none is. */
  readonly lost?: { readonly from: Micros; readonly reason: GapReason };
  /** The edge has never read this agent. */
  readonly isStranger: boolean;
}

export class Progress {
  readonly #file: StateFile;
  #point: Point | undefined;
  /** Content of the file since this start. */
  #written = "";
  /** Snapshots so far, and the newest of them that was written. */
  #snapshots = 0;
  #newestWritten = 0;
  #writes = 0;
  /** Settles when no write is under way. */
  #writing: Promise<void> = Promise.resolve();
  #isOfThisProcess = false;
  /** The agent's numbers could not be relied on: what it has is read anew. */
  #isBroken = false;
  /** Refusals of a number in a row. */
  #refusals = 0;

  /** `dataDir`: the source's own folder. A file that cannot be read means that nothing is known. */
  constructor(dataDir: string) {
    const path = join(dataDir, "resume.json");
    this.#file = new StateFile(path);
    this.#point = read(path);
  }

  /** Where to begin at an agent that says this of its buffer. */
  resumption({ instanceId, first, next }: BufferHeader): Resumption {
    const point = this.#point;
    if (point === undefined) return { from: next, isStranger: true };
    const isSame = point.instanceId === instanceId && !this.#isBroken && this.#refusals === 0;
    if (isSame && first <= point.next && point.next <= next) return { from: point.next, isStranger: false };
    const reason: GapReason = !this.#isOfThisProcess
      ? "edge_down_no_history"
      : isSame && point.next < first
        ? "source_queue_overflow"
        : "source_down_no_history";
    // An agent that refuses even its oldest number is read from its newest.
    return { from: this.#refusals > 1 ? next : first, lost: { from: point.newestUs, reason }, isStranger: false };
  }

  /** The time of the newest observation so far; NaN where none is known. */
  get newestUs(): Micros {
    return this.#point?.newestUs ?? Number.NaN;
  }

  /** Everything before this number was handed over. */
  reached(point: Point): void {
    this.#point = point;
    this.#isOfThisProcess = true;
    this.#isBroken = false;
    this.#refusals = 0;
  }

  /** The agent counts anew without saying so. */
  lose(): void {
    this.#isBroken = true;
  }

  /** The agent refuses the number at which the session began or continued. */
  refused(): void {
    this.#refusals++;
  }

  /** A write is under way. */
  get isWriting(): boolean {
    return this.#writes > 0;
  }

  /**
   * The present point; undefined where the file has it. Call the result when everything before the point is on disk: it
   * resolves when the file has this point or a newer one, after the writes that are under way. Writes that come in
   * another order than their snapshots never put an older point over a newer one.
   */
  snapshot(): (() => Promise<void>) | undefined {
    const content = JSON.stringify(this.#point ?? null);
    if (this.#point === undefined || (content === this.#written && !this.isWriting)) return undefined;
    const number = ++this.#snapshots;
    return async () => {
      this.#writes++;
      this.#writing = this.#writing.then(() => this.#write(content, number));
      await this.#writing;
      this.#writes--;
    };
  }

  async #write(content: string, number: number): Promise<void> {
    if (number < this.#newestWritten) return;
    try {
      if (content !== this.#written) await this.#file.write(content);
      this.#written = content;
      this.#newestWritten = number;
    } catch {
      // The older file stays, which reads more again; the log reports a full disk.
    }
  }
}

function read(path: string): Point | undefined {
  try {
    const { instanceId, next, newestUs } = JSON.parse(stateIn(readFileSync(path, "utf8"))) as Partial<Point>;
    return typeof instanceId === "string" && Number.isSafeInteger(next) && Number.isSafeInteger(newestUs)
      ? { instanceId, next: next as number, newestUs: newestUs as Micros }
      : undefined;
  } catch {
    return undefined;
  }
}
