/** Why moves of a layout cannot be, each with its remedy (rule FK88). */
import type { Spot } from "../../contracts/plant/road-map.ts";

/** A move that cannot be: its position among the future's changes, and why. */
export interface MoveProblem {
  readonly change: number;
  readonly reason: string;
}

/** `apartM`: to the nearest lane, metres; infinite where there is none. */
export function noRoad(label: string, apartM: number, mostM: number): string {
  if (!Number.isFinite(apartM))
    return `no road leads to the new stop of ${label}: there is no lane; draw a road in the layout editor first`;
  return (
    `no road leads to the new stop of ${label}: the nearest lane passes ${apartM.toFixed(1)} m away; choose a place ` +
    `at most ${mostM} m from a lane, move a node of the road map there too, or draw a road in the layout editor first`
  );
}

export function notJoined(from: string, to: string): string {
  return `no road leads from ${from} to ${to}; draw one in the layout editor first`;
}

export function noStop(label: string): string {
  return `where vehicles stop for ${label} is not written, so its ways have no length; write it (material.nodes)`;
}

export function noSpeed(): string {
  return (
    "how fast vehicles drive is not known: their lanes are about equally long, and none declares a speed; " +
    "give their tag of speed the unit m/s and a range"
  );
}

export function outOfReach(robot: string, machine: string, nowM: number, reachM: number): string {
  return (
    `${robot} would be ${nowM.toFixed(1)} m from ${machine}, and robots of this plant have theirs at most ` +
    `${reachM.toFixed(1)} m away; move both (move: [${robot}, ${machine}], by: [east, north])`
  );
}

export function onNoWay(label: string): string {
  return (
    `${label} stands on no way of pieces, so nothing of the model would change; name a machine, a robot that tends ` +
    "machines, a buffer at which vehicles stop, or a node of the road map"
  );
}

export function notThere(label: string): string {
  return `${label} is nothing that stands on a way of pieces; write the label of a machine, or a node of the road map`;
}

export function nowhere(labels: readonly string[]): string {
  return (
    `${labels.join(", ")} has no place in the layout; place it in the layout editor (pose), or write the node at ` +
    "which vehicles stop for it (material.nodes)"
  );
}

export function atOnePoint(labels: readonly string[]): string {
  return `${labels.join(", ")} cannot all stand at one point; shift them together (by: [east, north])`;
}

export function outside(label: string, [x, y]: Spot, { width, depth }: { width: number; depth: number }): string {
  const at = `[${Math.round(10 * x) / 10}, ${Math.round(10 * y) / 10}]`;
  return `${label} would stand at ${at}, and the hall has ${width} × ${depth} m; choose a place in it`;
}

export function noLayout(): string {
  return "this plan has no layout, so nothing can be moved in it; write routes and poses first";
}
