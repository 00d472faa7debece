/** The book of causes as a plugin, and its reader. */
import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import type { CauseReader } from "../../contracts/quality/causes.ts";
import type { QualityConfig } from "../config.ts";
import type { CauseBookConfig } from "./book-config.ts";
import type { CauseAnswered } from "./cause-answers.ts";
import type { OperationNames } from "./circumstances.ts";
import { isCircumstance } from "./station-signals.ts";

type Sections = {
  readonly quality: QualityConfig;
  readonly material: {
    readonly operations: readonly OperationNames[];
    readonly results: CauseBookConfig["results"];
  };
};

export const causeFollower: FollowerPlugin<Sections, { readonly causes: CauseReader }> = {
  name: "causes",
  module: new URL("./open-follower.ts", import.meta.url),
  plan({ quality, material: { operations, results } }) {
    const own: CauseBookConfig = { ...quality.causes, operations, results };
    return { own, goesBy: isCircumstance };
  },
  readers({ follower }) {
    const book = follower<CauseAnswered>("causes");
    const causes: CauseReader = {
      get isCurrent() {
        return book.isCurrent;
      },
      defects: () => book.ask("defects"),
      counters: () => book.ask("counters"),
      causes: (question) => book.ask("causes", question),
      containment: (question) => book.ask("containment", question),
    };
    return { causes };
  },
};
