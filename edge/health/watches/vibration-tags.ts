import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import { ACCELERATIONS } from "../../contracts/plant/burst-tags.ts";
import type { Component } from "../../contracts/plant/components.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { speedBand } from "../evidence/speed-band.ts";
import type { WatchedAsset } from "../watch.ts";

/** The waveform of an accelerometer at a component; undefined where it has none. */
export function accelerationOf(component: Component): Tag | undefined {
  return component.tags.find(({ type, unit }) => type === "waveform" && ACCELERATIONS.has(unit ?? ""));
}

/** A usable burst of a turning shaft. */
export interface Burst {
  /** As measured, or at equal angles where the speed changed within the burst (rule WF33). */
  readonly points: Float32Array;
  readonly rateHz: number;
  readonly shaftHz: number;
  /** Value of one unit of the points in m/s2. */
  readonly scale: number;
  /** Usual values are learnt for each band of speed: noise and resonances differ. */
  readonly regime: string;
}

/** A block as a burst; undefined if it is bad, or if the shaft rests or its speed is not known. */
export function burstOf(block: WaveformBlock, speeds: WatchedAsset["speeds"]): Burst | undefined {
  const { dtS, unit, status, context } = block;
  const scale = ACCELERATIONS.get(unit);
  const isUsable = status === 0 && block.points.length > 0 && dtS > 0 && (context.speedPerMin ?? 0) > 1;
  if (!isUsable || scale === undefined) return undefined;
  const { points, speedPerMin } = speeds.steady(block);
  return { points, rateHz: 1 / dtS, shaftHz: speedPerMin / 60, scale, regime: `${speedBand(speedPerMin)}` };
}

/** Texts for the regime of a burst. */
export function speedWords(shaftHz: number): { readonly zh: string; readonly en: string } {
  const speed = Math.round(shaftHz * 60);
  return { zh: `转速约 ${speed} r/min`, en: `at about ${speed} 1/min` };
}
