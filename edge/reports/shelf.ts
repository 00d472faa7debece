/** Keeps reports that were made by schedule, with how far each schedule has come (rules RP12 to RP15). */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { MadeReport, ReportShelf } from "../contracts/reports/made.ts";
import { Listeners } from "../observe/listeners.ts";
import { replaceFile } from "../store/replace-file.ts";

const LIST = "made.json";
const FORMAT = 1;
/** Files that this shelf makes. */
const REPORT_FILE = /-\d{8}T\d{4}\.[a-z]+$/;

interface Kept {
  readonly format: number;
  /** How far each schedule is: the end of its newest period, or the time when it was first seen. */
  readonly reached: Readonly<Record<string, Micros>>;
  /** Newest first. */
  readonly made: readonly MadeReport[];
}

export class Shelf implements ReportShelf {
  readonly #dir: string;
  readonly #listeners: Listeners<[MadeReport]>;
  readonly #reached: Map<string, Micros>;
  #made: readonly MadeReport[];

  private constructor(dir: string, { reached, made }: Kept, log: Logger) {
    this.#dir = dir;
    this.#reached = new Map(Object.entries(reached));
    this.#made = made;
    this.#listeners = new Listeners("made reports", log);
  }

  /** Opens the list of the folder. Throws EdgeError `conflict` where a newer edge wrote it. */
  static open(dir: string, log: Logger): Shelf {
    return new Shelf(dir, readKept(join(dir, LIST), log), log);
  }

  newestFirst(): readonly MadeReport[] {
    return this.#made;
  }

  find(uid: string): MadeReport | undefined {
    return this.#made.find((one) => one.uid === uid);
  }

  contentOf(uid: string): Buffer | undefined {
    const report = this.find(uid);
    if (report === undefined) return undefined;
    try {
      return readFileSync(join(this.#dir, report.file));
    } catch {
      return undefined;
    }
  }

  subscribe(listener: (report: MadeReport) => unknown): () => void {
    return this.#listeners.add(listener);
  }

  /** Where a schedule continues; one that is new begins with the period of `now`. Throws EdgeError `disk`. */
  async cursorOf(schedule: string, now: Micros): Promise<Micros> {
    const reached = this.#reached.get(schedule);
    if (reached === undefined) await this.pass(schedule, now);
    return reached ?? now;
  }

  /** The schedule goes on behind this time, without a report. Throws EdgeError `disk`. */
  async pass(schedule: string, to: Micros): Promise<void> {
    this.#reached.set(schedule, to);
    await this.#write();
  }

  /** Puts a report on the shelf; resolves when file and list are on disk. Throws EdgeError `disk`. */
  async add(report: MadeReport, body: Buffer, keep: number): Promise<void> {
    await replaceFile(join(this.#dir, report.file), body, { mode: 0o600 });
    const before = this.#made;
    this.#made = [report, ...before.filter(({ uid }) => uid !== report.uid)].slice(0, keep);
    const reached = this.#reached.get(report.schedule);
    this.#reached.set(report.schedule, report.to);
    try {
      await this.#write();
    } catch (error) {
      this.#made = before;
      if (before.every(({ file }) => file !== report.file)) rmSync(join(this.#dir, report.file), { force: true });
      if (reached !== undefined) this.#reached.set(report.schedule, reached);
      throw error;
    }
    const files = new Set(this.#made.map(({ file }) => file));
    for (const { file } of before) if (!files.has(file)) rmSync(join(this.#dir, file), { force: true });
    this.#listeners.notify(report);
  }

  async #write(): Promise<void> {
    const kept: Kept = { format: FORMAT, reached: Object.fromEntries(this.#reached), made: this.#made };
    await replaceFile(join(this.#dir, LIST), `${JSON.stringify(kept)}\n`, { mode: 0o600 });
  }
}

/**
 * The list, without reports whose file is gone; files that are in no list, which a kill left, go. A list that cannot be
 * read begins anew, and is logged.
 */
function readKept(path: string, log: Logger): Kept {
  const nothing: Kept = { format: FORMAT, reached: {}, made: [] };
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return nothing;
    throw error;
  }
  try {
    const kept = JSON.parse(text) as Kept;
    if (kept.format > FORMAT)
      throw new EdgeError(
        "conflict",
        `${LIST} was written by a newer edge (format ${kept.format}, this one knows ${FORMAT}); run that edge, or ` +
          "move the file away",
      );
    const files = new Set(readdirSync(join(path, "..")));
    const made = kept.made.filter(({ file }) => files.has(file));
    const listed = new Set(made.map(({ file }) => file));
    for (const file of files)
      if (REPORT_FILE.test(file) && !listed.has(file)) rmSync(join(path, "..", file), { force: true });
    return { ...kept, made };
  } catch (error) {
    if (error instanceof EdgeError) throw error;
    log.error({ path, err: error }, "the list of made reports cannot be read; schedules begin anew");
    return nothing;
  }
}
