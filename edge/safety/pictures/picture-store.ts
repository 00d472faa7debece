/** Pictures on disk, named by their content (rules SR28 to SR31). */
import { createHash } from "node:crypto";
import { readFileSync, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import type {
  Deletion,
  PictureId,
  PictureKeeper,
  PictureType,
  PictureUse,
  StoredPicture,
} from "../../contracts/safety/pictures.ts";
import { diskError } from "../../store/disk-error.ts";
import { movePath } from "../../store/move-path.ts";
import { namesIn } from "../../store/names-in.ts";
import { makePrivateFolder } from "../../store/private-folder.ts";
import { replaceFile } from "../../store/replace-file.ts";
import { pictureFile, pictureIn } from "./endings.ts";
import { readPicture } from "./read-picture.ts";

//   waiting/ID.jpg   sent, and no act names it yet
//   kept/ID.jpg      an act names it, or will in a moment
//   kept/ID.json     it was deleted: when, by whom and why

const ID = /^[0-9a-f]{64}$/;
const NOTE = /^([0-9a-f]{64})\.json$/;
/** Pictures at once, whatever their bytes are. */
const MOST_COUNT = 20_000;
/** Notes of deleted pictures; beyond, the oldest go. The audit log has each. */
const MOST_NOTES = 50_000;
/** A picture that no act names by then is given up. */
const WAIT_MS = 86_400_000;
/** Pictures that one sweep deletes because of their age; the next follow an hour later. */
const MOST_AT_ONCE = 200;
const DAY_MS = 86_400_000;

interface Entry {
  readonly type: PictureType;
  readonly bytes: number;
  readonly storedMs: number;
  readonly isKept: boolean;
}

export interface PictureBounds {
  readonly mostMiB: number;
  readonly keepDays: number;
}

export class PictureStore implements PictureKeeper {
  readonly #dir: string;
  readonly #bounds: PictureBounds;
  readonly #entries = new Map<PictureId, Entry>();
  readonly #deleted = new Set<PictureId>();
  /** The last thing that is done with a picture, or waits for its turn. */
  readonly #busy = new Map<PictureId, Promise<unknown>>();
  /** When this run claimed a picture whose act it has not seen yet: the act may have been refused. */
  readonly #claimedMs = new Map<PictureId, number>();
  #bytes = 0;
  #refused = 0;

  /** Reads what an earlier run left. A folder is made with the first picture. Throws system errors. */
  constructor(dir: string, bounds: PictureBounds) {
    this.#dir = dir;
    this.#bounds = bounds;
    for (const isKept of [false, true]) this.#readFolder(isKept);
    // A kill between the note and the file.
    for (const id of this.#deleted) if (this.#entries.has(id)) this.#drop(id);
  }

  get use(): PictureUse {
    const { mostMiB, keepDays } = this.#bounds;
    const bounds = { mostCount: MOST_COUNT, mostBytes: mostMiB * 1024 * 1024, keepDays };
    return { count: this.#entries.size, bytes: this.#bytes, ...bounds, refused: this.#refused };
  }

  async add(given: Uint8Array): Promise<{ readonly picture: StoredPicture; readonly isNew: boolean }> {
    const { bytes, ...facts } = readPicture(given);
    const id = createHash("sha256").update(bytes).digest("hex");
    const picture = { id, ...facts, bytes: bytes.length };
    return await this.#alone(id, async () => {
      if (this.#deleted.has(id))
        throw new EdgeError("conflict", "this picture was deleted and is not stored again; take another one");
      if (this.#entries.has(id)) return { picture, isNew: false };
      this.#demandRoom(bytes.length);
      // Counted before it is written, so that pictures that are sent together keep to the bound.
      this.#put(id, { type: facts.type, bytes: bytes.length, storedMs: Date.now(), isKept: false });
      try {
        this.#makeFolders();
        await replaceFile(this.#path(id), bytes, { mode: 0o600 });
      } catch (error) {
        this.#forget(id);
        throw error;
      }
      return { picture, isNew: true };
    });
  }

  async claim(ids: readonly PictureId[]): Promise<void> {
    for (const id of new Set(ids))
      await this.#alone(id, async () => {
        const entry = this.#entries.get(id);
        if (entry === undefined) throw this.#missing(id);
        if (!entry.isKept) await this.#keep(id, entry);
      });
  }

  async read(id: PictureId): Promise<{ readonly bytes: Uint8Array; readonly type: PictureType }> {
    return await this.#alone(id, async () => {
      const entry = this.#entries.get(id);
      if (entry === undefined) throw this.#missing(id);
      try {
        return { bytes: await readFile(this.#path(id)), type: entry.type };
      } catch (error) {
        throw new EdgeError("not-found", `the picture ${id} cannot be read`, { cause: error });
      }
    });
  }

  async remove(id: PictureId, deletion: Deletion, onRecord: () => Promise<unknown>): Promise<void> {
    await this.#alone(id, async () => {
      if (!this.#entries.has(id)) throw this.#missing(id);
      // On record first: after a kill it is deleted by the next attempt, and never without a word.
      try {
        if (!this.#deleted.has(id)) await onRecord();
      } finally {
        this.#makeFolders();
        await replaceFile(this.#notePath(id), JSON.stringify(deletion), { mode: 0o600 });
        this.#deleted.add(id);
        this.#drop(id);
      }
    });
  }

  /**
   * Gives up pictures that no act named, and returns those whose time is over, which the caller removes on record.
   * `nowMs`: undefined while the clock is not believed; then nothing is old. `named`: by an item of the book; `needed`:
   * by one that is open.
   */
  sweep(
    nowMs: number | undefined,
    { named, needed }: { readonly named: ReadonlySet<PictureId>; readonly needed: ReadonlySet<PictureId> },
  ): readonly PictureId[] {
    if (nowMs === undefined) return [];
    const over: PictureId[] = [];
    const { keepDays } = this.#bounds;
    for (const [id, { isKept, storedMs }] of this.#entries) {
      const claimedMs = this.#claimedMs.get(id);
      if (named.has(id)) this.#claimedMs.delete(id);
      const isUnnamed = !isKept || (claimedMs !== undefined && !named.has(id));
      if (isUnnamed && Math.max(storedMs, claimedMs ?? 0) < nowMs - WAIT_MS && !this.#busy.has(id)) this.#drop(id);
      else if (isKept && storedMs < nowMs - keepDays * DAY_MS && !needed.has(id) && over.length < MOST_AT_ONCE)
        over.push(id);
    }
    for (const id of [...this.#deleted].slice(0, Math.max(0, this.#deleted.size - MOST_NOTES))) {
      this.#deleted.delete(id);
      rmSync(this.#notePath(id), { force: true });
    }
    return over;
  }

  /** Throws EdgeError `conflict`, which is counted. */
  #demandRoom(bytes: number): void {
    if (this.#entries.size < MOST_COUNT && this.#bytes + bytes <= this.use.mostBytes) return;
    this.#refused++;
    throw new EdgeError(
      "conflict",
      "there is no room for further pictures, and none is dropped for it; an engineer raises " +
        "`safety.pictures.mostMiB`, or an admin deletes pictures",
    );
  }

  /** Does one thing at a time with a picture: it may be sent twice, named, read and deleted at once. */
  async #alone<T>(id: PictureId, work: () => Promise<T>): Promise<T> {
    const before = this.#busy.get(id);
    const running = Promise.resolve(before).then(work, work);
    this.#busy.set(id, running);
    try {
      return await running;
    } finally {
      if (this.#busy.get(id) === running) this.#busy.delete(id);
    }
  }

  async #keep(id: PictureId, entry: Entry): Promise<void> {
    const from = this.#path(id);
    const to = join(this.#dir, "kept", pictureFile(id, entry.type));
    try {
      await movePath(from, to);
    } catch (error) {
      throw diskError(to, error);
    }
    this.#entries.set(id, { ...entry, isKept: true });
    this.#claimedMs.set(id, Date.now());
  }

  #readFolder(isKept: boolean): void {
    const folder = join(this.#dir, isKept ? "kept" : "waiting");
    const notes: { readonly id: PictureId; readonly atMs: number }[] = [];
    for (const name of namesIn(folder)) {
      const { size, mtimeMs } = statSync(join(folder, name));
      const found = pictureIn(name);
      const noted = NOTE.exec(name)?.[1];
      if (found !== undefined && ID.test(found.name))
        this.#put(found.name, { type: found.type, bytes: size, storedMs: mtimeMs, isKept });
      else if (noted !== undefined) notes.push({ id: noted, atMs: mtimeMs });
      // A draft that a kill left.
      else if (name.endsWith(".new")) rmSync(join(folder, name), { force: true });
    }
    for (const { id } of notes.sort((a, b) => a.atMs - b.atMs)) this.#deleted.add(id);
  }

  #missing(id: PictureId): EdgeError {
    if (!this.#deleted.has(id))
      return new EdgeError("not-found", `there is no picture ${id}; it may have waited too long: send it again`);
    const { at, by, reason } = JSON.parse(readFileSync(this.#notePath(id), "utf8")) as Deletion;
    return new EdgeError("not-found", `the picture was deleted on ${at} by ${by}: ${reason}`);
  }

  #put(id: PictureId, entry: Entry): void {
    this.#bytes += entry.bytes - (this.#entries.get(id)?.bytes ?? 0);
    this.#entries.set(id, entry);
  }

  #forget(id: PictureId): void {
    this.#bytes -= this.#entries.get(id)?.bytes ?? 0;
    this.#entries.delete(id);
    this.#claimedMs.delete(id);
  }

  #drop(id: PictureId): void {
    rmSync(this.#path(id), { force: true });
    this.#forget(id);
  }

  #path(id: PictureId): string {
    const { type = "image/jpeg", isKept = false } = this.#entries.get(id) ?? {};
    return join(this.#dir, isKept ? "kept" : "waiting", pictureFile(id, type));
  }

  #notePath(id: PictureId): string {
    return join(this.#dir, "kept", `${id}.json`);
  }

  #makeFolders(): void {
    for (const folder of ["waiting", "kept"]) makePrivateFolder(join(this.#dir, folder));
  }
}
