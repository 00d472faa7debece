import { expect, it } from "vitest";
import { isRoomHere } from "../../twin-viewer/src/data/rooms-here.ts";
import { SCREENS } from "../../twin-viewer/src/data/signals.ts";

it("[CV30] through a hub only rooms have a tab that show more than the edge's books, and at an edge all", () => {
  expect(SCREENS.filter((one) => isRoomHere(one, true))).toEqual([
    "overview",
    "energy",
    "safety",
    "alerts",
    "explore",
    "diagnostics",
    "asset",
  ]);
  expect(SCREENS.every((one) => isRoomHere(one, false))).toBe(true);
});
