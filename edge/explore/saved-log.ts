import { join } from "node:path";
import type { Logger } from "pino";
import type { StoredAct } from "../audit/late-acts.ts";
import type { Act } from "../contracts/access/journal.ts";
import type { Saved } from "../contracts/explore/record.ts";
import { checkedLine } from "../store/checked-line.ts";
import { LineFile } from "../store/line-file.ts";
import { keepDamaged, readRecord } from "../store/record-line.ts";

const FILE = "explore.log";
const FORMAT = 1;

/** A record as it is now, or the uid of one that was removed; with entries for the audit log. */
export type SavedLine = { readonly audit?: readonly Act[] } & (
  | { readonly saved: Saved }
  | { readonly removed: string }
);

interface Read {
  readonly records: ReadonlyMap<string, Saved>;
  readonly audit: readonly StoredAct[];
}

/**
 * Saved records on disk: one checked line `{ v: 1, saved, audit }` or `{ v: 1, removed, audit }` per change, of which
 * the last of a uid counts. One call at a time.
 */
export class SavedLog {
  readonly #file: LineFile;

  private constructor(file: LineFile) {
    this.#file = file;
  }

  /**
   * Opens the log of a data folder; an older folder has none, and begins with no records. A torn last line was never
   * answered, and is cut off. Damaged lines are left out; the file as it was is kept beside. Throws EdgeError `disk`,
   * and `conflict` for a file of a newer edge.
   */
  static async open(folder: string, log: Logger): Promise<{ savedLog: SavedLog } & Read> {
    const { file, content, cutBytes } = await LineFile.open(join(folder, FILE));
    const { path } = file;
    try {
      if (cutBytes > 0) log.warn({ path, bytes: cutBytes }, "removed an incomplete last line of the saved views");
      const { badLines, ...read } = replay(content.toString("utf8"), path);
      const savedLog = new SavedLog(file);
      if (badLines > 0) {
        const aside = await keepDamaged(path, content);
        log.error({ path, badLines, aside }, "lines of the saved views are damaged, and what they say is lost");
        const auditOf = Map.groupBy(read.audit, ({ about }) => about);
        const actsOf = (uid: string) => (auditOf.get(uid) ?? []).map(({ act }) => act);
        await savedLog.replace(Array.from(read.records.values(), (saved) => ({ saved, audit: actsOf(saved.uid) })));
      }
      return { savedLog, ...read };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.#file.bytes;
  }

  /** Resolves when the line is on disk. Rejects when it is not in the file. */
  async append(line: SavedLine): Promise<void> {
    await this.#file.append(lineOf(line));
  }

  /** Replaces the log by these lines. The old file stays whole until the new one is on disk. */
  async replace(lines: readonly SavedLine[]): Promise<void> {
    await this.#file.replace(lines.map(lineOf).join(""));
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function lineOf({ audit = [], ...line }: SavedLine): string {
  return checkedLine({ v: FORMAT, ...line, ...(audit.length === 0 ? {} : { audit }) });
}

function replay(content: string, path: string): Read & { readonly badLines: number } {
  const records = new Map<string, Saved>();
  const audit: StoredAct[] = [];
  let badLines = 0;
  for (const text of content.split("\n").slice(0, -1)) {
    const line = readRecord(text, path, FORMAT) as Partial<{ saved: Saved; removed: string; audit: Act[] }> | undefined;
    const uid = line?.saved?.uid ?? line?.removed;
    if (line === undefined || uid === undefined) {
      badLines++;
      continue;
    }
    if (line.saved === undefined) records.delete(uid);
    else records.set(uid, line.saved);
    audit.push(...(line.audit ?? []).map((act) => ({ about: uid, act })));
  }
  return { records, audit, badLines };
}
