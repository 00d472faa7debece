import type { AlertView } from "../contracts/alerts/alert.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { filledIn } from "../contracts/plant/filled-in.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { AssetUid, TagTable } from "../contracts/plant/tag.ts";
import type { ReportCell } from "../contracts/reports/document.ts";
import { alarmTexts } from "../contracts/words/alarm-texts.ts";
import { balanceTexts } from "../contracts/words/balance-texts.ts";
import { energyTexts } from "../contracts/words/energy-texts.ts";
import { durationText, hoursText, measuredTexts, rateText, ratioText } from "../contracts/words/figure-text.ts";
import type { Language } from "../contracts/words/language.ts";
import { figuresTexts } from "../contracts/words/maintenance-texts.ts";
import { mediaTexts } from "../contracts/words/media-texts.ts";
import { missingReason } from "../contracts/words/missing-reason.ts";
import { numberText } from "../contracts/words/number-text.ts";
import { productionTexts } from "../contracts/words/production-texts.ts";
import { ruleName } from "../contracts/words/rule-name.ts";
import { kpiTexts } from "../contracts/words/strip-texts.ts";
import { clockText, dateText, momentText } from "../contracts/words/time-text.ts";
import { qualityReportTexts } from "./quality-texts.ts";
import { reportTexts } from "./texts.ts";

const TEXTS = {
  ...alarmTexts,
  ...balanceTexts,
  ...energyTexts,
  ...figuresTexts,
  ...mediaTexts,
  ...kpiTexts,
  ...productionTexts,
  ...qualityReportTexts,
  ...reportTexts,
};
type ReportTextKey = keyof typeof TEXTS;

/** Rooms of the viewer that links open. */
type Room = "overview" | "material" | "energy" | "maintenance" | "quality" | "alerts" | "asset" | "forecast";

/** Everything that turns values into texts of one language at one site; numbers as the screen writes them. */
export type Words = ReturnType<typeof wordsIn>;

export function wordsIn(
  language: Language,
  {
    plant,
    tags,
    viewer,
  }: { readonly plant: Plant; readonly tags: Pick<TagTable, "ofAsset">; readonly viewer?: string },
) {
  const { timeZone } = plant.site;
  const fill = filledIn<ReportTextKey>(TEXTS, language);
  const say = (key: ReportTextKey, parts: Readonly<Record<string, string | number>> = {}): string => fill(key, parts);
  const assets = new Map(plant.assets.map((asset) => [asset.assetUid as string, asset]));
  const labelOf = (uid: string): string => assets.get(uid)?.label ?? "Gemba";
  const linkTo = (room: Room, at: Micros, label?: string): { readonly link?: string } => {
    if (viewer === undefined) return {};
    const query = new URLSearchParams();
    if (label !== undefined && label !== "Gemba") query.set("a", label);
    query.set("l", language);
    query.set("t", new Date(at / 1000).toISOString());
    return { link: `${viewer.replace(/\/$/, "")}/#/${room}?${query.toString()}` };
  };
  const count = (value: number): string => numberText(value, language, 0);
  const ratio = (value: number | null) => ratioText(value, language);
  const duration = (seconds: number | null) => durationText(seconds, language);
  return {
    language,
    timeZone,
    say,
    local: (text: Readonly<Record<Language, string>>): string => text[language],
    labelOf,
    linkTo,
    count,
    ratio,
    duration,
    rate: (perHour: number | null) => rateText(perHour, language),
    hours: (seconds: number | null) => hoursText(seconds, language),
    measured: (amount: number, u: number | null) => measuredTexts(amount, u, language),
    number: (value: number, decimals?: number) => numberText(value, language, decimals),
    /** The time of day, with the day where the span has more than one. */
    moment: (at: Micros, isLong = true): string =>
      isLong ? momentText(at / 1000, timeZone, false) : clockText(at / 1000, timeZone, false),
    day: (at: Micros): string => dateText(at / 1000, timeZone),
    reason: (reason: string | null): string => missingReason(reason ?? say("kpi.unknown-reason"), language),
    ruleOf: ({ rule, assetUid }: Pick<AlertView, "rule" | "assetUid">): string =>
      ruleName(rule, { tags: tags.ofAsset(assetUid as AssetUid), zones: plant.zones }, language),
    list: (names: readonly string[], most = 4): string => {
      const shown = names.slice(0, most).join(say("list.between"));
      return names.length <= most ? shown : say("list.more", { list: shown, count: names.length });
    },
    cells: {
      count: (value: number): ReportCell => ({ text: count(value), value }),
      ratio: (value: number | null): ReportCell => ({ text: ratio(value), value }),
      duration: (value: number | null): ReportCell => ({ text: duration(value), value }),
    },
  };
}
