import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { HistorianConfig } from "./config.ts";
import type { SpanFile } from "./spans.ts";

const HOUR_US = 3600e6;

/** Oldest arrival that is kept at `now`: of raw samples, and of each kind of file. */
export function keptFrom(
  now: Micros,
  { retentionHours, rollupDays }: Pick<HistorianConfig, "retentionHours" | "rollupDays">,
): { readonly raw: Micros; readonly files: ReadonlyMap<SpanFile, Micros> } {
  const raw = Math.max(0, Math.floor(now - retentionHours * HOUR_US));
  const rollups = Object.entries(rollupDays).map(([level, days]): [SpanFile, Micros] => [
    level as SpanFile,
    Math.max(0, now - days * 24 * HOUR_US),
  ]);
  const longest = Math.min(raw, ...rollups.map(([, from]) => from));
  return { raw, files: new Map<SpanFile, Micros>([["samples", raw], ["texts", raw], ["events", longest], ...rollups]) };
}
