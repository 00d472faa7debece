/** The book of predictions: what is said of components to programs and people outside (rules PD1 to PD6). */
import { join } from "node:path";
import type { Logger } from "pino";
import { uuidv7 } from "../../batch/uuidv7.ts";
import type { AlertBook, AlertView } from "../../contracts/alerts/alert.ts";
import type { Prediction, PredictionBook, PredictionChange } from "../../contracts/health/prediction.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { Listeners } from "../../observe/listeners.ts";
import { checkedLine, readCheckedLine } from "../../store/checked-line.ts";
import { LineFile } from "../../store/line-file.ts";
import { isChange, keyOf, MOST_KEPT, PREDICTIONS_FILE } from "./prediction-file.ts";
import { isPrediction, predictionOf, stepTo } from "./steps.ts";

/** The file is rewritten when it has so many lines more than it needs. */
const MOST_EXTRA = 2_000;
/** Time for which an end is among the current states. */
const ENDED_US = 86_400e6;
/**
 * An alert that ended without a reason may be back: a start and a reload end it until the health book repeats its
 * finding, a minute later at most.
 */
const RETURNS_US = 180e6;

interface PredictionBookOptions {
  /** Folder of the file. */
  readonly dir: string;
  readonly alerts: Pick<AlertBook, "standing" | "find">;
  readonly log: Logger;
  clock(): Micros;
  /** A monotonic clock, for waits. Default: `performance.now()`. */
  elapsed?(): Micros;
  /** Bound of the changes that are kept. */
  readonly mostKept?: number;
}

export interface OpenPredictionBook extends PredictionBook {
  /** Compares what stands now with what was said. Call it about once a second. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the book with the changes that were reported before. Throws EdgeError `disk`. */
export async function openPredictionBook(options: PredictionBookOptions): Promise<OpenPredictionBook> {
  const { file, content } = await LineFile.open(join(options.dir, PREDICTIONS_FILE));
  const lines = content.toString("utf8").split("\n").slice(0, -1);
  const changes = lines.map(readCheckedLine).filter(isChange);
  if (changes.length < lines.length)
    options.log.error(
      { path: file.path, damaged: lines.length - changes.length },
      "lines of the predictions are damaged; those changes are not sent again",
    );
  return new DurablePredictionBook(file, changes, options);
}

class DurablePredictionBook implements OpenPredictionBook {
  readonly #file: LineFile;
  readonly #options: PredictionBookOptions;
  /** Oldest first, by `eventUid`. */
  readonly #kept = new Map<string, PredictionChange>();
  /** The newest change of each component, by asset and path. */
  readonly #newest = new Map<string, PredictionChange>();
  /** The alert of each component that has one: a start and a reload give it another one. */
  readonly #alertUids = new Map<string, string>();
  /** Since when, by the monotonic clock, a prediction has had no alert, where the health book did not end it. */
  readonly #missingSince = new Map<string, Micros>();
  readonly #listeners: Listeners<[PredictionChange]>;
  #lines: number;
  /** Not on disk yet. */
  #pending: PredictionChange[] = [];
  #looking: Promise<void> | undefined;
  #isRefused = false;

  constructor(file: LineFile, changes: readonly PredictionChange[], options: PredictionBookOptions) {
    this.#file = file;
    this.#options = options;
    this.#listeners = new Listeners("predictions", options.log);
    this.#lines = changes.length;
    for (const change of changes) this.#keep(change);
    // An alert may end before the first look, and its uid need not be in a change.
    for (const alert of options.alerts.standing())
      if (isPrediction(alert)) this.#alertUids.set(keyOf(alert), alert.alertUid);
  }

  current(): readonly PredictionChange[] {
    const now = this.#options.clock();
    return [...this.#newest.values()].filter(({ step, at }) => step !== "ended" || now - at < ENDED_US);
  }

  newestFirst(): readonly PredictionChange[] {
    return [...this.#kept.values()].reverse();
  }

  find(eventUid: string): PredictionChange | undefined {
    return this.#kept.get(eventUid);
  }

  subscribe(listener: (change: PredictionChange) => unknown): () => void {
    return this.#listeners.add(listener);
  }

  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async close(): Promise<void> {
    await this.#looking;
    await this.#file.close();
  }

  async #look(): Promise<void> {
    const now = this.#options.clock();
    const standing = new Set<string>();
    for (const alert of this.#options.alerts.standing()) {
      if (!isPrediction(alert) || alert.clearedAt !== undefined) continue;
      const key = keyOf(alert);
      standing.add(key);
      this.#missingSince.delete(key);
      this.#alertUids.set(key, alert.alertUid);
      this.#lookAt(key, alert, now);
    }
    for (const [key, change] of this.#open()) if (!standing.has(key)) this.#missed(key, change, now);
    await this.#write();
  }

  /** Predictions that have not ended. */
  #open(): readonly (readonly [key: string, change: PredictionChange])[] {
    const said = new Map([
      ...this.#newest,
      ...this.#pending.map((change) => [keyOf(change.prediction), change] as const),
    ]);
    return [...said].filter(([, { step }]) => step !== "ended");
  }

  #lookAt(key: string, alert: AlertView, now: Micros): void {
    const newest = this.#newestOf(key);
    const before = newest === undefined || newest.step === "ended" ? undefined : newest;
    const next = predictionOf(alert, before?.prediction, () => uuidv7(now / 1000));
    const step = before === undefined ? "new" : stepTo(before, next, now);
    if (step === undefined) return;
    const isFirstOfPriority = before === undefined || next.priority < before.prediction.mostUrgent;
    this.#say(next, { step, at: now, number: before === undefined ? 0 : before.number + 1, isFirstOfPriority });
  }

  #newestOf(key: string): PredictionChange | undefined {
    return this.#pending.findLast(({ prediction }) => keyOf(prediction) === key) ?? this.#newest.get(key);
  }

  #missed(key: string, { prediction, number }: PredictionChange, now: Micros): void {
    const alertUid = this.#alertUids.get(key) ?? prediction.alertUid;
    const alert = this.#options.alerts.find(alertUid);
    const { elapsed = () => performance.now() * 1000 } = this.#options;
    const since = this.#missingSince.get(key) ?? elapsed();
    this.#missingSince.set(key, since);
    const endedBy = alert?.endedBy ?? (elapsed() - since < RETURNS_US ? undefined : "not-watched");
    if (endedBy === undefined) return;
    this.#missingSince.delete(key);
    this.#alertUids.delete(key);
    const said = { step: "ended", at: now, number: number + 1, isFirstOfPriority: false, endedBy } as const;
    this.#say({ ...prediction, alertUid }, said);
  }

  #say(prediction: Prediction, said: Omit<PredictionChange, "eventUid" | "prediction">): void {
    this.#pending.push({ eventUid: `${prediction.predictionUid}/${said.number}`, ...said, prediction });
  }

  /** Nobody learns of a change before it is on disk. What the disk refuses waits for the next look. */
  async #write(): Promise<void> {
    const { log } = this.#options;
    const taken = this.#pending;
    if (taken.length === 0) return;
    try {
      await this.#file.append(taken.map(checkedLine).join(""));
      this.#isRefused = false;
    } catch (error) {
      if (!this.#isRefused)
        log.error({ path: this.#file.path, err: error }, "predictions cannot be written; they wait");
      this.#isRefused = true;
      return;
    }
    this.#pending = [];
    this.#lines += taken.length;
    for (const change of taken) this.#keep(change);
    for (const change of taken) this.#listeners.notify(change);
    if (this.#lines > this.#kept.size + MOST_EXTRA) await this.#rewrite();
  }

  async #rewrite(): Promise<void> {
    try {
      await this.#file.replace([...this.#kept.values()].map(checkedLine).join(""));
      this.#lines = this.#kept.size;
    } catch (error) {
      this.#options.log.error({ path: this.#file.path, err: error }, "the file of predictions stays long");
    }
  }

  /** Keeps the newest changes, and the newest one of each component that has a prediction, however old it is. */
  #keep(change: PredictionChange): void {
    this.#kept.set(change.eventUid, change);
    this.#newest.set(keyOf(change.prediction), change);
    const { mostKept = MOST_KEPT } = this.#options;
    for (const [uid, old] of this.#kept) {
      if (this.#kept.size <= mostKept) break;
      const isNewest = this.#newest.get(keyOf(old.prediction)) === old;
      if (isNewest && old.step !== "ended") continue;
      if (isNewest) this.#newest.delete(keyOf(old.prediction));
      this.#kept.delete(uid);
    }
  }
}
