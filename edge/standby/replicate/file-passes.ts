/** Passes over the files of the writer's data folder: what changed goes to the standby, and counts there together. */
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Channel } from "../link/channel.ts";
import { contentOf, hashOf, type Looked, look, lookInto, unlessGone } from "./folder.ts";
import { isFixed, isTables } from "./left-out.ts";
import { copyTables } from "./table-copies.ts";

const PIECE_BYTES = 256 * 1024;
/** A file of tables follows the log and continues from its own position: an older copy of it is only behind. */
const TABLES_EVERY_MS = 10_000;
/** Takes what another file gives up: read after all others. */
const LAST = "work-items-archive.log";

interface Sent {
  /** Absent in what the standby said that it has. */
  readonly mark: string | undefined;
  readonly content: string;
  readonly size: number;
  readonly at: number;
}

/** Of what was sent while it changed: it is sent again as a whole. */
const UNKNOWN: Sent = { mark: undefined, content: "", size: -1, at: Number.NEGATIVE_INFINITY };

export interface PassParts {
  readonly dataDir: string;
  readonly channel: Channel;
  readonly term: number;
}

export class FilePasses {
  readonly #parts: PassParts;
  readonly #sent = new Map<string, Sent>();
  #pass = 0;
  #waiting: { readonly pass: number; readonly resolve: () => void } | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: PassParts) {
    this.#parts = parts;
  }

  /** What the standby has. */
  begin(files: ReadonlyMap<string, string>): void {
    for (const [path, content] of files) this.#sent.set(path, { ...UNKNOWN, content });
  }

  applied(pass: number): void {
    if (this.#waiting?.pass === pass) this.#waiting.resolve();
  }

  /** Sends what changed; resolves when it is in place at the standby, or the connection ended. */
  pass(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#run());
    return this.#turn;
  }

  async #run(): Promise<void> {
    const { dataDir, channel, term } = this.#parts;
    const found = await lookInto(dataDir);
    let changes = 0;
    const paths = [...found.keys()].sort((one, two) => Number(one === LAST) - Number(two === LAST));
    for (const path of paths) {
      if (channel.isClosed) return;
      if (await this.#send(path, found.get(path) as Looked)) changes++;
    }
    for (const path of this.#sent.keys()) {
      if (found.has(path)) continue;
      this.#sent.delete(path);
      channel.send({ kind: "remove", term, path });
      changes++;
    }
    // The answer to the first pass says that the standby has done all that was sent before it.
    if (changes === 0 && this.#pass > 0) return;
    const pass = ++this.#pass;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { pass, resolve };
    channel.send({ kind: "apply", term, pass });
    await Promise.race([promise, channel.closed]);
  }

  async #send(path: string, seen: Looked): Promise<boolean> {
    const { dataDir } = this.#parts;
    const before = this.#sent.get(path);
    const full = join(dataDir, path);
    if (isTables(path)) return await this.#sendTables(path, seen, before);
    if (before?.mark === seen.mark) return false;
    // A new write of the same content, as of most state files after a connection began.
    const content = await contentOf(dataDir, path, seen);
    if (content === undefined) return false;
    if (before?.content === content) {
      this.#sent.set(path, { ...before, mark: seen.mark, size: seen.size });
      return false;
    }
    const base = await grownFrom(full, path, seen, before);
    const sent = await this.#sendFile(path, full, { base, mode: seen.mode, size: seen.size });
    if (!sent) return false;
    // It may have changed while it was read: the next pass then sees another mark than this.
    const isStill = (await look(full))?.mark === seen.mark;
    this.#sent.set(path, isStill ? { mark: seen.mark, content, size: seen.size, at: performance.now() } : UNKNOWN);
    return true;
  }

  async #sendTables(path: string, seen: Looked, before: Sent | undefined): Promise<boolean> {
    const { dataDir } = this.#parts;
    const wal = await look(join(dataDir, `${path}-wal`));
    const mark = `${seen.mark} ${wal?.mark ?? ""}`;
    if (before?.mark === mark) return false;
    if (before !== undefined && performance.now() - before.at < TABLES_EVERY_MS) return false;
    const copy = join(dataDir, "standby", "outgoing.db");
    await copyTables(join(dataDir, path), copy);
    const looked = await look(copy);
    const content = await hashOf(copy);
    if (looked === undefined || content === undefined) return false;
    const isNew = content !== before?.content;
    if (isNew && !(await this.#sendFile(path, copy, { base: 0, mode: seen.mode, size: looked.size }))) return false;
    await rm(copy, { force: true });
    this.#sent.set(path, { mark, content, size: looked.size, at: performance.now() });
    return isNew;
  }

  /** False where the file went meanwhile. */
  async #sendFile(
    path: string,
    full: string,
    { base, mode, size }: { readonly base: number; readonly mode: number; readonly size: number },
  ): Promise<boolean> {
    const { channel, term } = this.#parts;
    const file = await open(full, "r").catch(unlessGone(undefined));
    if (file === undefined) return false;
    try {
      let at = base;
      do {
        // A file that was cut meanwhile ends with zeros here, and is sent again with the next pass.
        const piece = Buffer.alloc(Math.min(PIECE_BYTES, size - at));
        await file.read(piece, 0, piece.length, at);
        await channel.sendWhole({ kind: "file", term, path, base, size, at, mode }, piece);
        at += piece.length;
      } while (at < size && !channel.isClosed);
      return !channel.isClosed;
    } finally {
      await file.close();
    }
  }
}

/** Length of what the standby has of a file that only grew; 0 where it has to be sent as a whole. */
async function grownFrom(full: string, path: string, seen: Looked, before: Sent | undefined): Promise<number> {
  if (before === undefined || before.size <= 0 || before.size >= seen.size || isFixed(path)) return 0;
  return (await hashOf(full, before.size)) === before.content ? before.size : 0;
}
