import { t } from "../i18n/language.ts";
import { formatAge } from "./format.ts";
import type { ComponentAnswer } from "./maintenance-api.ts";

/** Evidence at the end of the scale of charts, and that from which a statement is made (rule HB2). */
export const [MOST_EVIDENCE, STATEMENT] = [30, 9];

/** The components of a plant as maintenance works through them. */
export interface ComponentRows {
  /** Spoken about: safety first, then least time left, then most severe. */
  readonly act: readonly ComponentAnswer[];
  /** Watched, strongest evidence first. */
  readonly watch: readonly ComponentAnswer[];
  readonly healthy: readonly ComponentAnswer[];
  readonly learning: readonly ComponentAnswer[];
}

export function componentRows(all: readonly ComponentAnswer[], nowMs: number): ComponentRows {
  const of = (stage: ComponentAnswer["stage"]) => all.filter((one) => one.stage === stage);
  return {
    act: of("act").sort(
      (a, b) =>
        Number(isSafety(b)) - Number(isSafety(a)) ||
        soonest(a, nowMs) - soonest(b, nowMs) ||
        (b.severity ?? 0) - (a.severity ?? 0) ||
        byEvidence(a, b),
    ),
    watch: of("watch").sort(byEvidence),
    healthy: of("healthy"),
    learning: of("learning"),
  };
}

/** What may hurt people, such as a bypassed interlock, does not wait for what wears. */
export function isSafety({ kind }: Pick<ComponentAnswer, "kind">): boolean {
  return kind === "safety";
}

function byEvidence(a: ComponentAnswer, b: ComponentAnswer): number {
  return b.evidence - a.evidence;
}

/** Milliseconds until it ends with a chance of 10 %; where nobody knows, after all that are known. */
function soonest({ rul }: ComponentAnswer, nowMs: number): number {
  const left = rul === null ? undefined : leftMs(rul, nowMs);
  return left === undefined ? Number.MAX_VALUE : left.p10;
}

interface TimeLeft {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** Remaining time of a forecast now, milliseconds, at least 0. Undefined without its time. */
export function leftMs(rul: NonNullable<ComponentAnswer["rul"]>, nowMs: number): TimeLeft | undefined {
  const at = Date.parse(rul.at ?? "");
  if (Number.isNaN(at)) return undefined;
  const left = (seconds: number) => Math.max(0, at + seconds * 1000 - nowMs);
  return { p10: left(rul.p10), p50: left(rul.p50), p90: left(rul.p90) };
}

/** The forecast in a sentence. */
export function leftText({ p10, p50, p90 }: TimeLeft): string {
  if (p90 === 0) return t("room.rul-over");
  if (p50 === 0) return t("room.rul-due-why", { to: formatAge(p90) });
  return t("room.rul-why", { from: formatAge(p10), at: formatAge(p50), to: formatAge(p90) });
}

/** The time left in words with its interval, or that nobody knows it. */
export function rulText(rul: ComponentAnswer["rul"], nowMs: number): string {
  const left = rul === null ? undefined : leftMs(rul, nowMs);
  if (left === undefined) return t("room.rul-unknown");
  if (left.p90 === 0) return t("room.rul-over");
  if (left.p50 === 0) return t("room.rul-due", { to: formatAge(left.p90) });
  const [at, from, to] = [formatAge(left.p50), formatAge(left.p10), formatAge(left.p90)];
  // A common unit appears once, and none beside nothing.
  const [low = "", unit = ""] = from.split(" ");
  return t("maintenance.interval", { at, from: left.p10 === 0 || to.endsWith(` ${unit}`) ? low : from, to });
}

/** Percent of a probability, never 0 or 100 for one that is not certain. */
export function percentOf(p: number): number {
  return Math.max(1, Math.min(99, Math.round(p * 100)));
}
