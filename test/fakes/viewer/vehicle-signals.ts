import { ROUTE_NODES, type Station } from "../../../simulators/plants/machining/layout.ts";
import type { Spec } from "./signal-spec.ts";

const LOOP: readonly (readonly [string, number, number])[] = ROUTE_NODES.slice(0, 16).map((node) => [
  node.id,
  node.x,
  node.y,
]);

/** Where a vehicle is on the loop of nodes after `metres`. */
function onLoop(metres: number): { x: number; y: number; theta: number; next: number } {
  let left = metres;
  for (let i = 0; ; i = (i + 1) % LOOP.length) {
    const [, ax, ay] = LOOP[i] as readonly [string, number, number];
    const [, bx, by] = LOOP[(i + 1) % LOOP.length] as readonly [string, number, number];
    const length = Math.hypot(bx - ax, by - ay);
    if (left <= length)
      return {
        x: ax + ((bx - ax) * left) / length,
        y: ay + ((by - ay) * left) / length,
        theta: Math.atan2(by - ay, bx - ax),
        next: (i + 1) % LOOP.length,
      };
    left -= length;
  }
}

/** A vehicle that drives round the loop of nodes. */
export function vehicleSpecs({ id }: Station): Spec[] {
  const number = Number(id.slice(-1));
  const at = (t: number) => onLoop((number * 43 + t * 1.2) % 240);
  const route = (t: number) => {
    const { next } = at(t);
    const nodes = [0, 1, 2].map((step) => LOOP[(next + step) % LOOP.length] as readonly [string, number, number]);
    return number > 4
      ? ""
      : JSON.stringify({ nodes: nodes.map(([node, x, y], i) => ({ id: node, x, y, released: i < 1 })) });
  };
  return [
    { component: "pose", signal: "x", zh: "位置 X", en: "Position X", unit: "m", role: "agv-x", read: (t) => at(t).x },
    { component: "pose", signal: "y", zh: "位置 Y", en: "Position Y", unit: "m", role: "agv-y", read: (t) => at(t).y },
    {
      component: "pose",
      signal: "theta",
      zh: "航向角",
      en: "Heading",
      unit: "rad",
      role: "agv-theta",
      read: (t) => at(t).theta,
    },
    {
      component: "battery",
      signal: "charge",
      zh: "电池电量",
      en: "Battery charge",
      unit: "%",
      role: "agv-battery",
      range: [0, 100],
      read: () => 40 + number * 8,
    },
    {
      component: "load",
      signal: "pallet",
      zh: "载货托盘",
      en: "Pallet carried",
      type: "text",
      role: "agv-load",
      read: () => (number % 2 === 0 ? `P-${number}00` : ""),
    },
    {
      component: "order",
      signal: "route",
      zh: "剩余路线",
      en: "Route left",
      type: "text",
      role: "agv-node-states",
      read: route,
    },
  ];
}
