/** The book of causes as a plugin, and its reader. */
import type { FollowerPlugin } from "../../contracts/path/follower-plugin.ts";
import type { CauseReader, DefectClass } from "../../contracts/quality/causes.ts";
import { isCurve } from "../../contracts/quality/curves.ts";
import type { LoopReader } from "../../contracts/quality/loop.ts";
import type { QualityConfig } from "../config.ts";
import type { CauseBookConfig } from "./book-config.ts";
import type { CauseAnswered } from "./cause-answers.ts";
import type { OperationNames } from "./circumstances.ts";
import { dispositionEvent } from "./dispositions.ts";
import { isCircumstance } from "./station-signals.ts";

type Sections = {
  readonly quality: QualityConfig;
  readonly material: {
    readonly operations: readonly OperationNames[];
    readonly results: CauseBookConfig["results"];
  };
};

export const causeFollower: FollowerPlugin<Sections, { readonly causes: CauseReader; readonly loop: LoopReader }> = {
  name: "causes",
  module: new URL("./open-follower.ts", import.meta.url),
  plan({ quality, material: { operations, results } }) {
    const own: CauseBookConfig = { ...quality.causes, operations, results };
    return { own, goesBy: (tag) => isCircumstance(tag) || isCurve(tag) };
  },
  readers({ follower, record, now, config: { quality } }) {
    const names = new Map(quality.features.toReversed().map(({ feature, name }) => [feature, name]));
    const named = <Of extends DefectClass>(of: Of): Of => {
      const featureName = names.get(of.feature);
      return featureName === undefined ? of : { ...of, featureName };
    };
    const book = follower<CauseAnswered>("causes");
    const causes: CauseReader = {
      get isCurrent() {
        return book.isCurrent;
      },
      defects: async () => (await book.ask("defects")).map(named),
      counters: () => book.ask("counters"),
      causes: (question) => book.ask("causes", question),
      works: (question) => book.ask("works", question),
    };
    const loop: LoopReader = {
      containment: (question) => book.ask("containment", question),
      async pareto(question) {
        const view = await book.ask("pareto", question);
        return { ...view, rows: view.rows.map(({ of, ...row }) => ({ ...row, of: of === null ? null : named(of) })) };
      },
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
