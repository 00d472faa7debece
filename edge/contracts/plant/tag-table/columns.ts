/** Columns of the table of all tags and limits, on the page and in a workbook (docs/rules/config-edits.md, CE13). */
import type { LocalizedText } from "../tag.ts";

/**
 * Where a column has its value. `tag`: in the tag itself. `rule`: in the entry of `detectors.limits.adjust` that is for
 * this tag alone; an empty cell leaves it to the entries for more tags and to the section.
 */
export interface TagColumn {
  readonly key: TagColumnKey;
  readonly head: LocalizedText;
  readonly of: "tag" | "rule";
  readonly at: readonly (string | number)[];
  readonly kind: "text" | "number" | "word";
  /** Lowest and highest number. */
  readonly within?: readonly [low: number, high: number];
  /** A tag must have it. */
  readonly isRequired?: true;
  /** Only number tags have it. */
  readonly isOfNumbers?: true;
}

export const LIMIT_KEYS = ["lowLow", "low", "high", "highHigh"] as const;
export const RANGE_KEYS = ["rangeLow", "rangeHigh"] as const;
export const RESPONSE_KEYS = ["actionZh", "actionEn", "consequenceZh", "consequenceEn", "withinMin"] as const;
type LimitKey = (typeof LIMIT_KEYS)[number];
export type TagColumnKey =
  | LimitKey
  | (typeof RANGE_KEYS)[number]
  | (typeof RESPONSE_KEYS)[number]
  | "nameZh"
  | "nameEn"
  | "unit"
  | "role"
  | "deadBand"
  | "onDelay"
  | "offDelay"
  | "annunciation";

/** Words of the column `annunciation`, which a workbook has in its language. */
export const ANNUNCIATIONS: Readonly<Record<string, LocalizedText>> = {
  alarm: { en: "alarm", zh: "报警" },
  advisory: { en: "advisory", zh: "提示" },
  event: { en: "event", zh: "事件" },
};

const LIMIT_HEADS: Readonly<Record<LimitKey, LocalizedText>> = {
  lowLow: { en: "Low low", zh: "低低限" },
  low: { en: "Low", zh: "低限" },
  high: { en: "High", zh: "高限" },
  highHigh: { en: "High high", zh: "高高限" },
};

const DAY_S = 86_400;
const ofNumbers = { isOfNumbers: true } as const;

export const TAG_COLUMNS: readonly TagColumn[] = [
  {
    ...{ key: "nameZh", head: { en: "Chinese name", zh: "中文名称" } },
    ...{ of: "tag", at: ["name", "zh"], kind: "text", isRequired: true },
  },
  {
    ...{ key: "nameEn", head: { en: "English name", zh: "英文名称" } },
    ...{ of: "tag", at: ["name", "en"], kind: "text", isRequired: true },
  },
  { key: "unit", head: { en: "Unit", zh: "单位" }, of: "tag", at: ["unit"], kind: "text" },
  { key: "role", head: { en: "Role", zh: "用途" }, of: "tag", at: ["role"], kind: "text" },
  number("rangeLow", { en: "Range from", zh: "量程下限" }, "tag", ["range", 0]),
  number("rangeHigh", { en: "Range to", zh: "量程上限" }, "tag", ["range", 1]),
  ...LIMIT_KEYS.map((key) => number(key, LIMIT_HEADS[key], "tag", ["limits", key])),
  number("deadBand", { en: "Dead band %", zh: "回差 %" }, "rule", ["hysteresisPercent"], [0, 50]),
  number("onDelay", { en: "On delay s", zh: "报警延时 s" }, "rule", ["onDelayS"], [0, DAY_S]),
  number("offDelay", { en: "Off delay s", zh: "恢复延时 s" }, "rule", ["offDelayS"], [0, DAY_S]),
  {
    ...{ key: "annunciation", head: { en: "Annunciation", zh: "报警方式" } },
    ...{ of: "rule", at: ["annunciation"], kind: "word", ...ofNumbers },
  },
  response("actionZh", { en: "Action, Chinese", zh: "措施（中文）" }, ["action", "zh"]),
  response("actionEn", { en: "Action, English", zh: "措施（英文）" }, ["action", "en"]),
  response("consequenceZh", { en: "Consequence, Chinese", zh: "后果（中文）" }, ["consequence", "zh"]),
  response("consequenceEn", { en: "Consequence, English", zh: "后果（英文）" }, ["consequence", "en"]),
  number("withinMin", { en: "Within minutes", zh: "时限（分钟）" }, "rule", ["response", "withinMin"], [0.01, 1440]),
];

function number(
  key: TagColumnKey,
  head: LocalizedText,
  of: TagColumn["of"],
  at: TagColumn["at"],
  within?: TagColumn["within"],
): TagColumn {
  return { key, head, of, at, kind: "number", ...ofNumbers, ...(within === undefined ? {} : { within }) };
}

function response(key: TagColumnKey, head: LocalizedText, at: readonly string[]): TagColumn {
  return { key, head, of: "rule", at: ["response", ...at], kind: "text", ...ofNumbers };
}

export function columnOf(key: TagColumnKey): TagColumn {
  return TAG_COLUMNS.find((column) => column.key === key) as TagColumn;
}
