import { join } from "node:path";
import type { Logger } from "pino";
import type { StoredAct } from "../audit/late-acts.ts";
import type { Act } from "../contracts/access/journal.ts";
import type { WorkItem } from "../contracts/records/work-book.ts";
import type { WorkAct } from "../contracts/records/work-item.ts";
import { checkedLine } from "../store/checked-line.ts";
import { LineFile } from "../store/line-file.ts";
import { keepDamaged, readRecord } from "../store/record-line.ts";

const FILE = "work-items.log";
const ARCHIVE = "work-items-archive.log";
const FORMAT = 1;

/** The note that is written with an item or an act, so that it is known after a kill. */
interface Besides {
  /** Entries for the audit log. */
  readonly audit?: readonly Act[];
  /** Uids of all acts of this item whose events the commit log may lack; absent: as before. */
  readonly owed?: readonly string[] | undefined;
}

/** A reported item, or an act on one. An act that the item has already changes nothing but what is owed. */
export type WorkLine = Besides & ({ readonly item: WorkItem } | { readonly itemUid: string; readonly act: WorkAct });

interface Read {
  /** In the order of their reports. */
  readonly items: readonly WorkItem[];
  readonly audit: readonly StoredAct[];
  /** By item: uids of acts whose events the commit log may lack. */
  readonly owed: ReadonlyMap<string, readonly string[]>;
}

/**
 * Work items on disk: one line per report and act, in order. A line is `CRC-32 of the JSON, 8 hex digits, space, JSON,
 * newline`; the JSON is `{ v: 1, item, audit, owed }` or `{ v: 1, itemUid, act, audit, owed }`. One call at a time.
 */
export class WorkLog {
  readonly #file: LineFile;
  readonly #archivePath: string;
  readonly #log: Logger;

  private constructor(file: LineFile, archivePath: string, log: Logger) {
    this.#file = file;
    this.#archivePath = archivePath;
    this.#log = log;
  }

  /**
   * Opens the log of a data folder. A torn last line was never answered, and is cut off. Damaged lines in between are
   * left out; the file as it was is kept beside. Throws EdgeError `disk`, and `conflict` for a file of a newer edge.
   */
  static async open(folder: string, log: Logger): Promise<{ workLog: WorkLog } & Read> {
    const { file, content, cutBytes } = await LineFile.open(join(folder, FILE));
    const { path } = file;
    try {
      if (cutBytes > 0) log.warn({ path, bytes: cutBytes }, "removed an incomplete last line of the work items");
      const { badLines, ...read } = replay(content, path);
      const workLog = new WorkLog(file, join(folder, ARCHIVE), log);
      if (badLines > 0) await workLog.#setAside(content, { badLines, ...read });
      return { workLog, ...read };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.#file.bytes;
  }

  /** Resolves when the line is on disk. Rejects when it is not in the file. */
  async append(line: WorkLine): Promise<void> {
    await this.#file.append(lineOf(line));
  }

  /** Replaces the log by these lines. The old file stays whole until the new one is on disk. */
  async replace(lines: Iterable<WorkLine>): Promise<void> {
    await this.#file.replace(Array.from(lines, lineOf).join(""));
  }

  /** Appends items to the archive, which is for people: the edge never reads it. */
  async archive(items: readonly WorkItem[]): Promise<void> {
    const { file } = await LineFile.openAtEnd(this.#archivePath);
    try {
      await file.append(items.map((item) => lineOf({ item })).join(""));
    } finally {
      await file.close();
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #setAside(content: Buffer, read: Read & { readonly badLines: number }): Promise<void> {
    const { badLines, items, audit, owed } = read;
    const aside = await keepDamaged(this.#file.path, content);
    this.#log.error(
      { path: this.#file.path, badLines, aside },
      "lines of the work items are damaged, and what they say is lost; the file as it was is kept beside: compare it " +
        "with a backup",
    );
    const auditOf = Map.groupBy(audit, ({ about }) => about);
    const lineFor = (item: WorkItem): WorkLine => ({
      item,
      audit: (auditOf.get(item.itemUid) ?? []).map(({ act }) => act),
      owed: owed.get(item.itemUid),
    });
    await this.replace(items.map(lineFor));
  }
}

function lineOf({ audit, ...line }: WorkLine): string {
  return checkedLine({ v: FORMAT, ...line, ...(audit === undefined || audit.length === 0 ? {} : { audit }) });
}

function replay(content: Buffer, path: string): Read & { readonly badLines: number } {
  const items = new Map<string, WorkItem>();
  const audit: StoredAct[] = [];
  const owed = new Map<string, readonly string[]>();
  let badLines = 0;
  let start = 0;
  for (let end = content.indexOf(10); end >= 0; end = content.indexOf(10, start)) {
    const line = parsed(content.toString("utf8", start, end), path);
    start = end + 1;
    const uid = line === undefined ? "" : "item" in line ? line.item.itemUid : line.itemUid;
    const after = line === undefined ? undefined : "item" in line ? line.item : withAct(items.get(uid), line.act);
    if (after === undefined) {
      badLines++;
      continue;
    }
    items.set(uid, after);
    audit.push(...(line?.audit ?? []).map((act) => ({ about: uid, act })));
    if (line?.owed !== undefined) owed.set(uid, line.owed);
  }
  return { items: [...items.values()], audit, owed, badLines };
}

/** Undefined where the line of the item is lost. */
function withAct(item: WorkItem | undefined, act: WorkAct): WorkItem | undefined {
  return item === undefined || item.acts.some(({ actUid }) => actUid === act.actUid)
    ? item
    : { ...item, acts: [...item.acts, act] };
}

/** Undefined when a byte of the line was changed. */
function parsed(text: string, path: string): WorkLine | undefined {
  const record = readRecord(text, path, FORMAT);
  if (record === undefined) return undefined;
  const { v: _format, ...line } = record;
  const { item, itemUid, act } = line as { item?: Partial<WorkItem>; itemUid?: unknown; act?: Partial<WorkAct> };
  const isItem = typeof item?.itemUid === "string" && typeof item.about === "object" && Array.isArray(item.acts);
  const isAct = typeof itemUid === "string" && typeof act?.actUid === "string" && typeof act.kind === "string";
  return isItem || isAct ? (line as unknown as WorkLine) : undefined;
}
