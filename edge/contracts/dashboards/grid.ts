/** A panel's place: columns and rows from the upper left corner, and its size. */
export interface PanelPlace {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export const COLUMNS = 12;
/** The lowest row in which a panel may end. */
export const MOST_ROWS = 60;
export const MOST_PANELS = 40;

/** Whether two panels share a cell of the grid. */
export function overlap(a: PanelPlace, b: PanelPlace): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
