import type { Alert } from "../contracts/alert.ts";
import type { Detector, Finding } from "../contracts/detector.ts";
import type { SampleBatch } from "../contracts/sample-batch.ts";
import type { AssetUid } from "../contracts/tag.ts";
import { matchesWord } from "../contracts/tag-pattern.ts";
import { compileExpression, type Judge } from "./expression.ts";
import { bindNames } from "./logic-case.ts";
import type { SuppressionConfig } from "./logic-config.ts";
import type { DetectorContext } from "./rule-detector.ts";
import { Watchlist } from "./watchlist.ts";

interface Bound {
  readonly config: SuppressionConfig;
  readonly judge: Judge;
  readonly values: Float64Array;
}

/**
 * What hides alerts by design (ISA-18.2, 3.1.98): looks at samples like a detector and finds nothing. Unknown hides nothing: an alarm is
 * suppressed only while the condition is known to hold.
 */
export class Suppressions implements Detector {
  readonly watches;
  readonly #list: Watchlist;
  readonly #byAsset = new Map<AssetUid, Bound[]>();
  readonly #feeds: readonly (readonly { readonly of: Bound; readonly input: number }[])[];

  constructor(configs: readonly SuppressionConfig[], context: Pick<DetectorContext, "plant" | "tags">) {
    const bound = configs.flatMap((config) => {
      const judge = compileExpression(config.when, Object.keys(config.tags));
      return bindNames(config.tags, config.of, context).map(({ asset, inputs }) => ({ asset, inputs, of: { config, judge, values: new Float64Array(inputs.length).fill(Number.NaN) } }));
    });
    for (const { asset, of } of bound) this.#byAsset.set(asset.assetUid, [...(this.#byAsset.get(asset.assetUid) ?? []), of]);
    const tags = [...new Set(bound.flatMap(({ inputs }) => inputs))];
    this.#list = new Watchlist(tags);
    this.watches = this.#list.refs;
    this.#feeds = tags.map((tag) => bound.flatMap(({ inputs, of }) => inputs.flatMap((one, input) => (one === tag ? [{ of, input }] : []))));
  }

  observe(samples: SampleBatch): readonly Finding[] {
    for (let at = 0; at < samples.length; at++) {
      const index = this.#list.admit(samples, at);
      if (index < 0) continue;
      for (const { of, input } of this.#feeds[index] ?? []) of.values[input] = samples.values[at] as number;
    }
    return [];
  }

  /** Id of the first suppression that hides the alert now. */
  of({ rule, assetUid }: Pick<Alert, "rule" | "assetUid">): string | undefined {
    const found = this.#byAsset.get(assetUid)?.find(({ config, judge, values }) => {
      if (!config.rules.some((word) => matchesWord(word, rule))) return false;
      const answer = judge(values);
      return !Number.isNaN(answer) && answer !== 0;
    });
    return found?.config.id;
  }
}
