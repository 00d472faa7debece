import { join } from "node:path";
import type { Logger } from "pino";
import type { StockChange } from "../contracts/records/spares.ts";
import { checkedLine } from "../store/checked-line.ts";
import { LineFile } from "../store/line-file.ts";
import { keepDamaged, readRecord } from "../store/record-line.ts";

const FILE = "stock.log";
const FORMAT = 1;

/** A change, or changes of one part that are put together. */
export type StockLine = Omit<StockChange, "onHand"> & { readonly isFolded?: true };

/** Changes of stock on disk: one checked line `{ v: 1, change }` each, in order. One call at a time. */
export class StockLog {
  readonly #file: LineFile;

  private constructor(file: LineFile) {
    this.#file = file;
  }

  /**
   * A torn last line was never answered, and is cut off. Damaged lines are left out; the file as it was is kept
   * beside. Throws EdgeError `disk`, and `conflict` for a file of a newer edge.
   */
  static async open(dir: string, log: Logger): Promise<{ stockLog: StockLog; changes: readonly StockLine[] }> {
    const { file, content } = await LineFile.open(join(dir, FILE));
    try {
      const lines = content.toString("utf8").split("\n").slice(0, -1);
      const changes = lines.flatMap(
        (line) => (readRecord(line, file.path, FORMAT) as { readonly change: StockLine } | undefined)?.change ?? [],
      );
      const stockLog = new StockLog(file);
      if (changes.length < lines.length) {
        const aside = await keepDamaged(file.path, content);
        const badLines = lines.length - changes.length;
        log.error(
          { aside, badLines },
          "lines of the stock are damaged, and what they say is lost; count the spare parts",
        );
        await stockLog.replace(changes);
      }
      return { stockLog, changes };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Resolves when the change is on disk. Rejects when it is not in the file. */
  async append(change: StockLine): Promise<void> {
    await this.#file.append(checkedLine({ v: FORMAT, change }));
  }

  async replace(changes: readonly StockLine[]): Promise<void> {
    await this.#file.replace(changes.map((change) => checkedLine({ v: FORMAT, change })).join(""));
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
