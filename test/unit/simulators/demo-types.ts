import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { STATIONS, type Station } from "../../../simulators/plants/machining/layout.ts";
import type { Plant } from "../../../simulators/plants/machining/plant.ts";

export interface DemoTag {
  readonly component?: string;
  readonly signal: string;
  readonly unit?: string;
  readonly type: string;
  readonly isStatic?: boolean;
  readonly range?: readonly [number, number];
  readonly limits?: {
    readonly lowLow?: number;
    readonly low?: number;
    readonly high?: number;
    readonly highHigh?: number;
  };
  readonly binding: { readonly path: string; readonly every?: number };
}

const OPC_UA = new Set(["turning", "milling", "process", "assembly", "utilities"]);

/** Stations with an OPC UA server. */
export const OPC_UA_STATIONS: readonly Station[] = STATIONS.filter((station) => OPC_UA.has(station.speaker));

/** The tags with samples that the demo config has for a kind of station. */
export function tagsOf(kind: string): readonly DemoTag[] {
  return allTagsOf(kind).filter((tag) => tag.type !== "waveform");
}

/** Waveforms count too. */
function allTagsOf(kind: string): readonly DemoTag[] {
  const text = readFileSync(new URL(`../../../config/demo/types/${kind}.yaml`, import.meta.url), "utf8");
  return parse(text).types[kind].tags;
}

export function signalId(tag: DemoTag): string {
  return tag.component === undefined ? tag.signal : `${tag.component}/${tag.signal}`;
}

/** Runs the plant in steps of 100 ms, as in real time. */
export function run(plant: Plant, seconds: number, after: () => void = () => {}): void {
  for (let step = 0; step < seconds * 10; step++) {
    plant.step();
    after();
  }
}
