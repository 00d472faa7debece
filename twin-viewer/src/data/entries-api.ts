/** Reasons of scrap and rework, and readings by hand, as the API takes and gives them. Times RFC 3339. */
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type {
  EntryKind,
  EntrySum,
  QualityEntry,
  ReadingPlan,
  ReasonView,
} from "../../../edge/contracts/quality/entries.ts";
import { ask, jsonOf } from "./api.ts";

export type EntryAnswer = Omit<QualityEntry, "at"> & { readonly at: string };

export interface EntriesAnswer {
  readonly isCurrent: boolean;
  readonly entries: readonly EntryAnswer[];
  /** All entries of the time, listed or not. */
  readonly count: number;
  readonly sums: readonly (EntrySum & { readonly name: LocalizedText | null; readonly lostS: number | null })[];
  readonly unexplained: readonly {
    readonly station: string;
    readonly kind: EntryKind;
    readonly reported: number;
    readonly explained: number;
  }[];
  readonly reasons: readonly ReasonView[];
  readonly readings: readonly ReadingPlan[];
}

/** Of the last day, with what can be entered at a station. */
export function fetchEntriesAt(station: string): Promise<EntriesAnswer> {
  return ask(`/api/v1/quality/entries?${new URLSearchParams({ station }).toString()}`);
}

export function fetchEntries(fromMs: number, toMs: number): Promise<EntriesAnswer> {
  const span = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  return ask(`/api/v1/quality/entries?${new URLSearchParams(span).toString()}`);
}

export type EnteredEntry = Pick<QualityEntry, "entryUid" | "kind" | "station" | "reason"> & {
  readonly piece?: string;
  readonly count?: number;
  readonly comment?: string;
};

export function enterEntry(entry: EnteredEntry): Promise<EntryAnswer> {
  return ask("/api/v1/quality/entries", jsonOf("POST", entry));
}

export function correctEntry(
  { entryUid, version }: Pick<EntryAnswer, "entryUid" | "version">,
  facts: Pick<EntryAnswer, "reason" | "count" | "isWithdrawn">,
): Promise<EntryAnswer> {
  return ask(`/api/v1/quality/entries/${entryUid}/correct`, jsonOf("POST", { version, ...facts }));
}

export function enterReading(reading: {
  readonly plan: string;
  readonly station: string;
  readonly piece: string;
  readonly value: number;
  readonly at: string;
}): Promise<{ readonly ok: boolean }> {
  return ask("/api/v1/quality/readings", jsonOf("POST", reading));
}
