/** The follower that counts, as a plugin; and what the API may ask of it. */
import type { FollowerPlugin } from "../../../../edge/contracts/path/follower-plugin.ts";
import type { TallyConfig } from "./config.ts";
import type { TallyAnswers } from "./open-follower.ts";

export interface TallyReader {
  count(): Promise<number>;
}

type Sections = { readonly tally: TallyConfig };

export const tallyFollower: FollowerPlugin<Sections, { readonly tally: TallyReader }> = {
  name: "tally",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: ({ tally }) => ({ own: tally, goesBy: () => false }),
  readers: ({ follower }) => ({ tally: { count: () => follower<TallyAnswers>("tally").ask("count") } }),
};
