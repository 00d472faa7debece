import { EdgeError } from "../../contracts/errors.ts";
import { lowMark, type Space, spaceOf } from "../../observe/disk-room.ts";

const MIB = 1024 * 1024;
const LOOK_EVERY_MS = 250;

/**
 * Free space on the log's disk, and the measures when it is low (rule L19):
 *
 *   below `low` (5 % of the disk, at most 1 GiB) segments that every reader has settled go early
 *   below `reserve` (1 % of the disk, at most 32 MiB) the log writes nothing: the rest is for alerts, identity and
 *   cursors
 */
export class DiskSpace {
  readonly #dir: string;
  readonly #look: ((dir: string) => Promise<Space>) | undefined;
  #space: Space = { free: Number.POSITIVE_INFINITY, size: Number.POSITIVE_INFINITY };
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(dir: string, look?: (dir: string) => Promise<Space>) {
    this.#dir = dir;
    this.#look = look;
  }

  /** As last measured. */
  get free(): number {
    return this.#space.free;
  }

  get isLow(): boolean {
    return this.missing > 0;
  }

  /** Bytes that retention should free. */
  get missing(): number {
    return Math.max(0, lowMark(this.#space) - this.#space.free);
  }

  /** Measures again, unless that was just done. */
  async look(): Promise<void> {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    this.#space = await spaceOf(this.#dir, this.#look);
  }

  /** Throws EdgeError `disk` when only the reserve is left. */
  async expectRoom(): Promise<void> {
    await this.look();
    const reserve = Math.min(32 * MIB, this.#space.size / 100);
    if (this.#space.free >= reserve) return;
    throw new EdgeError(
      "disk",
      `ENOSPC: the disk is full: ${this.#dir} has ${toMib(this.#space.free)} MiB left, and the last ` +
        `${toMib(reserve)} are kept for alerts; make room, or lower historian.maxBytes`,
    );
  }
}

function toMib(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}
