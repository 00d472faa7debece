import type { AlertBook, AlertView } from "../../../contracts/alerts/alert.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import {
  type ComponentCondition,
  type ComponentLife,
  type ComponentPlace,
  type HealthReader,
  healthRule,
} from "../../../contracts/health/component-condition.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import { type Caller, demand } from "../caller.ts";

type ConditionReader = Pick<HealthReader, "components" | "life">;

export interface ComponentHealthDeps {
  /** Absent where nothing is watched. */
  readonly componentHealth?: ConditionReader;
  readonly alerts: Pick<AlertBook, "standing">;
}

interface WithAlert extends ComponentCondition {
  /** The active alert about it; null without one. */
  readonly alertUid: string | null;
}

/**
 * Conditions of all components, or of those of one asset. What the standing alert says of a component wins, so that
 * the list and the alert agree (rule HB15). Throws EdgeError `unavailable`.
 */
export async function componentHealthIn(
  { componentHealth, alerts }: ComponentHealthDeps,
  caller: Caller,
  assetUid: AssetUid | undefined,
): Promise<readonly WithAlert[]> {
  demand(caller, "GET /api/v1/component-health");
  const all = await readerIn(componentHealth).components();
  const standing = new Map<string, AlertView>();
  for (const alert of alerts.standing())
    if (alert.clearedAt === undefined) standing.set(keyOf(alert.assetUid, alert.rule), alert);
  const wanted = assetUid === undefined ? all : all.filter((one) => one.assetUid === assetUid);
  return wanted.map((one) => withAlert(one, standing.get(keyOf(one.assetUid, healthRule(one.component)))));
}

/** Evidence and life of one component. Throws EdgeError `unavailable`, `not-found`. */
export async function componentLifeIn(
  { componentHealth }: Pick<ComponentHealthDeps, "componentHealth">,
  caller: Caller,
  place: ComponentPlace,
): Promise<ComponentLife> {
  demand(caller, "GET /api/v1/component-health/life");
  const life = await readerIn(componentHealth).life(place);
  if (life === undefined)
    throw new EdgeError("not-found", "This edge watches no such component. GET /api/v1/component-health lists them.");
  return life;
}

function readerIn(componentHealth: ConditionReader | undefined): ConditionReader {
  if (componentHealth === undefined) throw new EdgeError("unavailable", "This edge watches no components.");
  return componentHealth;
}

function keyOf(assetUid: string, rule: string): string {
  return `${assetUid} ${rule}`;
}

function withAlert(one: ComponentCondition, alert: AlertView | undefined): WithAlert {
  if (alert === undefined) return { ...one, alertUid: null };
  return { ...one, alertUid: alert.alertUid, severity: alert.severity, rul: alert.rul ?? null };
}
