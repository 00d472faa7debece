/** The energy book as a plugin. */
import type { FollowerPlugin } from "../contracts/path/follower-plugin.ts";
import type { Tag, TagRole } from "../contracts/plant/tag.ts";
import type { EnergyConfig } from "./config.ts";

const ROLES: ReadonlySet<TagRole> = new Set(["active-power", "energy-import"]);
const VOLUMES: ReadonlySet<string> = new Set(["m3", "m3/h"]);

export const energyFollower: FollowerPlugin<{ readonly energy: EnergyConfig }> = {
  name: "energy",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: ({ energy }) => ({
    own: energy,
    goesBy: ({ role, unit }: Tag) => (role !== undefined && ROLES.has(role)) || VOLUMES.has(unit ?? ""),
  }),
};
