import type { WaveformBlock } from "../../../edge/contracts/path/waveform-block.ts";
import type { Component } from "../../../edge/contracts/plant/components.ts";
import type { Tag, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { BurstTracking } from "../../../edge/health/features/waveform/burst-tracking.ts";
import type { WatchedAsset } from "../../../edge/health/watch.ts";
import { BEARINGS } from "../../../simulators/plants/machining/machines/bearing.ts";
import { BURST_RATE_HZ } from "../../../simulators/plants/machining/machines/vibration/burst-shape.ts";

const { elements, elementMm, pitchMm, contactRad } = BEARINGS["machining-centre"];
const common = { name: { zh: "", en: "" }, tags: [], environment: [], components: [] };

export const WAVEFORM = { ref: 7 as TagRef, type: "waveform", unit: "m/s2" } as Tag;
export const FRONT: Component = {
  ...common,
  path: "spindle/front-bearing",
  kind: "bearing",
  geometry: {
    balls: elements,
    ballDiameterMm: elementMm,
    pitchDiameterMm: pitchMm,
    contactAngleDeg: (contactRad * 180) / Math.PI,
  },
  tags: [WAVEFORM],
};
const REAR: Component = { ...common, path: "spindle/rear-bearing", kind: "bearing" };
export const SPINDLE: Component = { ...common, path: "spindle", kind: "spindle", components: [FRONT, REAR] };

/** A machining centre's spindle with an accelerometer on its front bearing, as watches see it. */
export const SPINDLE_ASSET = {
  components: [SPINDLE, FRONT, REAR],
  speeds: new BurstTracking([]),
} as unknown as WatchedAsset;

/** A burst of its accelerometer that starts at `start`, µs. */
export function spindleBlock(points: Float32Array, start: number, context: WaveformBlock["context"]): WaveformBlock {
  const dtS = 1 / BURST_RATE_HZ;
  return { tag: WAVEFORM.ref, start, receivedAt: start, dtS, unit: "m/s2", points, status: 0, flags: 0, context };
}
