import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Text of a value that the agent cannot determine. */
export const UNAVAILABLE = "UNAVAILABLE";

/** One observation of a document, valid while it is read. */
export interface Observation {
  readonly category: "sample" | "event" | "condition";
  /** Name of its element; of a condition its level: Normal, Warning, Fault, Unavailable. */
  readonly level: string;
  /** `dataItemId`. */
  readonly dataItem: string;
  /** Number in the agent's buffer. */
  readonly sequence: number;
  /** When it was observed. */
  readonly time: Micros;
  attribute(name: string): string | undefined;
  /** Its content. Read attributes before. */
  readonly text: string;
  /** Its entries (DATA_SET), or its cells as `entry\ncell` (TABLE); text outside of them is then `text`. */
  entries(take: (key: string, removed: boolean, text: string) => void): void;
}
