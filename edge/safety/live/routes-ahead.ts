/** Most nodes that are kept of a route; what lies behind them is further away than any prediction. */
export const MOST_NODES = 64;

/** The nodes that each vehicle will still pass, as columns: only those of the base, where it may drive (VDA 5050). */
export class RoutesAhead {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Nodes of each vehicle; 0 where none of its order is released, -1 where it has no order or none is known. */
  readonly count: Int32Array;
  /** The node passed last, from which the vehicle comes; NaN while that is not known. */
  readonly fromX: Float64Array;
  readonly fromY: Float64Array;
  readonly #texts: (string | undefined)[];

  constructor(capacity: number) {
    this.x = new Float64Array(capacity * MOST_NODES);
    this.y = new Float64Array(capacity * MOST_NODES);
    this.count = new Int32Array(capacity).fill(-1);
    this.fromX = new Float64Array(capacity).fill(Number.NaN);
    this.fromY = new Float64Array(capacity).fill(Number.NaN);
    this.#texts = new Array<string | undefined>(capacity).fill(undefined);
  }

  /** Place of a vehicle's first node in the columns. */
  first(vehicle: number): number {
    return vehicle * MOST_NODES;
  }

  /** Takes the route as the source writes it; undefined: unknown. The same text again costs a comparison. */
  take(vehicle: number, text: string | undefined): void {
    if (this.#texts[vehicle] === text) return;
    this.#texts[vehicle] = text;
    const nodes = text === undefined ? undefined : nodesIn(text);
    this.#passed(vehicle, nodes?.[0]);
    this.count[vehicle] = nodes === undefined || nodes.length === 0 ? -1 : this.#read(vehicle, nodes);
  }

  /** The nodes before the one with which the new route begins were passed; without that one, nobody knows. */
  #passed(vehicle: number, next: RouteNode | undefined): void {
    const first = this.first(vehicle);
    const count = this.count[vehicle] as number;
    let known = 0;
    while (known < count && !(this.x[first + known] === next?.x && this.y[first + known] === next?.y)) known++;
    if (known === 0 && count > 0) return;
    const isLost = known >= count;
    this.fromX[vehicle] = isLost ? Number.NaN : (this.x[first + known - 1] as number);
    this.fromY[vehicle] = isLost ? Number.NaN : (this.y[first + known - 1] as number);
  }

  /** Nodes up to the end of the base or the first without a known place. */
  #read(vehicle: number, nodes: readonly RouteNode[]): number {
    let count = 0;
    for (const { x, y, released } of nodes) {
      if (released !== true || typeof x !== "number" || typeof y !== "number" || count >= MOST_NODES) break;
      this.x[this.first(vehicle) + count] = x;
      this.y[this.first(vehicle) + count] = y;
      count++;
    }
    return count;
  }
}

interface RouteNode {
  readonly x?: unknown;
  readonly y?: unknown;
  readonly released?: unknown;
}

/** Undefined for text that is no route. */
function nodesIn(text: string): readonly RouteNode[] | undefined {
  try {
    const { nodes } = JSON.parse(text) as { nodes?: unknown };
    return Array.isArray(nodes) ? nodes.filter((node) => typeof node === "object" && node !== null) : undefined;
  } catch {
    return undefined;
  }
}
