import type { AssetUid, Tag, TagRef, TagRole } from "../../../edge/contracts/plant/tag.ts";
import { type WorkTags, workTags } from "../data/pieces.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { toSi } from "../data/units.ts";
import type { Actor } from "./actor.ts";
import type { Joint } from "./figure.ts";
import type { MotionChannels } from "./motion.ts";

/** The target of a channel: a joint, or a coordinate of the asset itself. */
interface Drive {
  readonly index: number;
  readonly channel: number;
  readonly apply: (value: number) => void;
}

/** The effect of a tag on the picture. */
export interface Binding {
  readonly actor: Actor;
  /** Number of the actor in the scene. */
  readonly index: number;
  readonly kind: "motion" | "load" | "work" | "state" | "route";
  /** For work: all tags that tell it. */
  readonly work?: WorkTags;
  /** For motion. */
  readonly drive?: Drive;
  readonly factor: number;
}

/** Effects of tags, by ref. Rebuilt with every dictionary. */
export interface Bindings {
  readonly byRef: ReadonlyMap<number, readonly Binding[]>;
  readonly drives: readonly Drive[];
}

const PLACE_ROLES = [
  ["agv-x", "x"],
  ["agv-y", "y"],
  ["agv-theta", "yaw"],
  ["person-x", "x"],
  ["person-y", "y"],
] as const;
const ROUTE_ROLE: TagRole = "agv-node-states";

/** Binds the tags of all actors to their effects. */
export function bind(actors: readonly Actor[], index: PlantIndex, motion: MotionChannels): Bindings {
  const byRef = new Map<number, Binding[]>();
  const drives: Drive[] = [];
  const add = (ref: TagRef, binding: Binding) => {
    const others = byRef.get(ref);
    if (others === undefined) byRef.set(ref, [binding]);
    else others.push(binding);
  };
  const drive = (number: number, start: number, options: { wraps: boolean; apply: (value: number) => void }): Drive => {
    const made = { index: number, channel: motion.add(start, options.wraps), apply: options.apply };
    drives[made.channel] = made;
    return made;
  };
  for (const [number, actor] of actors.entries()) {
    const uid = actor.asset.assetUid;
    for (const [jointNumber, joint] of actor.figure.joints.entries()) {
      const tag = tagOf(joint, index, uid);
      if (tag === undefined) continue;
      const moved = drive(number, actor.values[jointNumber] ?? 0, {
        wraps: false,
        apply: (value) => actor.setJoint(jointNumber, value),
      });
      add(tag.ref, { actor, index: number, kind: "motion", drive: moved, factor: factorOf(joint, tag.unit) });
    }
    const place = placer(actor, index);
    for (const [role, field] of PLACE_ROLES) {
      const tag = index.tagWith(uid, role);
      if (tag === undefined) continue;
      const moved = drive(number, place.raw[field], {
        wraps: field === "yaw",
        apply: (value) => place.set(field, value),
      });
      add(tag.ref, { actor, index: number, kind: "motion", drive: moved, factor: toSi(tag.unit) });
    }
    for (const [ref, binding] of loadsOf(actor, number, index)) add(ref, binding);
    const state = index.tagWith(uid, "item-state");
    if (state !== undefined) add(state.ref, { actor, index: number, kind: "state", factor: 1 });
    const route = index.tagWith(uid, ROUTE_ROLE);
    if (route !== undefined) add(route.ref, { actor, index: number, kind: "route", factor: 1 });
  }
  return { byRef, drives };
}

/** The tag that moves a joint: the one it names, else the one with its role. */
function tagOf({ role, tag: path }: Joint, index: PlantIndex, uid: AssetUid): Tag | undefined {
  if (path === undefined) return role === undefined ? undefined : index.tagWith(uid, role);
  return index
    .tagsOf(uid)
    .find(({ component, signal }) => path === (component === "" ? signal : `${component}/${signal}`));
}

/** What tells the load of an actor, and how far its work is. */
function loadsOf(actor: Actor, number: number, index: PlantIndex): (readonly [TagRef, Binding])[] {
  const { figure, build, asset } = actor;
  const load = figure.loadRole === undefined ? undefined : index.tagWith(asset.assetUid, figure.loadRole);
  const factor = load?.unit === "%" ? (figure.loadFull ?? 1) / 100 : 1;
  const work = build.showsWork ? workTags(index, asset.assetUid) : {};
  return [
    ...(load === undefined ? [] : [[load.ref, { actor, index: number, kind: "load", factor }] as const]),
    ...[work.piece, work.progress].flatMap((tag) =>
      tag === undefined ? [] : [[tag.ref, { actor, index: number, kind: "work", factor: 1, work }] as const],
    ),
  ];
}

/** Places an actor by its own map, in plant coordinates. */
function placer(
  { asset, at }: Actor,
  index: PlantIndex,
): { readonly raw: { x: number; y: number; yaw: number }; set(field: "x" | "y" | "yaw", value: number): void } {
  const { scale, rotateDeg, x, y } = index.plant.maps?.find(({ id }) => id === asset.map) ?? {
    scale: 1,
    rotateDeg: 0,
    x: 0,
    y: 0,
  };
  const turn = (rotateDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
  // Until the first position arrives, the config's pose holds.
  const [east, north] = [(at.x - x) / scale, (at.y - y) / scale];
  const raw = {
    x: east * Math.cos(turn) + north * Math.sin(turn),
    y: north * Math.cos(turn) - east * Math.sin(turn),
    yaw: at.yaw - turn,
  };
  return {
    raw,
    set: (field, value) => {
      raw[field] = value;
      at.x = x + cos * raw.x - sin * raw.y;
      at.y = y + sin * raw.x + cos * raw.y;
      at.yaw = raw.yaw + turn;
    },
  };
}

function factorOf(joint: Joint, unit: string | undefined): number {
  if (joint.motion === "step") return joint.scale * (unit === "%" ? 0.01 : 1);
  return joint.scale * toSi(unit);
}
