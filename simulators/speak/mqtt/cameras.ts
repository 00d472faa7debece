import { partInBox } from "../../kernel/boxes.ts";
import { STATIONS } from "../../plants/machining/layout.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A camera of the hall; `config/demo/vision.yaml` describes the same ones, and a test compares the two. */
export interface Camera extends Point {
  readonly id: string;
  readonly headingDeg: number;
  readonly viewDeg: number;
  readonly rangeM: number;
}

export const CAMERAS: readonly Camera[] = [
  { id: "CAM-01", x: 19, y: 45, headingDeg: 20, viewDeg: 90, rangeM: 32 },
  { id: "CAM-02", x: 50, y: 45, headingDeg: 160, viewDeg: 90, rangeM: 32 },
  { id: "CAM-03", x: 107, y: 46, headingDeg: 160, viewDeg: 90, rangeM: 30 },
  { id: "CAM-04", x: 19, y: 33.5, headingDeg: -15, viewDeg: 90, rangeM: 30 },
  { id: "CAM-05", x: 51, y: 38.5, headingDeg: 20, viewDeg: 90, rangeM: 32 },
];

const RAD = Math.PI / 180;
const BODY_M = 0.25;
/** Cameras hang high and look over machines at what stands behind them, as far as its head is seen. */
const CAMERA_HEIGHT_M = 4;
const HEAD_M = 1.7;
/** Gas detectors hang below the roof. */
const ON_FLOOR = STATIONS.filter(({ kind }) => kind !== "gas-detector");

/** Whether a camera sees somebody: within its field and range, and no machine and no body in between. Pure. */
export function sees(camera: Camera, person: Point, others: readonly Point[]): boolean {
  const [east, north] = [person.x - camera.x, person.y - camera.y];
  if (east * east + north * north > camera.rangeM * camera.rangeM) return false;
  const away = Math.atan2(north, east) - camera.headingDeg * RAD;
  if (Math.abs(Math.atan2(Math.sin(away), Math.cos(away))) > (camera.viewDeg * RAD) / 2) return false;
  return !isBehindMachine(camera, person) && !others.some((other) => other !== person && hides(camera, person, other));
}

function hides(camera: Point, person: Point, other: Point): boolean {
  const [east, north] = [person.x - camera.x, person.y - camera.y];
  const share = ((other.x - camera.x) * east + (other.y - camera.y) * north) / (east * east + north * north);
  if (share <= 0.05 || share >= 0.98) return false;
  return Math.hypot(other.x - camera.x - share * east, other.y - camera.y - share * north) < BODY_M;
}

/** The line of sight meets a machine below its top. */
function isBehindMachine(camera: Point, person: Point): boolean {
  return ON_FLOOR.some(({ x, y, yawDeg, size: [length, width, height] }) => {
    const [cos, sin] = [Math.cos(yawDeg * RAD), Math.sin(yawDeg * RAD)];
    // In the machine's axes.
    const own = (point: Point): Point => ({
      x: cos * (point.x - x) + sin * (point.y - y),
      y: cos * (point.y - y) - sin * (point.x - x),
    });
    const part = partInBox(own(camera), own(person), [-length / 2, -width / 2, length / 2, width / 2]);
    if (part === undefined) return false;
    const lowestM = CAMERA_HEIGHT_M - part[1] * (CAMERA_HEIGHT_M - HEAD_M);
    return lowestM < height;
  });
}
