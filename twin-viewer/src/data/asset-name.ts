import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { t } from "../i18n/language.ts";
import type { PlantIndex } from "./plant-index.ts";

/** Alerts of the edge about itself have this asset (`edge/compose/alerting/alerting.ts`). */
const THIS_EDGE = "urn:gemba:edge:";
const MOST_LETTERS = 24;

type Assets = Pick<PlantIndex, "asset"> | null;

/** Name of an asset on the screen: its label, never its URN, which means nothing to a user. */
export function assetName(index: Assets, uid: AssetUid): string {
  return index?.asset(uid)?.label ?? (uid.startsWith(THIS_EDGE) ? t("asset.this-edge") : shortId(uid));
}

/** Why an asset has no label; undefined where it has one. */
export function whyUnnamed(index: Assets, uid: AssetUid): string | undefined {
  if (index === null || index.asset(uid) !== undefined) return undefined;
  return t(uid.startsWith(THIS_EDGE) ? "asset.this-edge-why" : "asset.unlisted");
}

/** The last part of a URN or address, which mostly distinguishes assets. */
function shortId(uid: string): string {
  const last = uid.split(/[:/#]/).findLast((part) => part !== "") ?? uid;
  return last.length <= MOST_LETTERS ? last : `…${last.slice(1 - MOST_LETTERS)}`;
}
