import { formatClock } from "../data/format.ts";
import type { DeclaredGap } from "../data/gaps-of.ts";
import { t } from "../i18n/language.ts";

/** A chart names this many gaps below it; the pointer names the others. */
export const MOST_NAMED = 2;

/** "Data missing 10:42:10–10:44:02: milling, link lost", by the site's clock. */
export function gapText({ fromMs, toMs, source, reason }: DeclaredGap, zone: string): string {
  return t("trend.gap", { from: formatClock(fromMs, zone), to: formatClock(toMs, zone), source, reason });
}
