/** Which sources report pieces, as the material twin's file knows them. */
import { readTables } from "../../store/read-tables.ts";
import { fromText } from "../../store/record-text.ts";
import { type SourceGapState, sourceOf } from "./source-gaps.ts";

/** Names of links and sources. */
export interface ReportingSources {
  /** Their events moved pieces, carriers or orders. */
  readonly reporters: ReadonlySet<string>;
  /** Of these, the ones that are silent at the newest report. */
  readonly silent: ReadonlySet<string>;
}

/** Reads a copy of the material twin's file. */
export function readReportingSources(path: string): ReportingSources {
  const tables = readTables(path);
  try {
    const row = tables.get("SELECT value FROM state WHERE name = 'reconciliation'");
    if (row === undefined) return { reporters: new Set(), silent: new Set() };
    const { gaps } = fromText(String(row["value"])) as { readonly gaps?: SourceGapState };
    const reporters = new Set(Object.values(gaps?.reporters ?? {}).flat());
    const sources = new Set([...reporters].map(sourceOf));
    const isOfOne = (name: string): boolean => reporters.has(name) || (name === sourceOf(name) && sources.has(name));
    return { reporters, silent: new Set((gaps?.silent ?? []).filter(isOfOne)) };
  } finally {
    tables.close();
  }
}
