import type { AlertBook, AlertKind, AlertView } from "../../../contracts/alerts/alert.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import {
  type ComponentCondition,
  type ComponentLife,
  type ComponentPlace,
  type HealthReader,
  healthRule,
} from "../../../contracts/health/component-condition.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import type { WorkBook, WorkItem } from "../../../contracts/records/work-book.ts";
import { progressOf, type WorkProgress, workState } from "../../../contracts/records/work-item.ts";
import { type Caller, demand } from "../caller.ts";

type ConditionReader = Pick<HealthReader, "components" | "life">;

export interface ComponentHealthDeps {
  /** Absent where nothing is watched. */
  readonly componentHealth?: ConditionReader;
  readonly alerts: Pick<AlertBook, "standing">;
  /** Absent where the edge keeps no work items. */
  readonly work?: Pick<WorkBook, "newestFirst">;
}

interface WithAlert extends ComponentCondition {
  /** The active alert about it; null without one. */
  readonly alertUid: string | null;
  /** Its kind: `safety` comes before everything that wears. */
  readonly kind: AlertKind | null;
  /** The work on what was found, or on the component. */
  readonly work: WorkProgress | null;
}

/**
 * Conditions of all components, or of those of one asset. What the standing alert says of a component wins, so that
 * the list and the alert agree (rule HB15), and work on it is named with its state (rule WI40). Throws EdgeError
 * `unavailable`.
 */
export async function componentHealthIn(
  { componentHealth, alerts, work }: ComponentHealthDeps,
  caller: Caller,
  assetUid: AssetUid | undefined,
): Promise<readonly WithAlert[]> {
  demand(caller, "GET /api/v1/component-health");
  const all = await readerIn(componentHealth).components();
  const standing = new Map<string, AlertView>();
  for (const alert of alerts.standing())
    if (alert.clearedAt === undefined) standing.set(keyOf(alert.assetUid, alert.rule), alert);
  const wanted = assetUid === undefined ? all : all.filter((one) => one.assetUid === assetUid);
  const workOf = worked(work?.newestFirst() ?? []);
  return wanted.map((one) => {
    const alert = standing.get(keyOf(one.assetUid, healthRule(one.component)));
    return { ...withAlert(one, alert), work: workOf(one, alert?.alertUid) };
  });
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

/**
 * The newest work that came from an alert, whose end does not end the alert at once; without one the newest open
 * work on the component.
 *
 * @param items newest first
 */
function worked(
  items: Iterable<WorkItem>,
): (place: ComponentPlace, alertUid: string | undefined) => WorkProgress | null {
  const byCause = new Map<string, WorkItem>();
  const byPlace = new Map<string, WorkItem>();
  for (const item of items) {
    const state = workState(item);
    if (state === "rejected") continue;
    const { cause, about } = item;
    if (cause !== undefined && !byCause.has(cause)) byCause.set(cause, item);
    const place = keyOf(about.assetUid, about.component ?? "");
    if (about.component !== undefined && state !== "closed" && !byPlace.has(place)) byPlace.set(place, item);
  }
  return ({ assetUid, component }, alertUid) => {
    const item = byCause.get(alertUid ?? "") ?? byPlace.get(keyOf(assetUid, component));
    return item === undefined ? null : progressOf(item);
  };
}

function withAlert(one: ComponentCondition, alert: AlertView | undefined): Omit<WithAlert, "work"> {
  if (alert === undefined) return { ...one, alertUid: null, kind: null };
  return { ...one, alertUid: alert.alertUid, kind: alert.kind, severity: alert.severity, rul: alert.rul ?? null };
}
