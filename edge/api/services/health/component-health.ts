import { EdgeError } from "../../../contracts/errors.ts";
import type { ComponentCondition, HealthReader } from "../../../contracts/health/component-condition.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import { type Caller, demand } from "../caller.ts";

export interface ComponentHealthDeps {
  /** Absent where nothing is watched. */
  readonly componentHealth?: HealthReader;
}

/** Conditions of all components, or of those of one asset. Throws EdgeError `unavailable`. */
export async function componentHealthIn(
  { componentHealth }: ComponentHealthDeps,
  caller: Caller,
  assetUid: AssetUid | undefined,
): Promise<readonly ComponentCondition[]> {
  demand(caller, "GET /api/v1/component-health");
  if (componentHealth === undefined) throw new EdgeError("unavailable", "This edge watches no components.");
  const all = await componentHealth.components();
  return assetUid === undefined ? all : all.filter((one) => one.assetUid === assetUid);
}
