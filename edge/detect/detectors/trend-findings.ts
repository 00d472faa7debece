/** Findings of the trend detector for a tag, in both languages. */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { quantity } from "../../contracts/plant/quantity.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import { type AssetTag, slugOf } from "../rules/rule-detector.ts";
import { subject } from "../rules/texts.ts";
import type { TrendConfig } from "../rules/trend-config.ts";

/** An active trend at one moment. */
export interface Trend {
  readonly at: Micros;
  /** The window that the line goes through, and the newest value. */
  readonly window: Pick<Evidence, "tag" | "from" | "to" | "startValue" | "quality">;
  readonly value: number;
  /** The side from which the limit is approached. */
  readonly towards: "up" | "down";
  /** Means that the line goes through. */
  readonly means: number;
  /** The crossing to come, or the one that has happened. */
  readonly ahead: Pick<Evidence, "prediction" | "crossedAt">;
}

/** The limit whose crossing a rule predicts, undefined where the tag has none. */
export function limitFor(config: TrendConfig, tag: Tag): number | undefined {
  return typeof config.to === "number" ? config.to : tag.limits?.[config.to];
}

/** One rule per tag, because an asset may have several tags that fit one entry of the config. */
export function ruleOf(config: TrendConfig, tag: Tag): string {
  return `trend/${config.id}/${slugOf(tag)}`;
}

/** A prediction, or the fact that it came true (rule A83). */
export function standingFinding(watched: AssetTag, config: TrendConfig, trend: Trend): Finding {
  const { asset, tag } = watched;
  const { at, window, value, towards, means, ahead } = trend;
  const text = subject(asset, tag);
  const limit = limitFor(config, tag) as number;
  const bound = quantity(limit, tag.unit);
  const hasReference = config.reference !== undefined;
  const why = {
    zh: `按最近 ${means} 个均值${hasReference ? "与参考标签之差" : ""}的稳健直线外推`,
    en: `robust line through the last ${means} means${hasReference ? " of the distance from the reference" : ""}`,
  };
  const past = towards === "up" ? { zh: "已超过", en: "has risen above" } : { zh: "已低于", en: "has fallen below" };
  return {
    ...about(watched, config, at),
    standing: true,
    message:
      ahead.crossedAt === undefined
        ? { zh: `${text.zh}预计将达到 ${bound}`, en: `${text.en} is expected to reach ${bound}` }
        : { zh: `${text.zh}${past.zh} ${bound}`, en: `${text.en} ${past.en} ${bound}` },
    evidence: [{ ...window, detector: "trend", value, limit, why, ...ahead }],
    value: { tag: tag.ref, value, towards },
  };
}

/** The prediction is withdrawn. */
export function clearedFinding(watched: AssetTag, config: TrendConfig, at: Micros): Finding {
  const { asset, tag } = watched;
  const text = subject(asset, tag);
  const bound = quantity(limitFor(config, tag) as number, tag.unit);
  return {
    ...about(watched, config, at),
    standing: false,
    message: { zh: `${text.zh}已无趋近 ${bound} 的趋势`, en: `${text.en} no longer heads for ${bound}` },
    evidence: [],
  };
}

function about({ asset, tag }: AssetTag, config: TrendConfig, at: Micros) {
  const { severity } = config;
  return { rule: ruleOf(config, tag), assetUid: asset.assetUid, kind: "prediction" as const, at, severity };
}
