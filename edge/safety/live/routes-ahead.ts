/** Most nodes that are kept of a route; what lies behind them is further away than any prediction. */
const MOST_NODES = 64;

/** The nodes that each vehicle will still pass, as columns: only those of the base, where it may drive (VDA 5050). */
export class RoutesAhead {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Nodes of each vehicle; -1 where its route is not known. */
  readonly count: Int32Array;
  readonly #texts: (string | undefined)[];

  constructor(capacity: number) {
    this.x = new Float64Array(capacity * MOST_NODES);
    this.y = new Float64Array(capacity * MOST_NODES);
    this.count = new Int32Array(capacity).fill(-1);
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
    this.count[vehicle] = text === undefined ? -1 : this.#read(vehicle, text);
  }

  /** Nodes up to the end of the base or the first without a known place; -1 for text that is no route. */
  #read(vehicle: number, text: string): number {
    const nodes = nodesIn(text);
    if (nodes === undefined) return -1;
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

function nodesIn(text: string): readonly { x?: unknown; y?: unknown; released?: unknown }[] | undefined {
  try {
    const { nodes } = JSON.parse(text) as { nodes?: unknown };
    return Array.isArray(nodes) ? nodes.filter((node) => typeof node === "object" && node !== null) : undefined;
  } catch {
    return undefined;
  }
}
