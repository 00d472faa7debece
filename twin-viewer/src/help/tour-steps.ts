import type { TextKey } from "../i18n/catalogue.ts";

interface TourStep {
  /** The element that the step is about. */
  readonly target: string;
  readonly title: TextKey;
  readonly text: TextKey;
}

/** Two minutes over the elements that every room has and those of the overview. */
export const TOUR_STEPS: readonly TourStep[] = [
  { target: ".scene", title: "tour.picture", text: "tour.picture-text" },
  { target: ".kpis", title: "tour.figures", text: "tour.figures-text" },
  { target: "[aria-labelledby=alerts-title]", title: "tour.alarms", text: "tour.alarms-text" },
  { target: ".bottom", title: "tour.time", text: "tour.time-text" },
  { target: ".clock", title: "tour.live", text: "tour.live-text" },
  { target: ".rooms", title: "tour.rooms", text: "tour.rooms-text" },
  { target: ".search-button", title: "tour.search", text: "tour.search-text" },
  { target: ".help-button", title: "tour.help", text: "tour.help-text" },
];

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const GAP_PX = 12;

/** Where a card of a size stands beside a target without covering it; over it, low, where there is no room beside. */
export function cardPlace(target: Box, card: Pick<Box, "width" | "height">, window: Pick<Box, "width" | "height">) {
  const inside = (at: number, size: number, whole: number) => Math.max(GAP_PX, Math.min(at, whole - size - GAP_PX));
  const left = inside(target.left + (target.width - card.width) / 2, card.width, window.width);
  const top = inside(target.top + (target.height - card.height) / 2, card.height, window.height);
  const below = target.top + target.height + GAP_PX;
  if (below + card.height + GAP_PX <= window.height) return { left, top: below };
  const above = target.top - card.height - GAP_PX;
  if (above >= GAP_PX) return { left, top: above };
  const before = target.left - card.width - GAP_PX;
  if (before >= GAP_PX) return { left: before, top };
  const after = target.left + target.width + GAP_PX;
  if (after + card.width + GAP_PX <= window.width) return { left: after, top };
  return { left, top: inside(target.top + target.height - card.height - GAP_PX, card.height, window.height) };
}
