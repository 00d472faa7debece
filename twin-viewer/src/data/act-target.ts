import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { local } from "../i18n/language.ts";
import { assetName } from "./asset-name.ts";
import type { PlantIndex } from "./plant-index.ts";
import { nameOfRule } from "./rule-name.ts";

interface Known {
  readonly index: PlantIndex | null;
  readonly alerts: readonly Pick<AlertView, "alertUid" | "assetUid" | "message">[];
}

/**
 * The object of an entry of the audit log: assets by label, rules by name, known alerts by message.
 */
export function targetText(target: string, { index, alerts }: Known): string {
  const alert = alerts.find(({ alertUid }) => alertUid === target);
  if (alert !== undefined) return `${assetName(index, alert.assetUid)} · ${local(alert.message)}`;
  // Out of service: an asset, or an asset and its rule (edge/alerts/out-of-service.ts).
  const [uid = "", ...rest] = target.split(" ");
  if (!uid.startsWith("urn:") && index?.asset(uid as AssetUid) === undefined) return target;
  const rule = rest.join(" ");
  const name = assetName(index, uid as AssetUid);
  return rule === "" ? name : `${name} · ${index === null ? rule : nameOfRule(index, rule, uid as AssetUid)}`;
}
