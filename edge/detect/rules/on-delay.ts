import type { Asset } from "../../contracts/plant/plant.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import type { DetectorsConfig } from "./config.ts";
import { adjustedFor } from "./limits-of-tag.ts";

/** What decides the delay of an alert. */
export interface DelayedAlert {
  readonly rule: string;
  readonly asset: Pick<Asset, "kind" | "label"> | undefined;
  readonly tag: Pick<Tag, "component" | "signal" | "role" | "limits"> | undefined;
}

const SILENCE = /^(link-stale|source-lost|peer-lost)\/|^sources-lost$/;

/** On-delay of an alert's rule, seconds: so long its condition held before it was raised. 0 where no rule has one. */
export function onDelayS(config: DetectorsConfig, { rule, asset, tag }: DelayedAlert): number {
  const [section, id] = rule.split("/");
  const list = section === "state" ? config.states : section === "expression" ? config.expressions : undefined;
  if (list !== undefined) return list.find((one) => one.id === id)?.onDelayS ?? 0;
  if (section === "deviation") return config.deviations.find((one) => one.id === id)?.onDelayS ?? 0;
  if (SILENCE.test(rule)) return config.stale.afterS;
  if (asset === undefined || tag?.limits === undefined || !/\/(high|low)$/.test(rule)) return 0;
  return adjustedFor(config.limits, asset, tag).onDelayS;
}
