/**
 * Fields of walking distances that were asked for last (rule RE13). A field of the largest floor takes 50 ms and 3 MB,
 * and every page with an open event asks for the same one again and again.
 */
import { Walking } from "./walking.ts";
import type { Blocked, Point, Walkways } from "./walkways.ts";

/** Fields that are kept; the one that was asked for longest ago makes room. */
const MOST_FIELDS = 12;

export class WalkingFields {
  readonly #walkways: Walkways;
  /** By targets and blocked parts, the last one asked for at the end. */
  readonly #fields = new Map<string, Walking>();

  constructor(walkways: Walkways) {
    this.#walkways = walkways;
  }

  /** Distances to the nearest of some targets, around the parts of the floor that nobody can pass. */
  to(targets: readonly Point[], blocked: readonly Blocked[]): Walking {
    const key = JSON.stringify([
      targets.map(({ x, y }) => [x, y]),
      blocked.map(({ x, y, radiusM }) => [x, y, radiusM]),
    ]);
    const field = this.#fields.get(key) ?? new Walking(this.#walkways.without(blocked), targets);
    this.#fields.delete(key);
    this.#fields.set(key, field);
    const [oldest] = this.#fields.keys();
    if (this.#fields.size > MOST_FIELDS && oldest !== undefined) this.#fields.delete(oldest);
    return field;
  }
}
