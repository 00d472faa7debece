/** Frequencies of the parts of a rolling bearing. */
import type { Component } from "./components.ts";

/** Geometry of a rolling bearing with a fixed outer ring, from a component of the config. */
interface BearingGeometry {
  readonly balls: number;
  readonly ballDiameterMm: number;
  readonly pitchDiameterMm: number;
  /** 0 if absent. */
  readonly contactAngleDeg?: number;
}

/** Defect frequencies as multiples of the shaft's rate, without slip. */
export interface BearingOrders {
  /** Passes of elements over a point of the outer race (BPFO). */
  readonly outer: number;
  /** Passes of elements over a point of the inner race (BPFI). */
  readonly inner: number;
  /** Spin of a ball (BSF); a defect on it strikes twice a turn. */
  readonly spin: number;
  /** Turns of the cage (FTF). */
  readonly cage: number;
}

/** Kinematics of pure rolling (Harris, Rolling Bearing Analysis). */
export function bearingOrders(geometry: BearingGeometry): BearingOrders {
  const { balls, ballDiameterMm, pitchDiameterMm, contactAngleDeg = 0 } = geometry;
  const ratio = (ballDiameterMm / pitchDiameterMm) * Math.cos((contactAngleDeg * Math.PI) / 180);
  return {
    outer: (balls / 2) * (1 - ratio),
    inner: (balls / 2) * (1 + ratio),
    spin: (pitchDiameterMm / (2 * ballDiameterMm)) * (1 - ratio * ratio),
    cage: (1 - ratio) / 2,
  };
}

/** Orders of a component; undefined where it is no bearing, or its geometry is not known. */
export function ordersOf({ kind, geometry }: Pick<Component, "kind" | "geometry">): BearingOrders | undefined {
  if (kind !== "bearing" || geometry === undefined) return undefined;
  const { balls, ballDiameterMm, pitchDiameterMm, contactAngleDeg = 0 } = geometry;
  if (balls === undefined || ballDiameterMm === undefined || pitchDiameterMm === undefined) return undefined;
  return bearingOrders({ balls, ballDiameterMm, pitchDiameterMm, contactAngleDeg });
}
