/** What an uplink keeps over restarts: its starts, and how far the hub has everything on disk. */
import { randomBytes } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LogPosition } from "../contracts/path/source.ts";
import { listSegments, readSegmentHeader } from "../historian/log/segment-file.ts";
import { replaceFile } from "../store/replace-file.ts";
import { type Counts, NO_COUNTS, readCounts } from "./wire/counts.ts";
import { MOST_STARTS, type Start } from "./wire/greeting.ts";

const FILE = "uplink.json";
const VERSION = 1;
/** After a kill at most so much is cut again, for the counts. */
const SAVE_EVERY_MS = 1_000;

export interface UplinkState {
  readonly starts: readonly Start[];
  /** The hub has everything before it on disk. */
  readonly position: LogPosition;
  /** What this edge counted before `position`. */
  readonly counts: Counts;
  /** It is not known what was counted, because the file was lost: the hub's count is taken. */
  readonly isUncounted?: boolean;
}

export interface OwnLog {
  readonly dir: string;
  readonly logUid: string;
  readonly epoch: number;
  /** Oldest position that the log still has. */
  readonly oldest: LogPosition;
  readonly position: LogPosition;
}

/** Reads the state, adds this start if it is new, and has both on disk when it resolves. */
export async function openState(dir: string, log: OwnLog): Promise<UplinkState> {
  await mkdir(dir, { recursive: true });
  const known = await readState(dir, log.logUid);
  const begins: Counts = { ...NO_COUNTS, lost: log.oldest };
  const { starts, ...at } = known ?? { starts: [], position: log.oldest, counts: begins, isUncounted: true };
  if (starts.at(-1)?.epoch === log.epoch) return { starts, ...at };
  const start = { epoch: log.epoch, run: randomBytes(8).toString("hex"), position: await beginningOf(log) };
  const state = { starts: [...starts, start].slice(-MOST_STARTS), ...at };
  await saveState(dir, log.logUid, state);
  return state;
}

async function saveState(dir: string, logUid: string, state: UplinkState): Promise<void> {
  await replaceFile(join(dir, FILE), `${JSON.stringify({ version: VERSION, logUid, ...state })}\n`);
}

/** Where the log stood when this start began: nothing before it was written since. */
async function beginningOf({ dir, epoch, position }: OwnLog): Promise<LogPosition> {
  let from = position;
  for (const segment of (await listSegments(dir)).reverse()) {
    const file = await open(segment.path, "r");
    try {
      const header = (await readSegmentHeader(file, segment.path))?.header;
      if (header !== undefined && header.epoch < epoch) break;
      if (header?.epoch === epoch) from = Math.min(from, header.firstSeq);
    } finally {
      await file.close();
    }
  }
  return from;
}

/** Undefined where there is none, or it is of another log or damaged: then the hub says where to go on. */
async function readState(dir: string, logUid: string): Promise<UplinkState | undefined> {
  try {
    const state = JSON.parse(await readFile(join(dir, FILE), "utf8")) as Partial<UplinkState> & { logUid?: unknown };
    const counts = readCounts(state.counts);
    if (state.logUid !== logUid || counts === undefined) return undefined;
    if (!Array.isArray(state.starts) || !Number.isSafeInteger(state.position)) return undefined;
    const rest = state.isUncounted === true ? { isUncounted: true } : {};
    return { starts: state.starts, position: state.position as number, counts, ...rest };
  } catch {
    return undefined;
  }
}

/** Saves the newest state once a second. A disk that refuses costs a repeated cut, nothing else. */
export class StateSaver {
  readonly #dir: string;
  readonly #logUid: string;
  #newest: UplinkState | undefined;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(dir: string, logUid: string) {
    this.#dir = dir;
    this.#logUid = logUid;
  }

  saveSoon(state: UplinkState): void {
    this.#newest = state;
    this.#timer ??= setTimeout(() => this.#save(), SAVE_EVERY_MS);
  }

  /** Resolves when the newest state is on disk, or the disk has refused it. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#save();
    await this.#saving;
  }

  #save(): void {
    this.#timer = undefined;
    const state = this.#newest;
    if (state === undefined) return;
    this.#newest = undefined;
    this.#saving = this.#saving.then(() => saveState(this.#dir, this.#logUid, state)).catch(() => undefined);
  }
}
