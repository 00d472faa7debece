import type { Logger } from "pino";
import { Suppressions } from "../alerts/suppressions.ts";
import { pickSamples } from "../batch/rows.ts";
import type { Annunciation } from "../contracts/alerts/alert.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import type { ReplayReader } from "../contracts/path/replay.ts";
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { LinkRef, TagTable } from "../contracts/plant/tag.ts";
import { createDetectors } from "../detect/create-detectors.ts";
import { attributesOfRules } from "../detect/rules/alert-attributes.ts";
import type { DetectorsConfig } from "../detect/rules/config.ts";
import { ruleKey } from "../detect/rules/rule-detector.ts";
import { createTwin } from "../model/twin.ts";
import { createFlow } from "../pipeline/flow.ts";

/** Span of time that is read at once: 600,000 samples at 10,000 a second. */
const STRETCH_US = 60e6;
/** The edge ticks detectors once a second. */
const TICK_US = 1e6;
/** Maximum alerts: a rule that raises more is wrong, and its first alerts show why. */
const MAX_KEPT = 10_000;

/** One alert that would have been raised. */
export interface TriedAlert {
  readonly finding: Finding;
  readonly annunciation: Annunciation;
  /** Undefined where it was active until the end. */
  clearedAt: Micros | undefined;
}

export interface Trial {
  readonly samples: number;
  /** In order of time, the first 10,000. */
  readonly alerts: readonly TriedAlert[];
  readonly raised: number;
}

export interface TrialPlan {
  readonly config: DetectorsConfig;
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly links: readonly { readonly ref: LinkRef; readonly name: string; readonly source: string }[];
  readonly history: ReplayReader;
  readonly from: Micros;
  readonly to: Micros;
  readonly log: Logger;
}

/**
 * Runs the detectors of a config over history as a running edge does: every sample in order, a tick once a second.
 * All links count as live, because history does not record their silence: rules about silence raise nothing here.
 * Rejects when the signal aborts: part of the time gives no valid result.
 */
export async function tryRules(
  { config, plant, tags, links, history, from, to, log }: TrialPlan,
  signal: AbortSignal,
): Promise<Trial> {
  let now = from;
  let samples = 0;
  let raised = 0;
  const alerts: TriedAlert[] = [];
  const standing = new Map<string, TriedAlert>();
  const live = links.map((link) => ({ ...link, live: true, ageMs: 0 }));
  const detectors = createDetectors({ config, plant, tags, links: () => live, log });
  const suppressions = new Suppressions(config.suppressions, { plant, tags });
  const attributesOf = attributesOfRules(detectors);
  const flow = createFlow({
    twin: createTwin({ tags, links: links.map((link) => ({ ...link, staleAfterMs: Number.POSITIVE_INFINITY })) }),
    detectors: [...detectors, suppressions],
    now: () => now,
    onDetectorFailed: (_index, err) => log.error({ err }, "a detector failed"),
    onFindings(findings) {
      for (const finding of findings) {
        const key = ruleKey(finding.rule, finding.assetUid);
        const open = standing.get(key);
        if (finding.standing === (open !== undefined)) continue;
        if (open !== undefined) {
          open.clearedAt = finding.at;
          standing.delete(key);
          continue;
        }
        const { annunciation } = attributesOf(finding.rule, finding.assetUid, finding.kind);
        const alert = { finding, annunciation, clearedAt: undefined };
        standing.set(key, alert);
        if (suppressions.of(finding) !== undefined) continue;
        if (raised++ < MAX_KEPT) alerts.push(alert);
      }
    },
  });
  for (let start = from; start < to; start += STRETCH_US) {
    signal.throwIfAborted();
    const { samples: batch } = await history.stretch({ from: start, to: Math.min(to, start + STRETCH_US), every: 0 });
    samples += batch.length;
    for (const second of bySecond(batch, start, Math.min(to, start + STRETCH_US))) {
      now = second.until;
      if (second.batch.length > 0) flow.committed([second.batch]);
      flow.tick();
    }
  }
  return { samples, alerts, raised };
}

/** Splits samples, which are in order of time, into seconds. */
function* bySecond(
  batch: SampleBatch,
  from: Micros,
  to: Micros,
): Generator<{ readonly until: Micros; readonly batch: SampleBatch }> {
  let next = 0;
  for (let until = from + TICK_US; until < to + TICK_US; until += TICK_US) {
    const first = next;
    while (next < batch.length && (batch.times[next] as number) <= until) next++;
    yield {
      until: Math.min(until, to),
      batch: {
        ...pickSamples(
          batch,
          Uint32Array.from({ length: next - first }, (_, i) => first + i),
        ),
        receivedAt: Math.min(until, to),
      },
    };
  }
}
