import type { Alert } from "../contracts/alerts/alert.ts";
import type { Detector, Finding } from "../contracts/alerts/detector.ts";
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import { compileExpression, type Judge } from "../detect/rules/expression.ts";
import { bindNames } from "../detect/rules/logic-case.ts";
import type { SuppressionConfig } from "../detect/rules/logic-config.ts";
import type { DetectorContext } from "../detect/rules/rule-detector.ts";
import { Watchlist } from "../detect/watchlist.ts";

interface Bound {
  readonly config: SuppressionConfig;
  readonly judge: Judge;
  readonly values: Float64Array;
  /** Until when the alerts stay hidden after the condition held. */
  until: Micros;
}

/**
 * Hides alerts by design (ISA-18.2, 3.1.98): watches samples like a detector and has no findings. Unknown hides
 * nothing: an alarm is suppressed only while the condition is known to hold, and for `afterS` behind that.
 */
export class Suppressions implements Detector {
  readonly watches;
  readonly #list: Watchlist;
  readonly #byAsset = new Map<AssetUid, Bound[]>();
  readonly #lasting: readonly Bound[];
  #now: Micros = Number.NEGATIVE_INFINITY;
  readonly #feeds: readonly (readonly { readonly of: Bound; readonly input: number }[])[];

  /** `before` are those of the config until now: what they still hide stays hidden. */
  constructor(
    configs: readonly SuppressionConfig[],
    context: Pick<DetectorContext, "plant" | "tags">,
    before?: Suppressions,
  ) {
    const bound = configs.flatMap((config) => {
      const judge = compileExpression(config.when, Object.keys(config.tags));
      return bindNames(config.tags, config.of, context).map(({ asset, inputs }) => {
        const values = new Float64Array(inputs.length).fill(Number.NaN);
        const until = before?.untilOf(config.id, asset.assetUid) ?? Number.NEGATIVE_INFINITY;
        return {
          asset,
          inputs,
          of: { config, judge, values, until: config.afterS > 0 ? until : Number.NEGATIVE_INFINITY },
        };
      });
    });
    this.#lasting = bound.flatMap(({ of }) => (of.config.afterS > 0 ? [of] : []));
    for (const { asset, of } of bound)
      this.#byAsset.set(asset.assetUid, [...(this.#byAsset.get(asset.assetUid) ?? []), of]);
    const tags = [...new Set(bound.flatMap(({ inputs }) => inputs))];
    this.#list = new Watchlist(tags);
    this.watches = this.#list.refs;
    this.#feeds = tags.map((tag) =>
      bound.flatMap(({ inputs, of }) => inputs.flatMap((one, input) => (one === tag ? [{ of, input }] : []))),
    );
  }

  observe(samples: SampleBatch): readonly Finding[] {
    for (let at = 0; at < samples.length; at++) {
      const index = this.#list.admit(samples, at);
      if (index < 0) continue;
      for (const { of, input } of this.#feeds[index] ?? []) of.values[input] = samples.values[at] as number;
    }
    return [];
  }

  tick(now: Micros): readonly Finding[] {
    this.#now = now;
    for (const of of this.#lasting) if (holds(of)) of.until = now + of.config.afterS * 1e6;
    return [];
  }

  /** Until when a suppression hides the alerts of an asset after its condition held, µs. */
  untilOf(id: string, assetUid: AssetUid): Micros | undefined {
    return this.#byAsset.get(assetUid)?.find(({ config }) => config.id === id)?.until;
  }

  /** Id of the first suppression that hides the alert now. */
  of({ rule, assetUid }: Pick<Alert, "rule" | "assetUid">): string | undefined {
    const isNamed = ({ config }: Bound): boolean => config.rules.some((word) => matchesWord(word, rule));
    return this.#byAsset.get(assetUid)?.find((of) => isNamed(of) && (holds(of) || this.#now < of.until))?.config.id;
  }
}

function holds({ judge, values }: Bound): boolean {
  const answer = judge(values);
  return !Number.isNaN(answer) && answer !== 0;
}
