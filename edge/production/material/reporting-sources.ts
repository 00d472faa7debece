/** Which sources report pieces, and how far their reports have come, as the material twin's file knows it. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { readTables } from "../../store/read-tables.ts";
import { fromText } from "../../store/record-text.ts";
import { type FormerNames, type SourceGapState, sourceOf } from "./source-gaps.ts";

/** Names of links and sources. */
export interface ReportingSources {
  /** Their events moved pieces, carriers or orders. */
  readonly reporters: ReadonlySet<string>;
  /** Of these, the ones that are silent at `upTo`. */
  readonly silent: ReadonlySet<string>;
  /** All that arrived before this is in the file; -Infinity: not known. */
  readonly upTo: Micros;
  /** When the edge last began to listen, by log time; -Infinity: not known. */
  readonly startedAt: Micros;
}

/** Reads the material twin's file, which an edge may write to. */
export function readReportingSources(path: string): ReportingSources {
  const [reconciliation, time] = readTables(path, (tables) =>
    ["reconciliation", "time"].map((name): unknown => {
      const row = tables.get("SELECT value FROM state WHERE name = ?", name);
      return row === undefined ? undefined : fromText(String(row["value"]));
    }),
  );
  const { gaps } = (reconciliation ?? {}) as { readonly gaps?: Partial<SourceGapState> & FormerNames };
  const reporters = new Set(Object.values(gaps?.reporters ?? gaps?.tellers ?? {}).flat());
  const sources = new Set([...reporters].map(sourceOf));
  const isOfOne = (name: string): boolean => reporters.has(name) || (name === sourceOf(name) && sources.has(name));
  return {
    reporters,
    silent: new Set((gaps?.silent ?? []).filter(isOfOne)),
    upTo: typeof time === "number" && !Number.isNaN(time) ? time : Number.NEGATIVE_INFINITY,
    startedAt: gaps?.startedAt ?? Number.NEGATIVE_INFINITY,
  };
}
