import type { LocalizedText, Tag } from "../../../edge/contracts/plant/tag.ts";
import { CATALOGUE, type TextKey } from "../i18n/catalogue.ts";
import { local, t } from "../i18n/language.ts";
import { clockOrMoment } from "./alert-times.ts";
import type { RecordEvidence } from "./evidence-record.ts";
import { formatAs, formatMeasured, formatNumber } from "./format.ts";
import { unitSymbol } from "./units.ts";

const MOST_DECIMALS = 9;

/** A field of evidence: its name, what it means, its value with unit. */
export interface EvidenceRow {
  readonly name: string;
  readonly meaning: string;
  readonly value: string;
}

export interface EvidenceContext {
  /** The tag of the evidence; undefined where the plant does not have it. */
  readonly tag: Pick<Tag, "type" | "labels" | "unit" | "range"> | undefined;
  /** Name of the component that the evidence is about. */
  readonly component: string | undefined;
  readonly zone: string;
  readonly nowMs: number;
}

type Field = "component" | "value" | "start" | "limit" | "usual" | "rarity" | "contribution" | "since" | "crossed";
type Key = Field | "window" | "regime" | "detector";

/** Every field that the evidence has, in the order in which a person reasons with it. Predictions are shown apart. */
export function evidenceRows(evidence: RecordEvidence, context: EvidenceContext): readonly EvidenceRow[] {
  const { tag, component, zone, nowMs } = context;
  const { statistic, usual, quality, regime, detector, fromMs, toMs } = evidence;
  const row = (key: Key, value: string | undefined): EvidenceRow[] =>
    value === undefined ? [] : [{ name: t(`evidence.${key}`), meaning: t(`evidence.${key}-why`), value }];
  const measured = (value: number | undefined) =>
    value === undefined || tag === undefined || !Number.isFinite(value) ? undefined : formatAs(tag, value);
  const judged = (value: number | undefined) =>
    statistic === undefined ? measured(value) : statisticText(value, statistic.unit);
  const at = (ms: number | undefined) =>
    ms === undefined || !Number.isFinite(ms) ? undefined : clockOrMoment(ms, zone, nowMs);
  const value = measured(evidence.value);
  return [
    ...row("component", component),
    ...row("value", value === undefined || quality !== "uncertain" ? value : t("evidence.uncertain", { value })),
    ...row("start", measured(evidence.startValue)),
    ...row("limit", measured(evidence.limit)),
    ...statisticRow(statistic),
    ...row("usual", rangeText(judged(usual?.low), judged(usual?.high))),
    ...row("rarity", percent(evidence.tailProbability)),
    ...row("contribution", percent(evidence.contribution)),
    ...row("since", at(evidence.sinceMs)),
    ...row("crossed", at(evidence.crossedMs)),
    ...row("window", spanText(at(fromMs), at(toMs))),
    ...row("regime", regime === undefined ? undefined : local(regime)),
    ...row("detector", detector === undefined ? undefined : detectorName(detector)),
  ];
}

function statisticRow(statistic: RecordEvidence["statistic"]): EvidenceRow[] {
  const value = statistic === undefined ? undefined : statisticText(statistic.value, statistic.unit);
  if (statistic === undefined || value === undefined) return [];
  return [{ name: capital(statistic.name), meaning: local(statistic.meaning), value }];
}

/** A statistic may be small in its unit: below a hundredth it has two digits, not zeros. */
export function statisticText(value: number | undefined, unit: string): string | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const size = Math.abs(value);
  if (size >= 0.01 || size === 0) return formatMeasured(value, { unit });
  const decimals = Math.min(MOST_DECIMALS, 1 - Math.floor(Math.log10(size)));
  return `${formatNumber(value, decimals)} ${unitSymbol(unit)}`.trimEnd();
}

function spanText(from: string | undefined, to: string | undefined): string | undefined {
  if (from === undefined || to === undefined || from === to) return from ?? to;
  return t("evidence.span", { from, to });
}

/** A range that is open on one side has a single end. */
export function rangeText(low: string | undefined, high: string | undefined): string | undefined {
  if (low === undefined) return high === undefined ? undefined : `≤ ${high}`;
  return high === undefined ? `≥ ${low}` : spanText(low, high);
}

/** Percent below which a chance is shown only as smaller than this: further zeros would add nothing. */
const LEAST_PERCENT = 0.0001;

/** Two digits, because small chances differ in magnitude, not in decimals. */
function percent(share: number | undefined): string | undefined {
  if (share === undefined || !Number.isFinite(share)) return undefined;
  if (share > 0 && share * 100 < LEAST_PERCENT)
    return `< ${t("evidence.percent", { n: formatNumber(LEAST_PERCENT, 4) })}`;
  const value = Number((share * 100).toPrecision(2));
  const decimals = String(value).split(".")[1]?.length ?? 0;
  return t("evidence.percent", { n: formatNumber(value, decimals) });
}

/** A kind that this page does not know is shown as the edge has it. */
function detectorName(kind: string): string {
  const key = `evidence.by-${kind}`;
  return Object.hasOwn(CATALOGUE, key) ? t(key as TextKey) : kind;
}

export function capital(name: LocalizedText): string {
  const text = local(name);
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
