import { join } from "node:path";
import type { Logger } from "pino";
import type { StoredAct } from "../audit/late-acts.ts";
import type { Act } from "../contracts/access/journal.ts";
import type { Recommendation } from "../contracts/records/advice-book.ts";
import { checkedLine } from "../store/checked-line.ts";
import { LineFile } from "../store/line-file.ts";
import { keepDamaged, readRecord } from "../store/record-line.ts";

const FILE = "recommendations.log";
const FORMAT = 1;

/** A recommendation as it is now, with entries for the audit log. */
export interface AdviceLine {
  readonly advice: Recommendation;
  readonly audit?: readonly Act[];
}

interface Read {
  /** In the order in which they were made. */
  readonly records: ReadonlyMap<string, Recommendation>;
  readonly audit: readonly StoredAct[];
}

/**
 * Recommendations on disk: one checked line `{ v: 1, advice, audit }` per change, of which the last of a uid counts.
 * One call at a time.
 */
export class AdviceLog {
  readonly #file: LineFile;

  private constructor(file: LineFile) {
    this.#file = file;
  }

  /**
   * Opens the log of a data folder; an older folder has none. A torn last line was never answered, and is cut off.
   * Damaged lines are left out; the file as it was is kept beside. Throws EdgeError `disk`, and `conflict` for a file
   * of a newer edge.
   */
  static async open(folder: string, log: Logger): Promise<{ adviceLog: AdviceLog } & Read> {
    const { file, content } = await LineFile.open(join(folder, FILE));
    const { path } = file;
    try {
      const texts = content.toString("utf8").split("\n").slice(0, -1);
      const lines = texts.flatMap((text) => lineIn(text, path) ?? []);
      const records = new Map(lines.map(({ advice }) => [advice.adviceUid, advice] as const));
      const audit = lines.flatMap(({ advice, audit: acts = [] }) =>
        acts.map((act) => ({ about: advice.adviceUid, act })),
      );
      const adviceLog = new AdviceLog(file);
      if (lines.length < texts.length) {
        const aside = await keepDamaged(path, content);
        const badLines = texts.length - lines.length;
        log.error({ path, badLines, aside }, "lines of the recommendations are damaged, and what they say is lost");
        await adviceLog.replace(lines);
      }
      return { adviceLog, records, audit };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.#file.bytes;
  }

  /** Resolves when the lines are on disk. Rejects when none of them is in the file. */
  async append(lines: readonly AdviceLine[]): Promise<void> {
    await this.#file.append(lines.map(lineOf).join(""));
  }

  /** Replaces the log by these lines. The old file stays whole until the new one is on disk. */
  async replace(lines: readonly AdviceLine[]): Promise<void> {
    await this.#file.replace(lines.map(lineOf).join(""));
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function lineOf({ advice, audit = [] }: AdviceLine): string {
  return checkedLine({ v: FORMAT, advice, ...(audit.length === 0 ? {} : { audit }) });
}

/** Undefined when a byte of the line was changed. */
function lineIn(text: string, path: string): AdviceLine | undefined {
  const line = readRecord(text, path, FORMAT) as Partial<AdviceLine> | undefined;
  const { advice } = line ?? {};
  return typeof advice?.adviceUid === "string" && Array.isArray(advice.acts) ? (line as AdviceLine) : undefined;
}
