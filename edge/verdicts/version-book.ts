import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { LateActs } from "../audit/late-acts.ts";
import type { Journal, Principal } from "../contracts/access/journal.ts";
import { EdgeError } from "../contracts/errors.ts";
import { type Adaptation, NO_ADAPTATION } from "../contracts/health/adaptation.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { VersionFile, type VersionStep } from "./version-file.ts";

/** Steps that are kept: the newest. A version that only older ones made can no longer be gone back to. */
const MOST_STEPS = 100;
const NOT_STORED =
  "The version could not be written to disk, and nothing was changed; free space on the disk of the data folder, or " +
  "repair the disk; then try again";

export interface VersionBookOptions {
  /** Data folder. */
  readonly dir: string;
  readonly journal: Journal;
  readonly log: Logger;
  /** Steps that are kept. */
  readonly most?: number;
}

interface Parts {
  readonly file: VersionFile;
  readonly late: LateActs;
  readonly steps: readonly VersionStep[];
}

/**
 * Versions of what verdicts taught (rule VL5 in docs/rules/verdicts.md). A version is on disk before it is in force;
 * its entry for the audit log is written with it. One call of `apply` or `back` at a time.
 */
export class VersionBook {
  readonly #options: VersionBookOptions;
  readonly #file: VersionFile;
  readonly #late: LateActs;
  #steps: readonly VersionStep[];

  private constructor(options: VersionBookOptions, { file, late, steps }: Parts) {
    this.#options = options;
    this.#file = file;
    this.#late = late;
    this.#steps = steps;
    late.retry();
  }

  /** Opens the versions of a data folder. Throws EdgeError `disk`, `conflict`. */
  static async open(options: VersionBookOptions): Promise<VersionBook> {
    const { dir, journal, log } = options;
    const { file, steps, audit } = await VersionFile.open(dir, log);
    const late = await LateActs.open(journal, audit, log);
    const book = new VersionBook(options, { file, late, steps });
    if (audit.length > 0) await book.#rewrite(steps);
    return book;
  }

  /** The adaptation in force; the defaults where there is none. */
  get inForce(): Adaptation {
    return this.#version(this.#steps.at(-1)?.to ?? 0);
  }

  /** Whether there ever was a version. */
  get hasVersions(): boolean {
    return this.#steps.length > 0;
  }

  /** Number of the next version: none is given twice. */
  get next(): number {
    return this.#steps.reduce((most, { made }) => Math.max(most, made?.adaptation.version ?? 0), 0) + 1;
  }

  /** The adaptation that was in force at a time. */
  inForceAt(at: Micros): Adaptation {
    return this.#version(this.#steps.findLast((step) => step.at <= at)?.to ?? 0);
  }

  /** Puts a new version into force. Resolves when it is on disk and on record. Throws EdgeError `unavailable`. */
  async apply(
    { adaptation, itemUids }: { readonly adaptation: Adaptation; readonly itemUids: readonly string[] },
    { principal, at }: { readonly principal: Principal; readonly at: Micros },
  ): Promise<void> {
    const made = { adaptation, basedOn: this.inForce.version, itemUids };
    const after = { version: adaptation.version, verdicts: itemUids.length };
    await this.#take(
      { at, by: principal.user, to: adaptation.version, made },
      { principal, action: "health.adapt", after },
    );
  }

  /**
   * Puts the version before the present one into force again. Throws EdgeError `conflict` where there is none,
   * `unavailable`.
   */
  async back({ principal, at }: { readonly principal: Principal; readonly at: Micros }): Promise<void> {
    const { version } = this.inForce;
    if (version === 0)
      throw new EdgeError("conflict", "the defaults are in force; there is no version before them to go back to");
    const to = this.#madeOf(version)?.basedOn ?? 0;
    if (to !== 0 && this.#madeOf(to) === undefined)
      throw new EdgeError("conflict", `version ${to}, which was in force before version ${version}, is no longer kept`);
    await this.#take({ at, by: principal.user, to }, { principal, action: "health.back", after: { version: to } });
  }

  /** Records actions that the audit log does not have yet. Called once a second. */
  tick(): void {
    this.#late.retry();
  }

  async close(): Promise<void> {
    await this.#late.settled();
    await this.#file.close();
  }

  #madeOf(version: number): VersionStep["made"] {
    return this.#steps.findLast(({ made }) => made?.adaptation.version === version)?.made;
  }

  #version(version: number): Adaptation {
    return this.#madeOf(version)?.adaptation ?? NO_ADAPTATION;
  }

  /** On disk first, then in force, then in the audit log: after a kill a version is there as a whole or not at all. */
  async #take(
    step: VersionStep,
    { principal, action, after }: { readonly principal: Principal; readonly action: string; readonly after: object },
  ): Promise<void> {
    const entry = {
      principal,
      action,
      target: targetOf(step.to),
      result: "done" as const,
      before: { version: this.inForce.version },
      after,
      deedUid: randomUUID(),
      doneAt: step.at,
    };
    try {
      await this.#file.append({ step, audit: [entry] });
    } catch (err) {
      this.#options.log.error({ err }, "a version of what verdicts taught cannot be written; it was refused");
      throw new EdgeError("unavailable", NOT_STORED);
    }
    this.#steps = [...this.#steps, step];
    this.#late.expect(entry.target, entry);
    await this.#late.record(entry);
    const { most = MOST_STEPS } = this.#options;
    if (this.#steps.length > most) await this.#rewrite(this.#steps.slice(-Math.ceil(most * 0.9)));
  }

  /** Writes the file without entries that the audit log has, and without the oldest steps. */
  async #rewrite(steps: readonly VersionStep[]): Promise<void> {
    const kept = this.#withInForce(steps);
    const targets = new Set(this.#steps.map(({ to }) => targetOf(to)));
    const pending = [...targets].flatMap((target) => this.#late.pendingOf(target));
    try {
      await this.#file.replace(kept.map((step, at) => ({ step, audit: at === kept.length - 1 ? pending : [] })));
      this.#steps = kept;
    } catch (err) {
      this.#options.log.error({ err }, "the file of health versions cannot be rewritten; it is tried again");
    }
  }

  /** These steps, after the one that made the version in force where it is older. */
  #withInForce(steps: readonly VersionStep[]): readonly VersionStep[] {
    const { version } = this.inForce;
    const maker = this.#steps.findLast(({ made }) => made?.adaptation.version === version);
    return maker === undefined || steps.includes(maker) ? steps : [maker, ...steps];
  }
}

/** Target of the entries of a version in the audit log. */
function targetOf(version: number): string {
  return `health version ${version}`;
}
