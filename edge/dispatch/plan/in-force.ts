/** The schedule in force, and what people told stations: two files in the data folder (rules DI7 and DI13). */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { EdgeError } from "../../contracts/errors.ts";
import type { InForce, TakenBack } from "../../contracts/production/dispatch.ts";
import type { MadePlan } from "../../contracts/schedule/schedules.ts";
import { replaceFile } from "../../store/replace-file.ts";

const FORMAT = 1;
/** As many as a stored schedule has operations; the oldest go. */
const MOST_TOLD = 10_000;

export type StoredPlan = InForce & Pick<MadePlan, "plan" | "schedule">;

interface Told {
  readonly jobId: string;
  readonly by: string;
  readonly at: string;
}

interface Kept {
  readonly inForce: StoredPlan | null;
  readonly takenBack: TakenBack | null;
}

export class PlanInForce {
  readonly #dir: string;
  #kept: Kept;
  #told: readonly Told[];
  /** One write at a time: the newest must stay. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(dir: string, kept: Kept, told: readonly Told[]) {
    this.#dir = dir;
    this.#kept = kept;
    this.#told = told;
  }

  /** A file that cannot be read, or that a newer edge wrote, stays until the next change and is logged. */
  static open(dir: string, log: Logger): PlanInForce {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const kept = (read(join(dir, "in-force.json"), log) ?? { inForce: null, takenBack: null }) as Kept;
    const told = (read(join(dir, "told.json"), log) as { readonly told: readonly Told[] } | undefined)?.told ?? [];
    return new PlanInForce(dir, kept, told);
  }

  get inForce(): StoredPlan | null {
    return this.#kept.inForce;
  }

  get takenBack(): TakenBack | null {
    return this.#kept.takenBack;
  }

  get told(): ReadonlyMap<string, Told> {
    return new Map(this.#told.map((one) => [one.jobId, one]));
  }

  /** Resolves when it is on disk. Rejects with EdgeError `disk`. */
  async put(inForce: StoredPlan): Promise<void> {
    await this.#inTurn(async () => this.#keep({ inForce, takenBack: null }));
  }

  /** Rejects with EdgeError `conflict` where none is in force, `disk`. */
  async takeBack(by: string, at: string): Promise<StoredPlan> {
    return await this.#inTurn(async () => {
      const { inForce } = this.#kept;
      if (inForce === null) throw new EdgeError("conflict", "No schedule is in force. Put one in force first.");
      await this.#keep({ inForce: null, takenBack: { name: inForce.name, by, at } });
      return inForce;
    });
  }

  /** Rejects with EdgeError `conflict` where it was told before, `disk`. */
  async tell(told: Told): Promise<void> {
    await this.#inTurn(async () => {
      const before = this.told.get(told.jobId);
      if (before !== undefined)
        throw new EdgeError("conflict", `${before.by} passed this job on to the station at ${before.at} already.`);
      const next = [...this.#told, told].slice(-MOST_TOLD);
      await replaceFile(join(this.#dir, "told.json"), text({ told: next }), { mode: 0o600 });
      this.#told = next;
    });
  }

  async #keep(kept: Kept): Promise<void> {
    await replaceFile(join(this.#dir, "in-force.json"), text(kept), { mode: 0o600 });
    this.#kept = kept;
  }

  async #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(change);
    this.#last = turn.catch(() => undefined);
    return await turn;
  }
}

function text(content: object): string {
  return `${JSON.stringify({ format: FORMAT, ...content })}\n`;
}

function read(path: string, log: Logger): unknown {
  try {
    const { format, ...content } = JSON.parse(readFileSync(path, "utf8"));
    if (format === FORMAT) return content;
    log.error({ path, format }, "this file was written by a newer edge; it is left out");
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== "ENOENT") log.error({ path, err }, "this file cannot be read");
  }
  return undefined;
}
