/** The book of lots as a plugin, and its reader. */
import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import type { LotReader } from "../../contracts/quality/incoming.ts";
import type { QualityConfig } from "../config.ts";
import type { LotAnswered } from "./lot-book.ts";
import { lotEvent } from "./lot-event.ts";
import type { LotPlan } from "./open-follower.ts";

type Sections = { readonly quality: QualityConfig };

export const lotFollower: FollowerPlugin<Sections, { readonly lots: LotReader }> = {
  name: "lots",
  module: new URL("./open-follower.ts", import.meta.url),
  plan: ({ quality: { incoming, keepDays } }) => ({
    own: { incoming, keepDays } satisfies LotPlan,
    goesBy: () => false,
  }),
  readers({ follower, record, now, config: { quality } }) {
    const book = follower<LotAnswered>("lots");
    const lots: LotReader = {
      get isCurrent() {
        return book.isCurrent;
      },
      plans: quality.incoming.map(({ id, name, sample, accept }) => ({ id, name, sample, accept })),
      lots: (from, to) => book.ask("lots", from, to),
      lot: (lot) => book.ask("lot", lot),
      judge: (result) => record(lotEvent(result, now())),
    };
    return { lots };
  },
};
