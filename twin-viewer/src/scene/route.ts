import type { FloorPoint } from "./stripes.ts";

/**
 * A vehicle's route ahead: the released part (base) and the planned part (horizon), VDA 5050 section 6.1. The horizon
 * begins where the base ends.
 */
export interface Route {
  readonly base: readonly FloorPoint[];
  readonly horizon: readonly FloorPoint[];
}

const NO_ROUTE: Route = { base: [], horizon: [] };
/** Orders are short; a text with more nodes is not an order. */
const MAX_NODES = 500;

/** A node of the order that the vehicle has not reached yet. */
export interface RouteStop {
  readonly x: number;
  readonly y: number;
  readonly released: boolean;
}

/** The route from the vehicle's place over its remaining stops. */
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
 * Reads `{"nodes": [{"id", "x", "y", "released"}]}`. Anything else is not a route: a text from outside must not break
 * the picture.
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
