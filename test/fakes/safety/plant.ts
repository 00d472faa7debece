/** A plant with a work book on disk and a safety loop over it. */

import type { Journal } from "../../../edge/contracts/access/journal.ts";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { Zone } from "../../../edge/contracts/plant/time-zone.ts";
import type { WorkAct } from "../../../edge/contracts/records/work-item.ts";
import { SafetyLoop } from "../../../edge/safety/loop.ts";
import { OpenItems } from "../../../edge/safety/open-items.ts";
import { type OpenWorkBook, openWorkBook } from "../../../edge/work/work-book.ts";
import { log } from "../../unit/detect/bench-plant.ts";
import { register, safety, WRITTEN, words } from "./register.ts";

export const EDGE = "urn:gemba:edge:e" as AssetUid;
const OVEN = "urn:t:oven" as AssetUid;
/** A Monday, 00:00 in Berlin. */
export const MONDAY = Date.UTC(2026, 0, 4, 23) * 1000;
export const HOUR = 3_600e6;
export const DAY = 24 * HOUR;

const PLANNED = {
  ...WRITTEN,
  inspections: [
    ...WRITTEN.inspections,
    {
      id: "day",
      name: words("Daily"),
      level: "team",
      place: { zone: "cell" },
      items: [words("Fence"), words("Floor")],
    },
  ],
  dangers: { fromAlerts: [{ rules: "gas/*", hazard: "HZ-2" }] },
};

export const alertOf = (n: number, raisedAt: Micros): AlertView =>
  ({
    alertUid: `alert-${n}`,
    occurrenceUid: `occurrence-${n}`,
    rule: "gas/high",
    assetUid: OVEN,
    message: words("Gas high"),
    evidence: [],
    raisedAt,
  }) as unknown as AlertView;

export interface OpenLoop {
  readonly work: OpenWorkBook;
  readonly items: OpenItems;
  readonly loop: SafetyLoop;
  close(): Promise<void>;
}

/** Opens the work items of a folder and the loop over them, as a start of the edge does. */
export async function openLoop(dir: string, journal: Journal, alerts: () => readonly AlertView[]): Promise<OpenLoop> {
  const work = await openWorkBook({ dir, journal, log });
  const items = new OpenItems(work);
  const loop = new SafetyLoop({
    register: register(PLANNED),
    fromAlerts: safety(PLANNED).dangers.fromAlerts,
    plant: { assets: [{ assetUid: OVEN, label: "OVN-1" }] as never },
    edgeUid: EDGE,
    zone: new Zone("Europe/Berlin"),
    work,
    alerts: { standing: alerts },
    items,
  });
  return { work, items, loop, close: () => work.close() };
}

const PERSON = { name: "li", as: "person" } as const;
const ACTOR = { role: "maintainer", principal: { user: "li", role: "maintainer", origin: "" } } as const;

/** A person's act; `by` for another one. */
export function actAs(work: OpenWorkBook, itemUid: string, act: Omit<WorkAct, "by">): Promise<unknown> {
  return work.act(itemUid, { ...act, by: PERSON } as WorkAct, ACTOR);
}
