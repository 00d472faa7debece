/** Pictures of raised unsafe acts on disk (rules VE14 to VE17). */
import { rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Journal, Principal } from "../../contracts/access/journal.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { ActAlert, ActPictures, KeptActPicture, NamedEvent } from "../../contracts/safety/act-pictures.ts";
import type { PictureType } from "../../contracts/safety/pictures.ts";
import { namesIn } from "../../store/names-in.ts";
import { makePrivateFolder } from "../../store/private-folder.ts";
import { replaceFile } from "../../store/replace-file.ts";
import { pictureFile, pictureIn } from "../pictures/endings.ts";
import { readPicture } from "../pictures/read-picture.ts";

/** Pictures at once, whatever their days are. */
const MOST_PICTURES = 2_000;
const DAY_MS = 86_400_000;
const PRINCIPAL: Principal = { user: "vision pictures", role: "edge", origin: "edge" };
const UID = /^[A-Za-z0-9-]{1,128}$/;
const NAME = /^([A-Za-z0-9-]+)_([A-Za-z0-9-]+)$/;
const OFF =
  "pictures of unsafe acts are off: `safety.vision.keepPictures`, the four facts of `safety.people.unsafeActs` and " +
  "`personal.evidenceDays` switch them on";

export interface ActPictureParts {
  /** Made with the first picture. */
  readonly dir: string;
  readonly isOn: boolean;
  readonly keepDays: number;
  /** The alert that an event belongs to; undefined where none stands. */
  alertOf(event: NamedEvent): ActAlert | undefined;
  readonly journal: Pick<Journal, "record">;
}

interface Kept extends KeptActPicture {
  readonly alertUid: string;
  readonly type: PictureType;
  /** Its deletion is on record, or was to be; the file is still there. */
  readonly isOnRecord?: boolean;
}

export class ActPictureStore implements ActPictures {
  readonly #parts: ActPictureParts;
  /** By the name of the file without its ending. */
  readonly #kept = new Map<string, Kept>();

  /** Reads what an earlier run left, also where pictures are off now: they go when their time is over. */
  constructor(parts: ActPictureParts) {
    this.#parts = parts;
    for (const name of namesIn(parts.dir)) {
      const found = pictureIn(name);
      const [, alertUid, occurrenceUid] = NAME.exec(found?.name ?? "") ?? [];
      const { size, mtimeMs } = statSync(join(parts.dir, name));
      if (alertUid !== undefined && occurrenceUid !== undefined && found !== undefined)
        this.#put({ alertUid, occurrenceUid, type: found.type, storedMs: mtimeMs, bytes: size });
      // A draft that a kill left shows a person as well.
      else if (name.endsWith(".new")) rmSync(join(parts.dir, name), { force: true });
    }
  }

  get isOn(): boolean {
    return this.#parts.isOn;
  }

  get keepDays(): number {
    return this.#parts.keepDays;
  }

  async keep(event: NamedEvent, given: Uint8Array): Promise<boolean> {
    const { isOn, dir } = this.#parts;
    if (!isOn) throw new EdgeError("forbidden", OFF);
    const alert = this.#parts.alertOf(event);
    if (alert === undefined || !UID.test(alert.alertUid) || !UID.test(alert.occurrenceUid))
      throw new EdgeError("not-found", "no alert stands for this event, so no picture of it is kept");
    const { alertUid, occurrenceUid } = alert;
    if (this.#kept.has(nameOf(alert))) return false;
    const { bytes, type } = readPicture(given);
    if (this.#kept.size >= MOST_PICTURES)
      throw new EdgeError("conflict", `${MOST_PICTURES} pictures of unsafe acts are kept; none is dropped for another`);
    const kept = { alertUid, occurrenceUid, type, storedMs: Date.now(), bytes: bytes.length };
    // Known before it is written: two cameras may send at once.
    this.#put(kept);
    try {
      makePrivateFolder(dir);
      await replaceFile(this.#path(kept), bytes, { mode: 0o600 });
    } catch (error) {
      this.#kept.delete(nameOf(kept));
      throw error;
    }
    return true;
  }

  of(alertUid: string): readonly KeptActPicture[] {
    return [...this.#kept.values()]
      .filter((one) => one.alertUid === alertUid)
      .sort((a, b) => b.storedMs - a.storedMs)
      .map(({ occurrenceUid, storedMs, bytes }) => ({ occurrenceUid, storedMs, bytes }));
  }

  async read(
    alertUid: string,
    occurrenceUid: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly type: PictureType }> {
    const kept = this.#kept.get(nameOf({ alertUid, occurrenceUid }));
    if (kept === undefined)
      throw new EdgeError("not-found", "no picture is kept with this alert: none was sent, or its time is over");
    try {
      return { bytes: await readFile(this.#path(kept)), type: kept.type };
    } catch (error) {
      throw new EdgeError("not-found", "the file of this picture cannot be read", { cause: error });
    }
  }

  /**
   * Deletes pictures whose days are over, each on record, and also where the record fails. `now`: undefined while the
   * clock is not believed. Rejects with the first failure of the record or of a deletion, behind all of them.
   */
  async sweep(now: Micros | undefined): Promise<void> {
    if (now === undefined) return;
    const failures: unknown[] = [];
    for (const kept of [...this.#kept.values()])
      if (kept.storedMs < now / 1000 - this.keepDays * DAY_MS)
        await this.#delete(kept).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }

  async #delete(kept: Kept): Promise<void> {
    const { alertUid, occurrenceUid, isOnRecord } = kept;
    // On record first: after a kill it is deleted by the next sweep, and never without a word.
    this.#put({ ...kept, isOnRecord: true });
    try {
      if (isOnRecord !== true)
        await this.#parts.journal.record({
          ...{ principal: PRINCIPAL, action: "vision.picture-delete", target: alertUid, result: "done" },
          ...{ reason: `personal.evidenceDays: ${this.keepDays}`, before: { occurrenceUid } },
        });
    } finally {
      rmSync(this.#path(kept), { force: true });
      this.#kept.delete(nameOf(kept));
    }
  }

  #put(kept: Kept): void {
    this.#kept.set(nameOf(kept), kept);
  }

  #path(kept: Kept): string {
    return join(this.#parts.dir, pictureFile(nameOf(kept), kept.type));
  }
}

function nameOf({ alertUid, occurrenceUid }: Pick<ActAlert, "alertUid" | "occurrenceUid">): string {
  return `${alertUid}_${occurrenceUid}`;
}
