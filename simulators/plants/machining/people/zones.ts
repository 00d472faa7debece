import type { SafetyZone } from "../../../kernel/contract.ts";

const box = (x0: number, y0: number, x1: number, y1: number) =>
  [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ] as const;

/** Zones around robots, as `config/demo/zones.yaml` has them; a test compares the two. */
export const ZONES: readonly SafetyZone[] = [
  { id: "cell-rob-01", station: "ROB-01", safeguard: "fence-interlock", polygon: box(53.8, 44.9, 58.2, 49.9) },
  { id: "cell-rob-02", station: "ROB-02", safeguard: "fence-interlock", polygon: box(62.8, 44.9, 67.2, 49.9) },
  { id: "cell-rob-03", station: "ROB-03", safeguard: "fence-interlock", polygon: box(71.8, 44.9, 76.2, 49.9) },
  { id: "cell-cob-01", station: "COB-01", safeguard: "pfl", polygon: box(52, 28.5, 56, 33) },
  { id: "cell-cob-02", station: "COB-02", safeguard: "ssm", polygon: box(45, 28.5, 49, 33) },
];

/** Where the gate of a fenced cell is, and the points just outside and inside of it. */
export interface Gate {
  readonly station: string;
  readonly x: number;
  readonly y: number;
}

export const GATES: readonly Gate[] = ZONES.filter(({ safeguard }) => safeguard === "fence-interlock").map(
  ({ station, polygon }) => ({
    station,
    x: (polygon[0] as readonly [number, number])[0],
    y: 47.4,
  }),
);

export function contains(polygon: SafetyZone["polygon"], x: number, y: number): boolean {
  let inside = false;
  for (let at = 0, before = polygon.length - 1; at < polygon.length; before = at++) {
    const [ax, ay] = polygon[at] as readonly [number, number];
    const [bx, by] = polygon[before] as readonly [number, number];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
