import { can } from "../../../edge/contracts/plant/kinds.ts";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";
import { type Actor, isMobile } from "./actor.ts";
import type { PickBox, Triple } from "./picking.ts";

/** Points that a picture of the whole plant must show, in the scene and in the plan. */
export interface Outline {
  readonly scene: readonly Triple[];
  readonly plan: readonly Triple[];
}

/**
 * Machines with their captions, and the roads. In the plan areas and stores too; in 3D, bare floor may be cut off.
 */
export function outlineOf(actors: readonly Actor[], { routes, zones }: Plant): Outline {
  const machines = actors.flatMap((actor): Triple[] => {
    const { west, east, south, north } = actor.ground;
    const top = actor.figure.top;
    return [
      [west, actor.caption.y - 1, 0],
      [east, actor.caption.y - 1, 0],
      [west, south, top],
      [east, south, top],
      [west, north, top],
      [east, north, top],
    ];
  });
  const scene = [...machines, ...routes.nodes.map(({ x, y }): Triple => [x, y, 0])];
  return { scene, plan: [...scene, ...zones.flatMap((zone) => zone.polygon.map(([x, y]): Triple => [x, y, 0]))] };
}

/** The box of an actor for clicks. Small and low actors get a larger one, to be easier to hit. */
export function pickBoxOf({ at, figure, asset }: Actor): PickBox {
  const grow = isMobile(asset) || can(asset, "meters") ? 0.3 : 0.1;
  return {
    x: at.x,
    y: at.y,
    yaw: at.yaw,
    halfLength: figure.foot[0] / 2 + grow,
    halfWidth: figure.foot[1] / 2 + grow,
    height: Math.max(0.8, figure.top),
  };
}
