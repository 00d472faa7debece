/** The material book as a plugin. */
import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import type { MaterialConfig } from "../material/config.ts";
import { signalOf } from "../state/machine-tags.ts";

export const materialFollower: FollowerPlugin<{ readonly material: MaterialConfig }> = {
  name: "material",
  module: new URL("./open-material.ts", import.meta.url),
  plan({ material }) {
    const named = new Set([
      ...material.results.flatMap(({ signals }) => signals),
      ...material.observations.map(({ signal }) => signal),
    ]);
    return { own: material, goesBy: (tag) => named.has(signalOf(tag)) };
  },
};
