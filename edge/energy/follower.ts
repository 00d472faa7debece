/** The energy book as a plugin. */
import type { FollowerPlugin } from "../contracts/path/follower-plugin.ts";
import type { Tag, TagRole } from "../contracts/plant/tag.ts";
import type { EnergyReader } from "../contracts/production/energy.ts";
import type { EnergyConfig } from "./config.ts";
import type { EnergyAnswered } from "./energy-book.ts";
import { energyReader, type PiecesAnswered } from "./reader.ts";

const ROLES: ReadonlySet<TagRole> = new Set(["active-power", "energy-import"]);
const VOLUMES: ReadonlySet<string> = new Set(["m3", "m3/h", "t", "kg", "t/h", "kg/h"]);

type Sections = { readonly energy: EnergyConfig };

export const energyFollower: FollowerPlugin<Sections, { readonly energy: EnergyReader }> = {
  name: "energy",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: ({ energy }) => ({
    own: energy,
    goesBy: ({ role, unit }: Tag) => (role !== undefined && ROLES.has(role)) || VOLUMES.has(unit ?? ""),
  }),
  readers: ({ follower, tags, twin }) => ({
    energy: energyReader({
      book: follower<EnergyAnswered>("energy"),
      states: follower<PiecesAnswered>("states"),
      tags,
      twin,
    }),
  }),
};
