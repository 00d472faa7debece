/** Deletes pictures whose time is over, each on record (rule SR31). */
import type { Journal } from "../../contracts/access/journal.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { WorkBook } from "../../contracts/records/work-book.ts";
import { isOpenWork } from "../../contracts/records/work-item.ts";
import { type PictureId, picturesOf } from "../../contracts/safety/pictures.ts";
import { REGISTER_PRINCIPAL as PRINCIPAL } from "../register-program.ts";
import type { PictureStore } from "./picture-store.ts";

/** Often enough for ages of days. */
export const SWEEP_EVERY_MS = 600_000;

interface SweepParts {
  readonly store: PictureStore;
  readonly work: Pick<WorkBook, "newestFirst">;
  readonly journal: Pick<Journal, "record">;
  /** The time by which pictures are old; undefined while the clock is not believed. */
  deletionTime(): Micros | undefined;
}

/** Rejects with EdgeError `disk`; the next sweep goes on. */
export async function sweepPictures({ store, work, journal, deletionTime }: SweepParts): Promise<void> {
  const now = deletionTime();
  const nowMs = now === undefined ? undefined : now / 1000;
  const named = new Set<PictureId>();
  const needed = new Set<PictureId>();
  for (const item of work.newestFirst())
    for (const id of picturesOf(item)) {
      named.add(id);
      if (isOpenWork(item)) needed.add(id);
    }
  const { keepDays } = store.use;
  for (const id of store.sweep(nowMs, { named, needed })) {
    const reason = `safety.pictures.keepDays: ${keepDays}`;
    const deletion = { at: new Date(nowMs ?? 0).toISOString(), by: PRINCIPAL.user, reason };
    const entry = {
      principal: PRINCIPAL,
      action: "safety.picture-delete",
      target: id,
      result: "done",
      reason,
    } as const;
    await store.remove(id, deletion, () => journal.record(entry));
  }
}
