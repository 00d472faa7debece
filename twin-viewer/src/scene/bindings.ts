import type { TagRef, TagRole } from "../../../edge/contracts/tag.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { toSi } from "../data/units.ts";
import type { Actor } from "./actor.ts";
import type { Joint } from "./figure.ts";
import type { MotionChannels } from "./motion.ts";

/** What a channel moves: a joint, or a coordinate of the asset itself. */
interface Drive {
  readonly actor: Actor;
  readonly channel: number;
  readonly apply: (value: number) => void;
}

/** What a tag does in the picture when it changes. */
export interface Binding {
  readonly actor: Actor;
  readonly kind: "motion" | "load" | "state" | "route";
  /** For motion. */
  readonly drive?: Drive;
  readonly factor: number;
}

/** Which tag moves what, by ref. Built anew with every dictionary; channels go on where they were. */
export interface Bindings {
  readonly byRef: ReadonlyMap<number, readonly Binding[]>;
  readonly drives: readonly Drive[];
}

const ROUTE_ROLE: TagRole = "agv-node-states";

/** Ties the tags of all actors to what they move. */
export function bind(actors: readonly Actor[], index: PlantIndex, motion: MotionChannels): Bindings {
  const byRef = new Map<number, Binding[]>();
  const drives: Drive[] = [];
  const add = (ref: TagRef, binding: Binding) => {
    const others = byRef.get(ref);
    if (others === undefined) byRef.set(ref, [binding]);
    else others.push(binding);
  };
  const drive = (actor: Actor, start: number, options: { wraps: boolean; apply: (value: number) => void }): Drive => {
    const made = { actor, channel: motion.add(start, options.wraps), apply: options.apply };
    drives[made.channel] = made;
    return made;
  };
  for (const actor of actors) {
    const uid = actor.asset.assetUid;
    for (const [number, joint] of actor.figure.joints.entries()) {
      const tag = index.tagWith(uid, joint.role);
      if (tag === undefined) continue;
      const moved = drive(actor, actor.values[number] ?? 0, { wraps: false, apply: (value) => actor.setJoint(number, value) });
      add(tag.ref, { actor, kind: "motion", drive: moved, factor: factorOf(joint, tag.unit) });
    }
    for (const [role, field] of [
      ["agv-x", "x"],
      ["agv-y", "y"],
      ["agv-theta", "yaw"],
    ] as const) {
      const tag = index.tagWith(uid, role);
      if (tag === undefined) continue;
      const moved = drive(actor, actor.at[field], {
        wraps: field === "yaw",
        apply: (value) => {
          actor.at[field] = value;
        },
      });
      add(tag.ref, { actor, kind: "motion", drive: moved, factor: toSi(tag.unit) });
    }
    const load = actor.figure.loadRole === undefined ? undefined : index.tagWith(uid, actor.figure.loadRole);
    if (load !== undefined) add(load.ref, { actor, kind: "load", factor: load.unit === "%" ? (actor.figure.loadFull ?? 1) / 100 : 1 });
    const state = index.tagWith(uid, "item-state");
    if (state !== undefined) add(state.ref, { actor, kind: "state", factor: 1 });
    const route = index.tagWith(uid, ROUTE_ROLE);
    if (route !== undefined) add(route.ref, { actor, kind: "route", factor: 1 });
  }
  return { byRef, drives };
}

function factorOf(joint: Joint, unit: string | undefined): number {
  if (joint.motion === "step") return joint.scale * (unit === "%" ? 0.01 : 1);
  return joint.scale * toSi(unit);
}
