import { effect, signal } from "@preact/signals";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import type { Kiosk } from "./data/address.ts";
import { isAdvisory } from "./data/asset-state.ts";
import { isRotating, openDashboard } from "./data/dashboard-link.ts";
import { alerts, connection, plant, planView, screen, second, selected } from "./data/signals.ts";

/** Settings of a wall screen; null on a desk. */
export const kiosk = signal<Kiosk | null>(null);

/** The camera frames a new alarm of priority 1 this long. */
const FRAMED_MS = 30_000;
const CHECK_EVERY_MS = 3_600_000;
const SHIFT_EVERY_MS = 60_000;
const SHIFT_PX = 2;
/** More than these after hours means that something leaks: a wall screen heals itself. */
const BUDGET = { nodes: 20_000, heapMb: 400, geometries: 400, textures: 60 };
/** Hours of the day, at the site, in which a wall screen dims. */
const NIGHT = { from: 22, to: 6 };

/** The actions of the picture that a wall screen uses. */
export interface KioskStage {
  focusOn(place: readonly [x: number, y: number], radiusM: number): void;
  focus(uid: AssetUid): void;
  overview(): void;
}

/** Runs the wall screen for as long as the page lives. */
export function runKiosk(plan: Kiosk, stage: () => KioskStage | null): void {
  document.documentElement.dataset["kiosk"] = plan.only;
  if (plan.only === "plan") planView.value = true;
  if (plan.only === "energy") screen.value = "energy";
  if (plan.only === "alarms") screen.value = "alerts";
  if (plan.only === "dashboards") {
    screen.value = "dashboards";
    // A link to one dashboard stays there.
    isRotating.value = openDashboard.value === "";
  }
  keepAwake();
  if (plan.tourS > 0) tour(plan.tourS, stage);
  frameUrgent(stage);
  setInterval(shiftPixels, SHIFT_EVERY_MS);
  setInterval(() => {
    if (isOverBudget() && isQuiet()) window.location.reload();
  }, CHECK_EVERY_MS);
  effect(() => {
    // Night is the site's night, known once the plant is loaded.
    second.value;
    if (plant.value !== null) dim(plant.value.plant.site.timeZone);
  });
}

/** Area by area, then the whole plant; waits while an alarm is framed. */
function tour(seconds: number, stage: () => KioskStage | null): void {
  let stop = -1;
  setInterval(() => {
    const areas = plant.value?.plant.zones.filter(({ kind }) => kind === "area") ?? [];
    if (framedUntil > Date.now()) return;
    stop = (stop + 1) % (areas.length + 1);
    const area = areas[stop];
    if (area === undefined) {
      stage()?.overview();
      return;
    }
    const [xs, ys] = [area.polygon.map(([x]) => x), area.polygon.map(([, y]) => y)];
    const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2;
    const reach = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) / 2;
    stage()?.focusOn([middle(xs), middle(ys)], reach * 0.6);
  }, seconds * 1000);
}

let framedUntil = 0;

function frameUrgent(stage: () => KioskStage | null): void {
  let known = new Set(alerts.peek().map(({ alertUid }) => alertUid));
  effect(() => {
    const fresh = alerts.value.find(
      (alert) => !known.has(alert.alertUid) && alert.priority === 1 && alert.state === "active" && !isAdvisory(alert),
    );
    known = new Set(alerts.value.map(({ alertUid }) => alertUid));
    if (fresh === undefined) return;
    framedUntil = Date.now() + FRAMED_MS;
    selected.value = fresh.assetUid;
    stage()?.focus(fresh.assetUid);
    setTimeout(() => {
      if (Date.now() < framedUntil - 1_000) return;
      selected.value = null;
      stage()?.overview();
    }, FRAMED_MS);
  });
}

/** Asks the system to keep the screen on; needs a secure origin, and is asked again when the page comes back. */
function keepAwake(): void {
  const ask = () => {
    if (document.visibilityState === "visible") void navigator.wakeLock?.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}

let shifts = 0;

/** Moves the page by two pixels a minute round a square, so that nothing burns in. */
function shiftPixels(): void {
  const [x, y] = [
    [0, 0],
    [SHIFT_PX, 0],
    [SHIFT_PX, SHIFT_PX],
    [0, SHIFT_PX],
  ][++shifts % 4] as [number, number];
  document.body.style.translate = `${x}px ${y}px`;
}

function dim(zone: string): void {
  const hour = Number(
    new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" }).format(Date.now()),
  );
  document.documentElement.dataset["night"] = String(hour >= NIGHT.from || hour < NIGHT.to);
}

/** Compares nodes, heap and GPU objects with the limits of the page. */
function isOverBudget(): boolean {
  const memory = (performance as { memory?: { usedJSHeapSize: number } }).memory;
  const stats = window.__twin?.stats();
  return (
    document.getElementsByTagName("*").length > BUDGET.nodes ||
    (memory?.usedJSHeapSize ?? 0) > BUDGET.heapMb * 1e6 ||
    (stats?.geometries ?? 0) > BUDGET.geometries ||
    (stats?.textures ?? 0) > BUDGET.textures
  );
}

/** No alarm waits for a user, and the edge can serve the page. */
function isQuiet(): boolean {
  return (
    connection.value.state === "open" && !alerts.value.some((alert) => alert.state === "active" && !isAdvisory(alert))
  );
}
