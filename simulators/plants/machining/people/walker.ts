import type { Person } from "../../../kernel/contract.ts";
import { length } from "../../../kernel/physics.ts";
import { nodeAt, route } from "../fleet/road-map.ts";
import { ROUTE_NODES } from "../layout.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A person who walks along the aisles, or straight to a near destination. */
export class Walker implements Person {
  readonly id: string;
  readonly role: Person["role"];
  x: number;
  y: number;
  vx = 0;
  vy = 0;
  present = true;
  readonly #speedMS: number;
  #way: Point[] = [];

  constructor(id: string, role: Person["role"], options: { readonly at: Point; readonly speedMS: number }) {
    this.id = id;
    this.role = role;
    this.x = options.at.x;
    this.y = options.at.y;
    this.#speedMS = options.speedMS;
  }

  get isWalking(): boolean {
    return this.#way.length > 0;
  }

  /** Walks straight to `to`. */
  approach(to: Point): void {
    this.#way = [to];
  }

  /** Walks to `to` along the edge of the aisles, where vehicles do not drive. */
  goTo(to: Point): void {
    if (length(to.x - this.x, to.y - this.y) < 6) {
      this.#way = [to];
      return;
    }
    const nodes = route(nearestNode(this), nearestNode(to));
    this.#way = [...nodes.map((id) => beside(nodeAt(id))), to];
  }

  step(dtS: number): void {
    const next = this.#way[0];
    if (next === undefined) return;
    const dx = next.x - this.x;
    const dy = next.y - this.y;
    const distance = length(dx, dy);
    const stride = this.#speedMS * dtS;
    if (distance <= stride) {
      this.x = next.x;
      this.y = next.y;
      this.#way.shift();
      if (this.#way.length === 0) {
        this.vx = 0;
        this.vy = 0;
      }
      return;
    }
    this.vx = (this.#speedMS * dx) / distance;
    this.vy = (this.#speedMS * dy) / distance;
    this.x += this.vx * dtS;
    this.y += this.vy * dtS;
  }
}

/** Footpaths run this far beside the middle of the aisles. */
const FOOTPATH_M = 1.15;

function beside({ x, y }: Point): Point {
  return { x: x + FOOTPATH_M, y: y + FOOTPATH_M };
}

function nearestNode({ x, y }: Point): string {
  let nearest = "";
  let least = Number.POSITIVE_INFINITY;
  for (const node of ROUTE_NODES) {
    const distance = length(node.x - x, node.y - y);
    if (distance < least) {
      least = distance;
      nearest = node.id;
    }
  }
  return nearest;
}
