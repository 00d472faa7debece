import type { FloorPoint } from "./stripes.ts";

/**
 * A vehicle's way ahead: what it may drive now (base) and what is planned (horizon), VDA 5050 section 6.1. Both begin
 * where the other ends.
 */
export interface Route {
  readonly base: readonly FloorPoint[];
  readonly horizon: readonly FloorPoint[];
}

const NO_ROUTE: Route = { base: [], horizon: [] };
/** Orders are short; a text with more nodes than this is not one. */
const MAX_NODES = 500;

/** A node of an order that a vehicle has still before it. */
export interface RouteStop {
  readonly x: number;
  readonly y: number;
  readonly released: boolean;
}

/** The way from where the vehicle is over the stops it has left. */
export function routeFrom(stops: readonly RouteStop[], from: FloorPoint): Route {
  if (stops.length === 0) return NO_ROUTE;
  const base: FloorPoint[] = [from];
  const horizon: FloorPoint[] = [];
  for (const { x, y, released } of stops) {
    if (released && horizon.length === 0) base.push([x, y]);
    else horizon.push([x, y]);
  }
  return { base, horizon: horizon.length === 0 ? [] : [base.at(-1) as FloorPoint, ...horizon] };
}

/**
 * Reads `{"nodes": [{"id", "x", "y", "released"}]}`. Anything else is no route: a picture must not fail over a text
 * from outside.
 */
export function parseStops(text: string | undefined): readonly RouteStop[] {
  if (text === undefined || text === "") return [];
  try {
    const parsed = JSON.parse(text) as { nodes?: unknown } | null;
    if (parsed === null || !Array.isArray(parsed.nodes) || parsed.nodes.length > MAX_NODES) return [];
    return parsed.nodes.filter(isNode);
  } catch {
    return [];
  }
}

function isNode(node: unknown): node is RouteStop {
  if (typeof node !== "object" || node === null) return false;
  const { x, y, released } = node as Record<"x" | "y" | "released", unknown>;
  return Number.isFinite(x) && Number.isFinite(y) && typeof released === "boolean";
}
