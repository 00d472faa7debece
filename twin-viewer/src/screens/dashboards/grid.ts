/** Places of panels on the grid: moves and sizes that keep panels apart. */
import type { Panel } from "../../../../edge/contracts/dashboards/dashboard.ts";
import { COLUMNS, MOST_ROWS, overlap, type PanelPlace } from "../../../../edge/contracts/dashboards/grid.ts";

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/** A place inside the grid: the size first, then the corner. */
export function inside({ x, y, w, h }: PanelPlace): PanelPlace {
  const [width, height] = [Math.max(1, Math.min(COLUMNS, w)), Math.max(1, Math.min(MOST_ROWS, h))];
  return {
    x: Math.max(0, Math.min(COLUMNS - width, x)),
    y: Math.max(0, Math.min(MOST_ROWS - height, y)),
    w: width,
    h: height,
  };
}

/**
 * The panels with one at another place. The others that it would cover move down, and those below them too; undefined
 * where the grid has no room for that.
 */
export function placed(panels: readonly Panel[], at: number, place: PanelPlace): readonly Panel[] | undefined {
  const places = panels.map((panel, i): Mutable<PanelPlace> => ({ ...(i === at ? inside(place) : panel.at) }));
  const fixed = [places[at] as PanelPlace];
  const rest = places
    .map((one, i) => ({ one, i }))
    .filter(({ i }) => i !== at)
    .sort((a, b) => a.one.y - b.one.y || a.one.x - b.one.x);
  for (const { one } of rest) {
    let other = fixed.find((taken) => overlap(taken, one));
    while (other !== undefined) {
      one.y = other.y + other.h;
      other = fixed.find((taken) => overlap(taken, one));
    }
    if (one.y + one.h > MOST_ROWS) return undefined;
    fixed.push(one);
  }
  return panels.map((panel, i) => ({ ...panel, at: places[i] as PanelPlace }));
}

/** The first free place for a panel of this size, row by row; undefined where the grid is full. */
export function freePlace(panels: readonly Panel[], { w, h }: Pick<PanelPlace, "w" | "h">): PanelPlace | undefined {
  for (let y = 0; y + h <= MOST_ROWS; y++)
    for (let x = 0; x + w <= COLUMNS; x++) {
      const place = { x, y, w, h };
      if (!panels.some((panel) => overlap(panel.at, place))) return place;
    }
  return undefined;
}

/** Rows up to the lowest panel. */
export function rowsOf(panels: readonly Pick<Panel, "at">[]): number {
  return panels.reduce((most, { at }) => Math.max(most, at.y + at.h), 1);
}

/** Panels in reading order, as a narrow page stacks them. */
export function readingOrder(panels: readonly Panel[]): readonly number[] {
  return panels
    .map(({ at }, i) => ({ at, i }))
    .sort((a, b) => a.at.y - b.at.y || a.at.x - b.at.x)
    .map(({ i }) => i);
}
