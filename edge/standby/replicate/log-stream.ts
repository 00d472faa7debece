/** Sends the segments of the writer's log, from where the standby's end, and follows what the writer commits. */
import { type FileHandle, open } from "node:fs/promises";
import { basename, join } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import type { DiskEnd } from "../../contracts/path/write-gate.ts";
import { listSegments } from "../../historian/log/segment-file.ts";
import type { Channel } from "../link/channel.ts";
import { look, unlessGone } from "./folder.ts";
import { isBefore, numberOf, type SegmentPlan } from "./segments.ts";

const PIECE_BYTES = 256 * 1024;
/** Most that is on its way to the standby's disk. */
const MOST_UNACKNOWLEDGED = 8 * 1024 * 1024;

export interface StreamOptions {
  readonly dir: string;
  readonly channel: Channel;
  readonly term: number;
  readonly committed: () => DiskEnd;
}

export class LogStream {
  readonly #options: StreamOptions;
  #from = new Map<string, number>();
  #sent: DiskEnd = { number: 0, bytes: 0 };
  #acknowledged: DiskEnd = { number: 0, bytes: 0 };
  /** End of the last bytes on their way, and how many those are. */
  #onTheWay: DiskEnd = { number: 0, bytes: 0 };
  #inFlight = 0;
  #file: { readonly name: string; readonly handle: FileHandle } | undefined;
  readonly #wakers = new Set<() => void>();
  /** Segments that the standby has. */
  #held = new Set<string>();

  constructor(options: StreamOptions) {
    this.#options = options;
    void options.channel.closed.then(() => this.wake());
  }

  get acknowledged(): DiskEnd {
    return this.#acknowledged;
  }

  /** Something may go on: the writer committed, the standby acknowledged, or the connection ended. */
  wake(): void {
    for (const wake of this.#wakers) wake();
    this.#wakers.clear();
  }

  logged(end: DiskEnd): void {
    if (isBefore(this.#acknowledged, end)) this.#acknowledged = end;
    if (!isBefore(end, this.#onTheWay)) {
      this.#inFlight = 0;
      this.#acknowledged = this.#sent;
    }
    this.wake();
  }

  /** Resolves when the standby has what was committed when this was called, or the connection ended. */
  async caughtUp(): Promise<void> {
    const end = this.#options.committed();
    while (isBefore(this.#acknowledged, end) && !this.#options.channel.isClosed) await this.#woken();
  }

  async run({ from, aside, drop }: SegmentPlan): Promise<void> {
    const { channel, term } = this.#options;
    this.#from = new Map(from);
    this.#held = new Set(from.keys());
    for (const one of aside) channel.send({ kind: "aside", term, ...one });
    for (const name of drop) channel.send({ kind: "drop", term, name });
    try {
      while (!channel.isClosed) {
        const isMore = await this.#sendNew();
        if (!isMore && !channel.isClosed) await this.#woken();
      }
    } finally {
      await this.#file?.handle.close();
    }
  }

  /** Tells the standby of segments that the writer has deleted. */
  async dropRetired(): Promise<void> {
    const { dir, channel, term } = this.#options;
    const there = new Set((await listSegments(dir)).map(({ path }) => basename(path)));
    for (const name of this.#held) {
      if (there.has(name)) continue;
      this.#held.delete(name);
      channel.send({ kind: "drop", term, name });
    }
  }

  /** True when something was sent. */
  async #sendNew(): Promise<boolean> {
    const { dir, channel, committed } = this.#options;
    const end = committed();
    if (!isBefore(this.#sent, end)) return false;
    // The usual case: the segment that is being written has grown.
    if (this.#file !== undefined && numberOf(this.#file.name) === end.number) {
      await this.#sendPart(this.#file.name, this.#from.get(this.#file.name) ?? 0, end.bytes);
      return true;
    }
    for (const { number, path } of await listSegments(dir)) {
      if (number < this.#sent.number || number > end.number || channel.isClosed) continue;
      const to = number === end.number ? end.bytes : (await look(path))?.size;
      if (to === undefined) continue;
      const from = this.#from.get(basename(path)) ?? 0;
      if (from < to) await this.#sendPart(basename(path), from, to);
      else if (isBefore(this.#acknowledged, { number, bytes: to })) this.#known({ number, bytes: to });
    }
    return true;
  }

  /** The standby had it already. */
  #known(end: DiskEnd): void {
    this.#sent = end;
    if (this.#inFlight === 0) this.#acknowledged = end;
    this.wake();
  }

  async #sendPart(name: string, from: number, to: number): Promise<void> {
    const { dir, channel, term } = this.#options;
    const number = numberOf(name);
    const handle = await this.#opened(join(dir, name), name);
    if (handle === undefined) return;
    this.#held.add(name);
    for (let at = from; at < to && !channel.isClosed; ) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, to - at));
      const { bytesRead } = await handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) throw new EdgeError("disk", `${name} is shorter than what was committed`);
      while (this.#inFlight > MOST_UNACKNOWLEDGED && !channel.isClosed) await this.#woken();
      this.#inFlight += bytesRead;
      this.#sent = this.#onTheWay = { number, bytes: at + bytesRead };
      await channel.sendWhole({ kind: "log", term, name, at }, piece.subarray(0, bytesRead));
      at += bytesRead;
      this.#from.set(name, at);
    }
  }

  /** Undefined where the segment was retired meanwhile. */
  async #opened(path: string, name: string): Promise<FileHandle | undefined> {
    if (this.#file?.name === name) return this.#file.handle;
    await this.#file?.handle.close();
    this.#file = undefined;
    const handle = await open(path, "r").catch(unlessGone(undefined));
    if (handle !== undefined) this.#file = { name, handle };
    return handle;
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => this.#wakers.add(resolve));
  }
}
