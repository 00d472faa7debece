/** Tells a mirror what is forecast of one moment. What is not forecast keeps no value: it is unknown. */
import type { ForeseenState } from "../../../edge/contracts/forecast/states.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import { can } from "../../../edge/contracts/plant/kinds.ts";
import type { Asset, FloorMap } from "../../../edge/contracts/plant/plant.ts";
import type { Tag, TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { FutureStatesAt } from "./future-states.ts";
import { workTags } from "./pieces.ts";
import type { PlantIndex } from "./plant-index.ts";
import { toSi } from "./units.ts";

/** MachineryItemState of OPC 40001-1, as machines report it. */
const ITEM_STATE: Readonly<Record<ForeseenState, number>> = {
  closed: 0,
  down: 1,
  setup: 2,
  blocked: 2,
  waiting: 2,
  starved: 2,
  working: 3,
};
/** A piece whose number nobody can know yet. */
export const SOME_PIECE = "◇";
const UNMAPPED: Omit<FloorMap, "id"> = { scale: 1, rotateDeg: 0, x: 0, y: 0 };

/** One value of a tag at a moment; undefined: not forecast. */
interface Told {
  readonly ref: TagRef;
  readonly read: (seconds: number) => number | string | undefined;
}

export class FutureFeed {
  readonly #told: readonly Told[];
  readonly #startMs: number;

  constructor(at: FutureStatesAt, index: PlantIndex, startMs: number) {
    this.#startMs = startMs;
    this.#told = [...machinesOf(at, index), ...placesOf(at, index), ...vehiclesOf(at, index)];
  }

  /** All values of a moment, seconds from the start. */
  batchAt(seconds: number): SampleBatch {
    const { length } = this.#told;
    const [tags, times, values] = [new Uint32Array(length), new Float64Array(length), new Float64Array(length)];
    const texts = new Map<number, string>();
    const us = Math.round((this.#startMs + 1000 * seconds) * 1000);
    for (const [i, { ref, read }] of this.#told.entries()) {
      const value = read(seconds);
      tags[i] = ref;
      times[i] = value === undefined ? Number.NaN : us;
      values[i] = typeof value === "number" ? value : Number.NaN;
      if (typeof value === "string") texts.set(i, value);
    }
    const [statuses, flags] = [new Uint32Array(length), new Uint8Array(length)];
    return { length, tags, times, receivedAt: us, values, statuses, flags, texts };
  }
}

function machinesOf(at: FutureStatesAt, index: PlantIndex): readonly Told[] {
  return at.states.machines.flatMap(({ label }): readonly Told[] => {
    const asset = index.byLabel(label);
    if (asset === undefined) return [];
    const state = index.tagWith(asset.assetUid, "item-state");
    const { piece } = workTags(index, asset.assetUid);
    const has = (seconds: number): string => ((at.piecesAt(label, seconds) ?? 0) > 0 ? SOME_PIECE : "");
    return [
      ...told(state, (seconds) => {
        const foreseen = at.stateOf(label, seconds);
        return foreseen === undefined ? undefined : ITEM_STATE[foreseen];
      }),
      ...(at.placeOf(label) === undefined ? [] : told(piece, has)),
    ];
  });
}

/** Belts, tunnels and ovens that count their pieces. In the model they run as long as there are some. */
function placesOf(at: FutureStatesAt, index: PlantIndex): readonly Told[] {
  return at.states.places.flatMap(({ label }) => {
    const asset = index.byLabel(label);
    if (asset === undefined) return [];
    const count = index.tagWith(asset.assetUid, "pieces-on-board");
    const state = at.stateOf(label, 0) === undefined ? index.tagWith(asset.assetUid, "item-state") : undefined;
    return [
      ...told(count, (seconds) => at.piecesAt(label, seconds)),
      ...told(state, (seconds) => ITEM_STATE[(at.piecesAt(label, seconds) ?? 0) > 0 ? "working" : "waiting"]),
    ];
  });
}

/** Vehicles of the plant in their order: which of them fetches what is not forecast. */
export function vehiclesIn(index: PlantIndex): readonly Asset[] {
  return index.plant.assets.filter((asset) => can(asset, "carries"));
}

function vehiclesOf(at: FutureStatesAt, index: PlantIndex): readonly Told[] {
  return vehiclesIn(index).flatMap((asset, vehicle): readonly Told[] => {
    if (vehicle >= at.states.vehicles) return [];
    const map = index.plant.maps?.find(({ id }) => id === asset.map) ?? UNMAPPED;
    const of = (role: "agv-x" | "agv-y" | "agv-theta" | "agv-load") => index.tagWith(asset.assetUid, role);
    const on = (tag: Tag | undefined, read: (x: number, y: number, yaw: number) => number): readonly Told[] =>
      told(tag, (seconds) => {
        const place = at.vehicleAt(vehicle, seconds).at;
        return place === undefined ? undefined : read(place.x, place.y, place.yaw) / toSi(tag?.unit);
      });
    const turn = (map.rotateDeg * Math.PI) / 180;
    const [cos, sin] = [Math.cos(turn) / map.scale, Math.sin(turn) / map.scale];
    return [
      ...on(of("agv-x"), (x, y) => (x - map.x) * cos + (y - map.y) * sin),
      ...on(of("agv-y"), (x, y) => (y - map.y) * cos - (x - map.x) * sin),
      ...on(of("agv-theta"), (_x, _y, yaw) => yaw - turn),
      ...told(of("agv-load"), (seconds) => {
        const { at: place, pieces } = at.vehicleAt(vehicle, seconds);
        return place === undefined ? undefined : pieces > 0 ? SOME_PIECE : "";
      }),
    ];
  });
}

function told(tag: Tag | undefined, read: Told["read"]): readonly Told[] {
  return tag === undefined ? [] : [{ ref: tag.ref, read }];
}
