/** Reads from a config that may have mistakes anywhere, so that one mistake does not hide the others. */

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The entries of a list that are maps, with their index. */
export function mapsIn(value: unknown): [index: number, map: Record<string, unknown>][] {
  return Array.isArray(value)
    ? value.flatMap((item, index): [number, Record<string, unknown>][] => (isMap(item) ? [[index, item]] : []))
    : [];
}

export function textAt(map: Record<string, unknown>, key: string): string | undefined {
  const value = map[key];
  return typeof value === "string" ? value : undefined;
}

export function numberAt(map: Record<string, unknown>, key: string): number | undefined {
  const value = map[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
