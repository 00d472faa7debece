import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import { formatValue } from "../data/format.ts";
import type { Mirror } from "../data/mirror.ts";
import { workTags } from "../data/pieces.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { tagTitle } from "../i18n/components.ts";
import type { PanelLine, PanelText } from "../scene/panel-screens.ts";

const MOST_LINES = 5;
/** Values that a panel shows first, if its machine has them. */
const ROLES = ["axis-x", "axis-y", "axis-z", "spindle-speed", "tool-life-used", "belt-speed", "active-power"] as const;

/** What the screen of a machine's panel shows at the page's time. */
export function panelText(asset: Asset, index: PlantIndex, mirror: Mirror): PanelText {
  const line = (tag: Tag | undefined): PanelLine | undefined =>
    tag === undefined || mirror.freshness(tag.ref) === "none"
      ? undefined
      : { name: tagTitle(tag), value: formatValue(tag, mirror), isOld: mirror.freshness(tag.ref) !== "live" };
  const withRole = (role: (typeof ROLES)[number] | "item-state" | "program") => index.tagWith(asset.assetUid, role);
  const { piece, progress } = workTags(index, asset.assetUid);
  const share = progress === undefined ? Number.NaN : mirror.value(progress.ref) / 100;
  const lines = [piece, ...ROLES.map(withRole)].map(line).filter((one) => one !== undefined);
  return {
    label: asset.label,
    state: line(withRole("item-state")),
    program: line(withRole("program")),
    progress: share >= 0 ? Math.min(1, share) : undefined,
    lines: lines.filter(({ value }) => value !== "").slice(0, MOST_LINES),
  };
}
