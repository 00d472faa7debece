import type { Plant } from "../contracts/plant.ts";
import { onFloor } from "../contracts/plant-position.ts";
import { type Micros, qualityOf } from "../contracts/sample-batch.ts";
import type { TagRef, TagTable } from "../contracts/tag.ts";
import type { PersonalRing } from "./personal-ring.ts";

/** Somebody who was not heard of for so long may be anywhere. */
const KNOWN_FOR_US = 10_000_000;
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
}

/** A way on the floor, metres by the plant's axes. */
export interface Way {
  readonly times: readonly Micros[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Where people are and were in the last minute, by the tags with the roles `person-x` and `person-y`. */
export class TrackedPeople {
  readonly #plant: Plant;
  readonly #ring: PersonalRing;
  readonly #people: readonly Tracked[];

  constructor(plant: Plant, tags: TagTable, ring: PersonalRing) {
    this.#plant = plant;
    this.#ring = ring;
    this.#people = plant.assets.flatMap((asset) => {
      const [x, y] = (["person-x", "person-y"] as const).map((role) => tags.ofAsset(asset.assetUid).find((tag) => tag.role === role && tag.class === "personal"));
      const factor = [METRES.get(x?.unit ?? ""), METRES.get(y?.unit ?? "")] as const;
      return x === undefined || y === undefined || factor[0] === undefined || factor[1] === undefined ? [] : [{ asset, x: x.ref, y: y.ref, factor: [factor[0], factor[1]] }];
    });
  }

  /** Everybody whose place is known now. */
  now(nowUs: Micros): readonly (readonly [x: number, y: number])[] {
    return this.#people.flatMap((one) => {
      const [x, y] = [this.#ring.newest(one.x), this.#ring.newest(one.y)];
      if (x === undefined || y === undefined || Math.min(x.receivedAt, y.receivedAt) < nowUs - KNOWN_FOR_US) return [];
      return isPlace(x) && isPlace(y) ? [this.#floor(one, x.value, y.value)] : [];
    });
  }

  /** Everybody's way in [from, to). Both coordinates of a place have one time, as a positioning system tells them. */
  ways(from: Micros, to: Micros): readonly Way[] {
    return this.#people.flatMap((one) => {
      const north = new Map<Micros, number>();
      this.#ring.each(one.y, { from, to }, (time, value, status) => isPlace({ value, status }) && north.set(time, value));
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
