/**
 * Versions of what verdicts taught, on disk: one line for each that was put into force, and for each way back. A line
 * is `CRC-32 of the JSON, 8 hex digits, space, JSON, newline`; the JSON is `{ v: 1, step, audit }`. One call at a time.
 */
import { join } from "node:path";
import type { Logger } from "pino";
import type { StoredAct } from "../audit/late-acts.ts";
import type { Act } from "../contracts/access/journal.ts";
import type { Adaptation } from "../contracts/health/adaptation.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { checkedLine } from "../store/checked-line.ts";
import { LineFile } from "../store/line-file.ts";
import { keepDamaged, readRecord } from "../store/record-line.ts";

const FILE = "health-versions.log";
const FORMAT = 1;

/** A version that was put into force, or the way back to an earlier one. */
export interface VersionStep {
  readonly at: Micros;
  readonly by: string;
  /** The version in force from now on. */
  readonly to: number;
  /** Present where this version is new. */
  readonly made?: {
    readonly adaptation: Adaptation;
    /** The version that was in force before. */
    readonly basedOn: number;
    /** Work items with the verdicts that it rests on. */
    readonly itemUids: readonly string[];
  };
}

export interface VersionLine {
  readonly step: VersionStep;
  readonly audit?: readonly Act[];
}

export class VersionFile {
  readonly #file: LineFile;

  private constructor(file: LineFile) {
    this.#file = file;
  }

  /**
   * Opens the file of a data folder. A torn last line was never answered, and is cut off. Damaged lines in between are
   * left out; the file as it was is kept beside. Throws EdgeError `disk`, and `conflict` for a file of a newer edge.
   */
  static async open(
    folder: string,
    log: Logger,
  ): Promise<{ file: VersionFile; steps: readonly VersionStep[]; audit: readonly StoredAct[] }> {
    const { file, content, cutBytes } = await LineFile.open(join(folder, FILE));
    const { path } = file;
    try {
      if (cutBytes > 0) log.warn({ path, bytes: cutBytes }, "removed an incomplete last line of the health versions");
      const texts = content.toString("utf8").split("\n").slice(0, -1);
      const lines = texts.flatMap((text) => parsed(text, path) ?? []);
      const versions = new VersionFile(file);
      if (lines.length < texts.length) await versions.#setAside(content, lines, log);
      const audit = lines.flatMap((line) => (line.audit ?? []).map((act) => ({ about: act.target, act })));
      return { file: versions, steps: lines.map(({ step }) => step), audit };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Resolves when the line is on disk. Rejects when it is not in the file. */
  async append(line: VersionLine): Promise<void> {
    await this.#file.append(lineOf(line));
  }

  /** Replaces the file by these lines. The old one stays whole until the new one is on disk. */
  async replace(lines: readonly VersionLine[]): Promise<void> {
    await this.#file.replace(lines.map(lineOf).join(""));
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #setAside(content: Buffer, lines: readonly VersionLine[], log: Logger): Promise<void> {
    const { path } = this.#file;
    const aside = await keepDamaged(path, content);
    log.error(
      { path, aside },
      "lines of the health versions are damaged, and what they say is lost; the file as it was is kept beside",
    );
    await this.replace(lines);
  }
}

function lineOf({ step, audit }: VersionLine): string {
  return checkedLine({ v: FORMAT, step, ...(audit === undefined || audit.length === 0 ? {} : { audit }) });
}

/** Undefined when a byte of the line was changed. */
function parsed(text: string, path: string): VersionLine | undefined {
  const { step, audit } = (readRecord(text, path, FORMAT) ?? {}) as Partial<VersionLine>;
  return typeof step?.to === "number" ? { step, ...(audit === undefined ? {} : { audit }) } : undefined;
}
