/** How the flows of air, water and gas divide among the branches of their nets. */
import { STATIONS } from "../layout.ts";
import { type Area, areaOf } from "./areas.ts";

/** Flows through meters, m3/h. */
export interface MediaFlows {
  plantAirM3h: number;
  machiningAirM3h: number;
  finishingAirM3h: number;
  coatingAirM3h: number;
  assemblyAirM3h: number;
  plantWaterM3h: number;
  washerWaterM3h: number;
  sanitaryWaterM3h: number;
  plantGasM3h: number;
  ovenGasM3h: number;
  dryerGasM3h: number;
  heatingGasM3h: number;
}

/** The flow that each meter measures. */
export const FLOW_OF: ReadonlyMap<string, keyof MediaFlows> = new Map([
  ["MTR-W-PLANT", "plantWaterM3h"],
  ["MTR-W-WSH-01", "washerWaterM3h"],
  ["MTR-W-SANITARY", "sanitaryWaterM3h"],
  ["MTR-G-PLANT", "plantGasM3h"],
  ["MTR-G-OVN-01", "ovenGasM3h"],
  ["MTR-G-DRY-01", "dryerGasM3h"],
  ["MTR-G-HEATING", "heatingGasM3h"],
  ["MTR-A-PLANT", "plantAirM3h"],
  ["MTR-A-MACHINING", "machiningAirM3h"],
  ["MTR-A-FINISHING", "finishingAirM3h"],
  ["MTR-A-COATING", "coatingAirM3h"],
  ["MTR-A-ASSEMBLY", "assemblyAirM3h"],
]);

export function noFlows(): MediaFlows {
  return Object.fromEntries([...FLOW_OF.values()].map((flow) => [flow, 0])) as unknown as MediaFlows;
}

/** Areas with a meter of compressed air; the rest is fed by the mains. */
export const AIR_AREAS = ["machining", "finishing", "coating", "assembly"] as const;
export type AirArea = (typeof AIR_AREAS)[number];

/** Share of the net's usual leaks by area; what is left is in the mains. */
export const USUAL_LEAK_SHARES: Readonly<Record<AirArea, number>> = {
  machining: 0.15,
  finishing: 0.1,
  coating: 0.05,
  assembly: 0.6,
};

const PLACES: ReadonlyMap<string, Area> = new Map(
  STATIONS.flatMap(({ id, place, kind }) => (kind === "agv" ? [] : [[id, areaOf(place)] as const])),
);

const WATER_OF: Readonly<Record<string, string>> = { "WSH-01": "MTR-W-WSH-01", plant: "MTR-W-PLANT" };
const GAS_OF: Readonly<Record<string, string>> = {
  "OVN-01": "MTR-G-OVN-01",
  "DRY-01": "MTR-G-DRY-01",
  plant: "MTR-G-PLANT",
};

/** The innermost meter that a leak at the asset flows through. */
export const BRANCH_OF = {
  air: (asset: string): string => `MTR-A-${(airAreaOf(asset) ?? "plant").toUpperCase()}`,
  water: (asset: string): string => WATER_OF[asset] ?? asset,
  gas: (asset: string): string => GAS_OF[asset] ?? asset,
} as const;

/** The area whose meter counts the air of an asset; the main meter itself, and what else has none, is in the mains. */
export function airAreaOf(asset: string): AirArea | undefined {
  return AIR_AREAS.find((area) => area === PLACES.get(asset));
}
