/** The book of measurements as a plugin, and its reader. */
import type { FollowerPlugin } from "../contracts/path/follower-plugin.ts";
import { type LocalizedText, signalName, type Tag } from "../contracts/plant/tag.ts";
import type { QualityReader } from "../contracts/quality/quality.ts";
import type { QualityAnswered } from "./answers.ts";
import type { PlansConfig, QualityConfig } from "./config.ts";
import { limitsEvent } from "./limits-event.ts";
import { signalsOf } from "./plan-signals.ts";
import { gaugeStudy } from "./statistics/gauge-study.ts";

type Operation = NonNullable<PlansConfig["operations"]>[number] & { readonly name: LocalizedText };

type Sections = {
  readonly quality: QualityConfig;
  readonly material: { readonly operations: readonly Operation[] };
};

export const qualityFollower: FollowerPlugin<Sections, { readonly quality: QualityReader }> = {
  name: "quality",
  module: new URL("./open-follower.ts", import.meta.url),
  plan({ quality, material: { operations } }) {
    const signals = signalsOf(quality.features);
    return {
      own: { features: quality.features, keepDays: quality.keepDays, operations } satisfies PlansConfig,
      goesBy: (tag: Tag) => signals.has(signalName(tag)),
    };
  },
  readers({ follower, record, now, config }) {
    const book = follower<QualityAnswered>("quality");
    const nameOf = (id: string): LocalizedText | undefined =>
      config.material.operations.find((operation) => operation.id === id)?.name;
    const quality: QualityReader = {
      get isCurrent() {
        return book.isCurrent;
      },
      features: () => book.ask("features"),
      counters: () => book.ask("counters"),
      chart: (question) => book.ask("chart", question),
      async capability(question) {
        const view = await book.ask("capability", question);
        const operationName = view === undefined ? undefined : nameOf(view.operation);
        return view === undefined || operationName === undefined ? view : { ...view, operationName };
      },
      piece: (piece) => book.ask("piece", piece),
      limits: (series) => book.ask("limits", series),
      async freeze(question, { by, comment }) {
        const { plan, machine, from, to, excluded } = question;
        const model = await book.ask("estimate", question);
        const at = now();
        const limits = { plan, machine, from, to, excluded, by, comment, at, model };
        await record(limitsEvent(limits, at));
        return limits;
      },
      gaugeStudy,
    };
    return { quality };
  },
};
