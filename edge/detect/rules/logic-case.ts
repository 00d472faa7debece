import type { AlertKind } from "../../contracts/alerts/alert.ts";
import type { FoundValue } from "../../contracts/alerts/detector.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { LocalizedText, Tag } from "../../contracts/plant/tag.ts";
import { matchesAsset, matchesTag, type TagPattern } from "../../contracts/plant/tag-pattern.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import type { AlertAttributes } from "./attributes.ts";
import type { AssetTag, DetectorContext } from "./rule-detector.ts";

/** Evidence of a case; the detector adds time and quality. */
type CaseEvidence = Pick<Evidence, "tag" | "value" | "limit" | "why">;

/** One rule on one asset: its inputs, its judgement and its messages. */
export interface LogicCase {
  readonly rule: string;
  readonly asset: Asset;
  readonly inputs: readonly Tag[];
  /** Turns a text sample of an input into the number that `judge` takes; absent where inputs are numbers. */
  readonly codeOf?: (text: string) => number;
  /** 1, 0, or NaN for unknown. `stands`: whether the alert is active, for dead-bands. */
  judge(values: Float64Array, stands: boolean): number;
  readonly kind: AlertKind;
  readonly severity: number;
  readonly onDelayS: number;
  readonly offDelayS: number;
  readonly attributes: AlertAttributes;
  /** `word`: the newest text, where the input is one. */
  say(
    values: Float64Array,
    word?: string,
  ): { readonly message: LocalizedText; readonly evidence: readonly CaseEvidence[]; readonly value?: FoundValue };
  readonly cleared: LocalizedText;
}

/** Tags that match a pattern, of every type that has samples. */
export function selectTags(pattern: TagPattern, context: Pick<DetectorContext, "plant" | "tags">): AssetTag[] {
  const found: AssetTag[] = [];
  for (const asset of context.plant.assets)
    for (const tag of context.tags.ofAsset(asset.assetUid))
      if (tag.type !== "waveform" && matchesTag(pattern, asset, tag)) found.push({ asset, tag });
  return found;
}

/** For each asset that has exactly one tag for every name: the tags in the order of the names. */
export function bindNames(
  names: Readonly<Record<string, TagPattern>>,
  of: TagPattern | undefined,
  context: Pick<DetectorContext, "plant" | "tags">,
): { readonly asset: Asset; readonly inputs: readonly Tag[] }[] {
  const found: { asset: Asset; inputs: Tag[] }[] = [];
  for (const asset of context.plant.assets) {
    const inputs = Object.values(names).flatMap((pattern) => {
      const fitting = context.tags
        .ofAsset(asset.assetUid)
        .filter(
          (tag) =>
            (tag.type === "number" || tag.type === "boolean" || tag.type === "enum") && matchesTag(pattern, asset, tag),
        );
      return fitting.length === 1 ? fitting : [];
    });
    if (inputs.length === Object.keys(names).length && (of === undefined || matchesAsset(of, asset)))
      found.push({ asset, inputs });
  }
  return found;
}
