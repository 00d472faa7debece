/** The book of causes as a plugin, and its reader. */
import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import type { CauseReader } from "../../contracts/quality/causes.ts";
import { isCurve } from "../../contracts/quality/curves.ts";
import type { LoopReader } from "../../contracts/quality/loop.ts";
import type { QualityConfig } from "../config.ts";
import type { CauseBookConfig } from "./book-config.ts";
import type { CauseAnswered } from "./cause-answers.ts";
import { dispositionEvent } from "./dispositions.ts";
import { isCircumstance } from "./station-signals.ts";

type Sections = {
  readonly quality: QualityConfig;
  readonly material: {
    readonly operations: CauseBookConfig["operations"];
    readonly results: CauseBookConfig["results"];
  };
};

export const causeFollower: FollowerPlugin<Sections, { readonly causes: CauseReader; readonly loop: LoopReader }> = {
  name: "causes",
  module: new URL("./open-follower.ts", import.meta.url),
  plan({ quality, material: { operations, results } }) {
    const features = quality.features.map(({ feature, name }) => ({ feature, name }));
    const own: CauseBookConfig = { ...quality.causes, operations, results, features };
    return { own, goesBy: (tag) => isCircumstance(tag) || isCurve(tag) };
  },
  readers({ follower, record, now }) {
    const book = follower<CauseAnswered>("causes");
    const causes: CauseReader = {
      get isCurrent() {
        return book.isCurrent;
      },
      defects: () => book.ask("defects"),
      counters: () => book.ask("counters"),
      causes: (question) => book.ask("causes", question),
      works: (question) => book.ask("works", question),
    };
    const loop: LoopReader = {
      containment: (question) => book.ask("containment", question),
      pareto: (question) => book.ask("pareto", question),
      badPieces: (question) => book.ask("badPieces", question),
      effect: (question) => book.ask("effect", question),
      async dispose(asked) {
        await book.ask("checkPieces", asked);
        const disposition = { ...asked, at: now() };
        await record(dispositionEvent(disposition));
        return disposition;
      },
    };
    return { causes, loop };
  },
};
