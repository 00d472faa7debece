/** Levels of a path down to the area: enterprise, site, area (ISA-95, equipment hierarchy). */
export const AREA_LEVELS = 3;

/** Path of the area that an equipment path lies in; a shorter path itself. */
export function areaPathOf(path: string): string {
  return path.split("/").slice(0, AREA_LEVELS).join("/");
}

/** Whether an equipment path is that of the place, or of something in it. */
export function isBelow(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}
