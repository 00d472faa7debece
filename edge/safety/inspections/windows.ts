/** When inspections are to be done: stretches of whole days by the site's clocks (rule SR20). Pure. */
import { createHash } from "node:crypto";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { Zone } from "../../contracts/plant/time-zone.ts";
import type { InspectionTask } from "../../contracts/safety/register.ts";

const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday: stretches of seven days begin on Mondays. */
const MONDAY = 3;

/** The stretch that has `at` in it. Stretches of one length are the same at all times and after every restart. */
export function windowAt(at: Micros, everyDays: number, zone: Zone): TimeRange {
  const day = Math.floor(zone.toLocal(at / 1000) / DAY_MS) + MONDAY;
  return windowOf(Math.floor(day / everyDays), everyDays, zone);
}

function windowOf(number: number, everyDays: number, zone: Zone): TimeRange {
  const startOf = (n: number): Micros => zone.toUtc((n * everyDays - MONDAY) * DAY_MS) * 1000;
  return { from: startOf(number), to: startOf(number + 1) };
}

/** Uid of the work item of a stretch: the same after a restart. */
export function inspectionUid({ id }: Pick<InspectionTask, "id">, { from }: Pick<TimeRange, "from">): string {
  return uidOf(`inspection ${id} ${from}`);
}

/** A uid that the same subject has always. */
export function uidOf(subject: string): string {
  return createHash("sha256").update(subject).digest("hex").slice(0, 32);
}
