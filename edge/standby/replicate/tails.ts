/**
 * Ends of a log that never reached the other box. The box that has one keeps it beside its log, as a segment that can
 * be read alone, and sends it to the writer, until that one has filled it in (rules SB18, SB19).
 */
import { existsSync } from "node:fs";
import { copyFile, type FileHandle, link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LogPosition } from "../../contracts/path/source.ts";
import { blockAt, nextMagic } from "../../historian/log/block.ts";
import { namesIn } from "../../store/names-in.ts";
import { syncFolder } from "../../store/sync-folder.ts";
import type { Channel } from "../link/channel.ts";
import { look } from "./folder.ts";

const PIECE_BYTES = 256 * 1024;
const LOOK_EVERY_MS = 250;
/** Time at which it was set aside, first position that is missing elsewhere, and the segment's own name. */
export const TAIL_NAME = /^(\d{13,15})-(\d{1,16})-(\d{8}-\d{16}\.seg)$/;

const tailFolder = (dataDir: string): string => join(dataDir, "standby", "tails");
/** On the writer: a folder for each tail that came, with one segment. */
export const fillFolder = (dataDir: string): string => join(dataDir, "standby", "fills");

/**
 * Moves what the segment has from the byte `from` on into the folder of tails; returns its bytes. The tail keeps the
 * bytes before it too, because they have its dictionary.
 */
export async function setAside(dataDir: string, name: string, from: number): Promise<number> {
  const folder = tailFolder(dataDir);
  const path = join(dataDir, "log", name);
  const found = await look(path);
  if (found === undefined || found.size <= from) return 0;
  await mkdir(folder, { recursive: true });
  const tail = join(folder, `${Date.now()}-${await positionAt(path, from)}-${name}`);
  if (from === 0) await rename(path, tail);
  else {
    await copyFile(path, `${tail}.part`);
    await changed(`${tail}.part`, (file) => file.sync());
    await rename(`${tail}.part`, tail);
    await syncFolder(folder);
    await changed(path, async (file) => {
      await file.truncate(from);
      await file.sync();
    });
  }
  await syncFolder(folder);
  await syncFolder(join(dataDir, "log"));
  return found.size - from;
}

/** Position of the first item after the byte `from` of a segment. */
async function positionAt(path: string, from: number): Promise<LogPosition> {
  const bytes = (await readFile(path)).subarray(0, from);
  let position = 0;
  for (let at = nextMagic(bytes, -1); at >= 0; ) {
    const block = blockAt(bytes, at);
    if (typeof block === "object") position = Math.max(position, block.seq + block.count);
    at = typeof block === "object" ? at + block.bytes : nextMagic(bytes, at);
    if (at >= bytes.length) break;
  }
  return position;
}

async function changed(path: string, change: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, "r+");
  try {
    await change(file);
  } finally {
    await file.close();
  }
}

/**
 * Puts what this box set aside itself where its writer finds it: a box that writes again before the other one had its
 * tails would keep them until it stands by. A kill at any moment costs a repetition.
 */
export async function takeOwnTails(dataDir: string): Promise<void> {
  const tails = tailFolder(dataDir);
  for (const name of namesIn(tails)) {
    const segment = TAIL_NAME.exec(name)?.[3];
    if (segment === undefined) continue;
    const folder = join(fillFolder(dataDir), name);
    if (!existsSync(folder)) {
      const draft = `${folder}.own`;
      await rm(draft, { recursive: true, force: true });
      await mkdir(draft, { recursive: true });
      await link(join(tails, name), join(draft, segment));
      await syncFolder(draft);
      await rename(draft, folder);
      await syncFolder(fillFolder(dataDir));
    }
    await rm(join(tails, name), { force: true });
  }
}

/** Sends every tail of this box, one after the other; each goes when the writer says that it is filled in. */
export class TailSender {
  readonly #dataDir: string;
  readonly #channel: Channel;
  #filled: { readonly name: string; readonly resolve: () => void } | undefined;

  constructor(dataDir: string, channel: Channel) {
    this.#dataDir = dataDir;
    this.#channel = channel;
  }

  async run(): Promise<void> {
    const folder = tailFolder(this.#dataDir);
    for (const name of namesIn(folder).filter((one) => TAIL_NAME.test(one))) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#filled = { name, resolve };
      await this.#send(join(folder, name), name);
      await Promise.race([promise, this.#channel.closed]);
      if (this.#channel.isClosed) return;
      await rm(join(folder, name), { force: true });
    }
  }

  filled(name: string): void {
    if (this.#filled?.name === name) this.#filled.resolve();
  }

  async #send(path: string, name: string): Promise<void> {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      for (let at = 0; at < size && !this.#channel.isClosed; ) {
        const piece = Buffer.alloc(Math.min(PIECE_BYTES, size - at));
        const { bytesRead } = await file.read(piece, 0, piece.length, at);
        if (bytesRead === 0) return;
        await this.#channel.sendWhole({ kind: "tail", name, at, size }, piece.subarray(0, bytesRead));
        at += bytesRead;
      }
    } finally {
      await file.close();
    }
  }
}

/** The writer's end: puts tails where the writer's process finds them, and says when one is filled in. */
export class TailTaker {
  readonly #dataDir: string;
  readonly #channel: Channel;
  readonly #term: number;
  #turn: Promise<void> = Promise.resolve();

  constructor(dataDir: string, channel: Channel, term: number) {
    this.#dataDir = dataDir;
    this.#channel = channel;
    this.#term = term;
  }

  take(name: string, piece: { readonly at: number; readonly size: number; readonly body: Buffer }): void {
    const match = TAIL_NAME.exec(name);
    if (match === null) {
      this.#channel.close();
      return;
    }
    this.#turn = this.#turn.then(() => this.#write(name, match[3] as string, piece)).catch(() => this.#channel.close());
  }

  /** Resolves when nothing is written any more. Call it once the connection is closed. */
  async end(): Promise<void> {
    await this.#turn;
  }

  async #write(name: string, segment: string, { at, size, body }: Parameters<TailTaker["take"]>[1]): Promise<void> {
    // The next connection sends the tail from its beginning.
    if (this.#channel.isClosed) return;
    const folder = join(fillFolder(this.#dataDir), name);
    if (!existsSync(folder)) {
      const draft = `${folder}.part`;
      await mkdir(draft, { recursive: true });
      const file = await open(join(draft, segment), at === 0 ? "w" : "r+");
      try {
        await file.write(body, 0, body.length, at);
        await file.sync();
      } finally {
        await file.close();
      }
      if (at + body.length < size) return;
      await rename(draft, folder);
      await syncFolder(fillFolder(this.#dataDir));
    }
    if (at + body.length >= size) void this.#sayFilled(name, folder);
  }

  async #sayFilled(name: string, folder: string): Promise<void> {
    while (existsSync(folder) && !this.#channel.isClosed) await sleep(LOOK_EVERY_MS);
    this.#channel.send({ kind: "filled", name, term: this.#term });
  }
}
