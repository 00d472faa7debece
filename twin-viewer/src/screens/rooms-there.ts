/** Which rooms a page has: by what the plant has, and through a hub by what the hub knows of the plant (rule CV30). */
import type { PlantIndex } from "../data/plant-index.ts";
import { isRoomHere } from "../data/rooms-here.ts";
import type { Screen } from "../data/signals.ts";
import { elsewhereScreen } from "./elsewhere.tsx";
import { SCREEN_VIEWS } from "./list.ts";
import type { ScreenView } from "./screen.ts";

/** Whether the room has a tab: rooms whose capability the plant lacks have none. */
export function hasTab(room: Screen, index: PlantIndex | null): boolean {
  const { isThere } = SCREEN_VIEWS[room];
  return isRoomHere(room) && (isThere === undefined || (index !== null && isThere(index)));
}

/** What the page shows for the room; a link may lead to one that is not here. */
export function viewOf(room: Screen): ScreenView {
  const view = SCREEN_VIEWS[room];
  return isRoomHere(room) ? view : { ...elsewhereScreen, key: view.key };
}
