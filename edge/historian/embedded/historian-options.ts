/** Options of the embedded historian. */
import type { Logger } from "pino";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { LiveTail } from "../live-tail.ts";
import type { Cursor } from "../log/cursor.ts";
import type { HistorianConfig } from "./config.ts";

export interface HistorianOptions {
  /** Folder of the database; made when absent. */
  readonly dir: string;
  readonly commitLog: {
    readonly dir: string;
    readonly logUid: string;
    readonly position: LogPosition;
    cursor(name: string, settleMs: number): Promise<Cursor>;
  };
  readonly config: Omit<HistorianConfig, "answers">;
  /** The newest samples, kept here until the process has stored them. */
  readonly tail: LiveTail;
  readonly log: Logger;
  /** The same as for the commit log. */
  readonly deletionTime?: () => Micros | undefined;
}
