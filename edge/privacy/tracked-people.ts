import { type Micros, qualityOf } from "../contracts/path/sample-batch.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import { onFloor } from "../contracts/plant/plant-position.ts";
import type { TagRef, TagTable } from "../contracts/plant/tag.ts";
import type { PersonalRing } from "./personal-ring.ts";
import type { Sighting } from "./zone-counter.ts";

const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const METRES = new Map([
  ["m", 1],
  ["cm", 0.01],
  ["mm", 0.001],
]);

interface Tracked {
  readonly asset: Plant["assets"][number];
  readonly x: TagRef;
  readonly y: TagRef;
  readonly factor: readonly [number, number];
  /** The last reported position, in the unit of the tags; NaN where unknown. */
  last: readonly [x: number, y: number];
}

/** A path on the floor, metres by the plant's axes. */
export interface Way {
  readonly times: readonly Micros[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Positions of people now and in the last minute, by the tags with the roles `person-x` and `person-y`. */
export class TrackedPeople {
  readonly #plant: Plant;
  readonly #ring: PersonalRing;
  readonly #people: readonly Tracked[];
  #askedUs: Micros = Number.NEGATIVE_INFINITY;

  constructor(plant: Plant, tags: TagTable, ring: PersonalRing) {
    this.#plant = plant;
    this.#ring = ring;
    this.#people = plant.assets.flatMap((asset) => {
      const [x, y] = (["person-x", "person-y"] as const).map((role) =>
        tags.ofAsset(asset.assetUid).find((tag) => tag.role === role && tag.class === "personal"),
      );
      const factor = [METRES.get(x?.unit ?? ""), METRES.get(y?.unit ?? "")] as const;
      return x === undefined || y === undefined || factor[0] === undefined || factor[1] === undefined
        ? []
        : [{ asset, x: x.ref, y: y.ref, factor: [factor[0], factor[1]], last: [Number.NaN, Number.NaN] }];
    });
  }

  /**
   * Every position since the last call, each person's in order of time. A clock that runs ahead of the edge's is not
   * believed.
   */
  arrivals(nowUs: Micros): readonly Sighting[] {
    const since = this.#askedUs;
    this.#askedUs = nowUs;
    return this.#people.flatMap((one, who) => {
      const reported = new Map<Micros, [x: number | undefined, y: number | undefined]>();
      for (const [axis, ref] of [one.x, one.y].entries())
        this.#ring.each(ref, ALWAYS, (time, value, status, { receivedAt }) => {
          if (receivedAt <= since || receivedAt > nowUs) return;
          const at = Math.min(time, receivedAt);
          const place = reported.get(at) ?? [undefined, undefined];
          place[axis] = isPlace({ value, status }) ? value : Number.NaN;
          reported.set(at, place);
        });
      return [...reported]
        .sort(([a], [b]) => a - b)
        .map(([at, [x = one.last[0], y = one.last[1]]]): Sighting => {
          one.last = [x, y];
          return { who, at, place: Number.isNaN(x + y) ? undefined : this.#floor(one, x, y) };
        });
    });
  }

  /**
   * Each person's path in [from, to). Both coordinates of a position have one time, as positioning systems send them.
   */
  ways(from: Micros, to: Micros): readonly Way[] {
    return this.#people.flatMap((one) => {
      const north = new Map<Micros, number>();
      this.#ring.each(
        one.y,
        { from, to },
        (time, value, status) => isPlace({ value, status }) && north.set(time, value),
      );
      const way = { times: [] as Micros[], x: [] as number[], y: [] as number[] };
      this.#ring.each(one.x, { from, to }, (time, value, status) => {
        const y = north.get(time);
        if (y === undefined || !isPlace({ value, status })) return;
        const place = this.#floor(one, value, y);
        way.times.push(time);
        way.x.push(place[0]);
        way.y.push(place[1]);
      });
      return way.times.length === 0 ? [] : [way];
    });
  }

  #floor({ asset, factor }: Tracked, x: number, y: number): readonly [number, number] {
    return onFloor(this.#plant, asset, [x * factor[0], y * factor[1]]);
  }
}

function isPlace({ value, status }: { readonly value: number; readonly status: number }): boolean {
  return Number.isFinite(value) && qualityOf(status) !== "bad";
}
