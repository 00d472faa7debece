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
  /** When the hiding ends after the condition held, µs UTC. */
  until: Micros;
  /** When the hiding began, µs UTC; NaN: nothing is hidden. */
  since: Micros;
}

/**
 * Hides alerts by design (ISA-18.2, 3.1.98): watches samples like a detector and has no findings. Unknown hides
 * nothing: an alarm is suppressed only while the condition is known to hold, and for `afterS` beyond that, for
 * `atMostS` in all.
 */
export class Suppressions implements Detector {
  readonly watches;
  readonly #list: Watchlist;
  readonly #byAsset = new Map<AssetUid, Bound[]>();
  /** Those that also depend on time. */
  readonly #timed: readonly Bound[];
  #now: Micros;
  readonly #feeds: readonly (readonly { readonly of: Bound; readonly input: number }[])[];

  /** `before`: suppressions of the previous config; alerts that they still hide stay hidden. */
  constructor(
    configs: readonly SuppressionConfig[],
    context: Pick<DetectorContext, "plant" | "tags">,
    before?: Suppressions,
  ) {
    // Until its first tick it uses the time of the previous set: a suppression that was over then hides nothing again.
    this.#now = before === undefined ? Number.NEGATIVE_INFINITY : before.#now;
    const bound = configs.flatMap((config) => {
      const judge = compileExpression(config.when, Object.keys(config.tags));
      return bindNames(config.tags, config.of, context).map(({ asset, inputs }) => {
        const values = new Float64Array(inputs.length).fill(Number.NaN);
        const { until, since } = before?.timesOf(config.id, asset.assetUid) ?? NEVER;
        return {
          asset,
          inputs,
          of: { config, judge, values, until: config.afterS > 0 ? until : NEVER.until, since },
        };
      });
    });
    this.#timed = bound.flatMap(({ of }) => (of.config.afterS > 0 || of.config.atMostS !== undefined ? [of] : []));
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
    for (const of of this.#timed) {
      const isHeld = holds(of);
      // A clock that was set back makes neither time longer.
      const longest = now + of.config.afterS * 1e6;
      of.until = isHeld ? longest : Math.min(of.until, longest);
      if (of.since > now) of.since = now;
      // A short interruption does not restart the maximum duration of a suppression.
      if (!isHeld && now >= of.until) of.since = Number.NaN;
      else if (Number.isNaN(of.since)) of.since = now;
    }
    return [];
  }

  /** Until and since when a suppression hides the alerts of an asset, µs. */
  timesOf(id: string, assetUid: AssetUid): Pick<Bound, "until" | "since"> | undefined {
    return this.#byAsset.get(assetUid)?.find(({ config }) => config.id === id);
  }

  /** Id of the first suppression that hides the alert now. */
  of({ rule, assetUid }: Pick<Alert, "rule" | "assetUid">): string | undefined {
    const isNamed = ({ config }: Bound): boolean => config.rules.some((word) => matchesWord(word, rule));
    const hides = (of: Bound): boolean => (holds(of) || this.#now < of.until) && !isOverdue(of, this.#now);
    return this.#byAsset.get(assetUid)?.find((of) => isNamed(of) && hides(of))?.config.id;
  }
}

const NEVER = { until: Number.NEGATIVE_INFINITY, since: Number.NaN } as const;

/** Whether its longest time is over. */
function isOverdue({ config, since }: Bound, now: Micros): boolean {
  return config.atMostS !== undefined && now - since >= config.atMostS * 1e6;
}

function holds({ judge, values }: Bound): boolean {
  const answer = judge(values);
  return !Number.isNaN(answer) && answer !== 0;
}
