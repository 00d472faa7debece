import type { Tag } from "../../../contracts/plant/tag.ts";
import type { ComponentWatch, WatchedAsset } from "../../watch.ts";
import { InstrumentParts } from "./instrument-parts.ts";
import { InstrumentWatch } from "./instrument-watch.ts";

/** One watch for each component with numbers that are read from a device. */
export function instruments(asset: WatchedAsset): readonly ComponentWatch[] {
  const byComponent = Map.groupBy(asset.tags.filter(isInstrument), ({ component }) => component);
  if (byComponent.size === 0) return [];
  const columns = new InstrumentParts([...byComponent.values()].flat());
  const siblings: InstrumentWatch[] = [];
  let first = 0;
  for (const [component, tags] of byComponent) {
    siblings.push(new InstrumentWatch(asset, component, { tags, siblings, columns, first }));
    first += tags.length;
  }
  return siblings;
}

function isInstrument({ type, isStatic, isDerived, role, class: personal }: Tag): boolean {
  return (
    type === "number" && isStatic !== true && isDerived !== true && role !== "wear-factor" && personal === undefined
  );
}
