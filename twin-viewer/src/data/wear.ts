import type { AssetUid, Tag } from "../../../edge/contracts/plant/tag.ts";
import { t } from "../i18n/language.ts";
import { formatFactor } from "./format.ts";
import type { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";

/** A part that wears faster than a real one, with the factor. */
export interface FastPart {
  readonly component: string;
  readonly factor: number;
}

/**
 * The parts of an asset whose source reports faster wear. Simulations report it, so that no user takes their minutes
 * for the weeks of a real part.
 */
export function fastParts<T extends Pick<Tag, "component"> & { readonly role?: Tag["role"] | null }>(
  tags: readonly T[],
  factorOf: (tag: T) => number,
): readonly FastPart[] {
  return tags.flatMap((tag) => {
    if (tag.role !== "wear-factor") return [];
    const factor = factorOf(tag);
    return factor > 1 ? [{ component: tag.component, factor }] : [];
  });
}

/** The same for an asset at the page's time. */
export function fastPartsOf(uid: AssetUid, index: PlantIndex, mirror: Mirror): readonly FastPart[] {
  return fastParts(index.tagsOf(uid), ({ ref }) => mirror.value(ref));
}

/** "simulated wear ×24" for one part, empty for normal wear. All joints of a robot share one text. */
export function wearOf(component: string, parts: readonly FastPart[]): string {
  const part =
    parts.find((one) => one.component === component) ??
    (component.startsWith("joint-") ? parts.find((one) => one.component === "gears") : undefined);
  return part === undefined ? "" : wearText(part.factor);
}

/** "simulated wear ×4,121". */
export function wearText(factor: number): string {
  return t("wear.times", { n: formatFactor(factor) });
}
