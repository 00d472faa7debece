import type { AlertBook } from "../../contracts/alerts/alert.ts";
import type { WorkItem } from "../../contracts/records/work-book.ts";
import { dangerOf } from "../../contracts/safety/loop-facts.ts";
import { responseOf } from "../../contracts/safety/response.ts";

/**
 * Whether an ended item is looked for as long as an alert stands: without the danger or the response that an alert was,
 * the alert would be one again (rules SR24 and RE4).
 */
export function isNeededFor(alerts: Pick<AlertBook, "find">): (item: WorkItem) => boolean {
  return (item) => {
    const uid = dangerOf(item)?.alert ?? responseOf(item)?.alert;
    const alert = uid === undefined ? undefined : alerts.find(uid);
    return alert !== undefined && alert.clearedAt === undefined;
  };
}
