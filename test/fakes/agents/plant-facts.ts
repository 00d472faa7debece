/** Facts of a running plant that questions about it need: an alert that somebody handled, a piece, an order, times. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The demo plant is in Shanghai, which sets no clocks back. */
const ZONE_MS = 8 * HOUR_MS;
/** By then late samples of a moment have arrived. */
const SETTLED_MS = 5_000;
const PATIENCE_MS = 150_000;
const EVERY_MS = 200;

export interface Facts {
  readonly texts: ReadonlyMap<string, string>;
  /** Labels of assets by uid. */
  readonly labels: ReadonlyMap<string, string>;
}

interface Alert {
  readonly alertUid: string;
  readonly assetUid: string;
  readonly raisedAt: string;
  readonly evidence: readonly unknown[];
  readonly response: object | null;
}

/** Repeats an attempt until it succeeds. A slow machine needs patience, and the attempt is the condition. */
export async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;)
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(EVERY_MS);
    }
}

/** Reads addresses below `/api/v1/`. Waits where the edge has too much to do. */
export function apiOf(address: string) {
  return async <T>(path: string): Promise<T> =>
    await patiently(async () => {
      const response = await fetch(`${address}/api/v1/${path}`);
      const body = await response.text();
      // The edge's health is an answer also while it is not ready.
      assert.ok(response.ok || path === "health", `${path} ${body}`);
      return JSON.parse(body) as T;
    });
}

export async function factsOf(address: string): Promise<Facts> {
  const get = apiOf(address);
  const { assets } = await get<{ assets: { assetUid: string; label: string }[] }>("assets");
  const labels = new Map(assets.map(({ assetUid, label }) => [assetUid, label]));
  const alert = await handledAlert(address, labels);
  const { piece, order } = await workedPiece(address);
  const raisedMs = Date.parse(alert.raisedAt);
  const endMs = Math.floor((Date.now() - SETTLED_MS) / 1000) * 1000;
  const todayMs = Math.floor((endMs + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;
  const times: Record<string, number> = {
    end: endMs,
    minuteAgo: endMs - HOUR_MS / 60,
    begin: endMs - HOUR_MS / 6,
    hoursAgo: endMs - 4 * HOUR_MS,
    hourBeforeEnd: endMs - HOUR_MS,
    eightBeforeEnd: endMs - 8 * HOUR_MS,
    hourBeforeAlert: raisedMs - HOUR_MS,
    today: todayMs,
    yesterday: todayMs - DAY_MS,
    weekAgo: todayMs - 8 * DAY_MS,
    dayAfterWeekAgo: todayMs - 7 * DAY_MS,
  };
  const texts = new Map(Object.entries(times).map(([name, ms]) => [name, new Date(ms).toISOString()]));
  texts.set("cnc", "urn:binjiang:cnc-101").set("cncUid", "urn:binjiang:cnc-101").set("piece", piece);
  texts.set("order", order).set("alert", alert.alertUid).set("alertAt", alert.raisedAt);
  texts.set("alertAsset", labels.get(alert.assetUid) ?? "").set("alertAssetUid", alert.assetUid);
  texts.set("alertAtUtc", new Date(raisedMs).toISOString());
  return { texts, labels };
}

/** An alert of the plant that somebody acknowledged, with a work item. */
async function handledAlert(address: string, labels: ReadonlyMap<string, string>): Promise<Alert> {
  const get = apiOf(address);
  const alert = await patiently(async () => {
    const { alerts } = await get<{ alerts: Alert[] }>("alerts?limit=100");
    // Alerts of the edge itself are about no asset.
    const isFit = (one: Alert) => labels.has(one.assetUid) && one.evidence.length > 0 && one.response !== null;
    const alert = alerts.findLast(isFit);
    assert.ok(alert !== undefined, "no alert of a machine stands");
    return alert;
  });
  const send = async (path: string, body: object): Promise<void> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${address}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(response.ok, await response.text());
  };
  await send("work-items", { cause: alert.alertUid });
  await send(`alerts/${alert.alertUid}/acknowledge`, {});
  return alert;
}

/** A piece in the plant that a machine has finished an operation on. */
async function workedPiece(address: string): Promise<{ readonly piece: string; readonly order: string }> {
  const get = apiOf(address);
  return await patiently(async () => {
    const { pieces } = await get<{ pieces: { piece: string }[] }>("pieces?limit=40");
    for (const { piece } of pieces) {
      const { life } = await get<{ life: { order: string; backward: { operations: unknown[] } } }>(
        `genealogy?piece=${encodeURIComponent(piece)}`,
      );
      if (life.order !== "" && life.backward.operations.length > 0) return { piece, order: life.order };
    }
    throw new Error("no piece has an operation");
  });
}
