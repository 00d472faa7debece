/** Limits that a person froze, as an event of the log: the book follows nothing else, so that a replay has them too. */
import { uuidv7 } from "../batch/uuidv7.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ChartKind, ChartModel } from "../contracts/quality/chart.ts";
import type { LimitsVersion } from "../contracts/quality/quality.ts";

export const LIMITS_FROZEN = "quality.limits";

export type FrozenLimits = Omit<LimitsVersion, "version">;

/** The log is JSON, which has no NaN: fields without a value are left out. */
export function limitsEvent({ model, ...limits }: FrozenLimits, now: Micros): EdgeEvent {
  return {
    eventUid: uuidv7(now / 1000),
    type: LIMITS_FROZEN,
    time: limits.at,
    receivedAt: now,
    schema: "quality-limits/1",
    payload: {
      ...limits,
      model: Object.fromEntries(Object.entries(model).filter(([, value]) => !Number.isNaN(value))),
    },
  };
}

/** Undefined for a payload that a server made up, which could have this type too. */
export function limitsIn({ payload, time }: EdgeEvent): FrozenLimits | undefined {
  const { plan, machine, by, comment, model, from, to, excluded } = payload as Partial<Record<string, unknown>>;
  const isNamed = typeof plan === "string" && typeof machine === "string" && typeof by === "string";
  const isPlaced = Number.isInteger(from) && Number.isInteger(to) && Array.isArray(excluded);
  if (!isNamed || !isPlaced || typeof model !== "object" || model === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(model));
  const number = (name: string): number => {
    const value = fields.get(name);
    return typeof value === "number" ? value : Number.NaN;
  };
  const read: ChartModel = {
    kind: fields.get("kind") as ChartKind,
    size: number("size"),
    centre: number("centre"),
    sigma: number("sigma"),
    lambda: number("lambda"),
    width: number("width"),
    reference: number("reference"),
  };
  if (!Number.isFinite(read.centre) || !(read.size > 0)) return undefined;
  return {
    plan,
    machine,
    by,
    at: time,
    comment: typeof comment === "string" ? comment : null,
    model: read,
    from: Number(from),
    to: Number(to),
    excluded: excluded.filter((one): one is number => Number.isInteger(one)),
  };
}
