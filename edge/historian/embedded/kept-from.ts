import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { HistorianConfig } from "./config.ts";
import type { SpanFile } from "./spans.ts";

const HOUR_US = 3600e6;

/** How long the commit log keeps segments where the config says nothing. */
const LOG_HOURS = 72;

/**
 * The hours of the config for the commit log, and the config for the historian. Samples about people are never kept
 * until the disk is used: where they are stored, the historian has the hours of the log.
 */
export function hoursKept<Config extends Pick<HistorianConfig, "retentionHours">>(
  config: Config,
  storesPeople: boolean,
): { readonly historian: Config; readonly logHours: number } {
  const logHours = config.retentionHours ?? LOG_HOURS;
  return { historian: storesPeople ? { ...config, retentionHours: logHours } : config, logHours };
}

/**
 * Oldest arrival that is kept at `now`: of raw samples, and of each kind of file. Without `retentionHours` samples have
 * no age: they stay until the disk is used.
 */
export function keptFrom(
  now: Micros,
  { retentionHours, rollupDays }: Pick<HistorianConfig, "retentionHours" | "rollupDays">,
): { readonly raw: Micros; readonly files: ReadonlyMap<SpanFile, Micros> } {
  const raw = retentionHours === undefined ? 0 : Math.max(0, Math.floor(now - retentionHours * HOUR_US));
  const rollups = Object.entries(rollupDays).map(([level, days]): [SpanFile, Micros] => [
    level as SpanFile,
    Math.max(0, now - days * 24 * HOUR_US),
  ]);
  const longest = Math.min(...(raw === 0 ? [] : [raw]), ...rollups.map(([, from]) => from));
  return { raw, files: new Map<SpanFile, Micros>([["samples", raw], ["texts", raw], ["events", longest], ...rollups]) };
}
