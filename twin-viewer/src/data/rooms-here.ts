/** Which rooms a page has through a hub, which has no books of the edge (rule CV30). */
import { SITE_OF_HUB } from "./base.ts";
import type { Screen } from "./signals.ts";

/**
 * Rooms that show books, plans and settings of the plant's own edge and next to nothing besides. Those of energy and
 * safety have values of now too; their cards name what is missing.
 */
const AT_EDGE_ALONE: ReadonlySet<Screen> = new Set<Screen>([
  "material",
  "maintenance",
  "quality",
  "reports",
  "forecast",
  "schedule",
  "jobs",
  "dashboards",
  "settings",
  "layout",
  "setup",
]);

/** Whether the page has the room, however it was opened. */
export function isRoomHere(room: Screen, isThroughHub = SITE_OF_HUB !== null): boolean {
  return !(isThroughHub && AT_EDGE_ALONE.has(room));
}
