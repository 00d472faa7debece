import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { ruleName } from "../../../edge/contracts/words/rule-name.ts";
import { language } from "../i18n/chosen.ts";
import type { PlantIndex } from "./plant-index.ts";

/** The name of a rule in the page's language. */
export function nameOfRule(index: PlantIndex, rule: string, assetUid: AssetUid): string {
  return ruleName(rule, { tags: index.tagsOf(assetUid), zones: index.plant.zones }, language.value);
}
