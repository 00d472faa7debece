/** The figures of vibration bursts as tags: a follower of the log that computes them from each waveform. */
import type { FollowerPlugin } from "../../../contracts/path/follower-plugin.ts";
import { isSpeed } from "../../context/shaft-speeds.ts";

export const burstFollower: FollowerPlugin = {
  name: "bursts",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: () => ({ own: {}, goesBy: (tag) => tag.type === "waveform" || tag.isDerived === true || isSpeed(tag) }),
};
