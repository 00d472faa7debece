/** A plant on a road map, and what an edge recorded of it: three sections of vehicles, a belt and a robot. */
import type { PlantDescription } from "../../edge/contracts/forecast/description.ts";
import type { PastPiece, PlantHistory } from "../../edge/contracts/forecast/history.ts";
import type { Random } from "../reliability/random.ts";
import { START_US } from "./forecast-history.ts";

const pose = (x: number, y: number) => ({ x, y, z: 0, yawDeg: 0 });

/** Ways of 30, 60 and 80 m: A > B, B > C, D > E. */
export const LANE_PLANT = {
  site: { timeZone: "UTC", shifts: [] },
  floor: { width: 120, depth: 60 },
  routes: {
    nodes: [
      { id: "A", x: 10, y: 10 },
      { id: "B", x: 40, y: 10 },
      { id: "C", x: 100, y: 10 },
      { id: "D", x: 100, y: 40 },
      { id: "E", x: 20, y: 40 },
    ],
    edges: [
      { id: "A-B", from: "A", to: "B" },
      { id: "B-C", from: "B", to: "C" },
      { id: "C-D", from: "C", to: "D" },
      { id: "D-E", from: "D", to: "E" },
    ],
  },
  assets: [
    { label: "RCK-1", kind: "rack", pose: pose(10, 14) },
    { label: "RCK-2", kind: "rack", pose: pose(20, 44) },
    { label: "M-1", kind: "lathe", pose: pose(40, 16) },
    { label: "M-2", kind: "lathe", pose: pose(100, 16) },
    { label: "ROB-1", kind: "robot", pose: pose(103, 16) },
    { label: "BLT-1", kind: "conveyor", pose: pose(100, 25) },
    { label: "M-3", kind: "lathe", pose: pose(100, 34) },
    { label: "MTR-1", kind: "meter", pose: pose(5, 5) },
    ...["AGV-1", "AGV-2"].map((label) => ({
      label,
      kind: "agv",
      tags: [{ shape: { signal: "speed", unit: "m/s", range: [-1.6, 1.6] as const } }],
    })),
  ],
  material: {
    ways: [
      "RCK-1 > AGV-* > IN-1 > M-1 > OUT-1 > AGV-* > IN-2 > ROB-1 > M-2 > ROB-1 > BLT-1 > M-3 > OUT-3 > AGV-* > RCK-2",
    ],
    buffers: [
      { id: "IN-1", capacity: 8 },
      { id: "OUT-1", capacity: 8 },
      { id: "IN-2", capacity: 8 },
      { id: "OUT-3", capacity: 8 },
    ],
    operations: ["M-1", "M-2", "M-3"].map((label) => ({ stations: [label], id: `OP-${label}` })),
    nodes: [
      { node: "A", stores: ["RCK-1"], load: [], unload: [] },
      { node: "B", stores: [], load: ["OUT-1"], unload: ["IN-1"] },
      { node: "C", stores: [], load: [], unload: ["IN-2"] },
      { node: "D", stores: [], load: ["OUT-3"], unload: [] },
      { node: "E", stores: ["RCK-2"], load: [], unload: [] },
    ],
    scrap: "SCRAP",
  },
  kpis: { idealCycles: [], breaks: [] },
} as const satisfies PlantDescription;

export const DRIVEN = { handlingS: 10, sPerM: 0.8, waitS: 20, workS: 60, beltS: 30 } as const;

/** One piece after the other, carried by one vehicle, whose rides scatter by a second or two. */
export function laneHistory(pieces: number, random: Random): PlantHistory {
  let now = 0;
  const us = (): number => START_US + Math.round(now * 1000) * 1000;
  const made = Array.from({ length: pieces }, (_, at): PastPiece => {
    const [stays, operations]: [PastPiece["stays"][number][], PastPiece["operations"][number][]] = [[], []];
    const stay = (place: string, seconds: number): void => {
      const from = us();
      now += seconds;
      stays.push({ place, from, to: us() });
    };
    const work = (station: string): void => {
      const start = us();
      stay(station, DRIVEN.workS);
      operations.push({ station, start, end: us(), verdict: "good" });
    };
    const ride = (metres: number): void =>
      stay("AGV-1", DRIVEN.handlingS + DRIVEN.sPerM * metres + 2 * (random() - 0.5));
    stay("RCK-1", DRIVEN.waitS);
    ride(30);
    stay("IN-1", 1);
    work("M-1");
    stay("OUT-1", DRIVEN.waitS);
    ride(60);
    stay("IN-2", 1);
    work("M-2");
    stay("BLT-1", DRIVEN.beltS);
    work("M-3");
    stay("OUT-3", DRIVEN.waitS);
    ride(80);
    stays.push({ place: "RCK-2", from: us(), to: Number.NaN });
    return { piece: `P-${at}`, variant: "V", order: "O-1", stays, operations };
  });
  return { from: START_US, to: us(), pieces: made, orders: [] };
}
