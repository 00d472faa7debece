/** Recommendations on bad actors of the alarm system, once an hour from the last week (docs/rules/floods.md). */
import type { Logger } from "pino";
import { type Actor, type ActorFacts, adviceOn, badActors } from "../../alerts/bad-actors/bad-actors.ts";
import type { OpenAlertBook } from "../../alerts/open-alert-book.ts";
import type { AlertView } from "../../contracts/alerts/alert.ts";
import type { HistorianReader } from "../../contracts/path/historian.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { Tag, TagTable } from "../../contracts/plant/tag.ts";
import type { ProductionReader } from "../../contracts/production/production.ts";
import type { AdviceBook, NewAdvice } from "../../contracts/records/advice-book.ts";
import { ruleName } from "../../contracts/words/rule-name.ts";
import type { DetectorsConfig } from "../../detect/rules/config.ts";
import { adjustedFor } from "../../detect/rules/limits-of-tag.ts";
import { spanOf } from "../../detect/rules/rule-detector.ts";
import type { Jobs } from "../../observe/jobs.ts";
import type { StopStack } from "../stop-stack.ts";

const EVERY_MS = 3_600_000;
const WEEK_US = 7 * 86_400e6;
/** Less is one bad day. */
const LEAST_US = 86_400e6;
/** Samples that a dead-band is tried on: the newest day. */
const SAMPLES_US = 86_400e6;
const MOST_SAMPLES = 50_000;

export interface BadActorParts {
  readonly config: { readonly detectors: DetectorsConfig };
  readonly book: Pick<OpenAlertBook, "annunciations" | "find">;
  readonly advice: Pick<AdviceBook, "note">;
  /** Absent where nobody follows the states of machines. */
  readonly production: Pick<ProductionReader, "machines" | "states"> | undefined;
  readonly historian: Pick<HistorianReader, "raw">;
  readonly plant: Pick<Plant, "assets" | "zones">;
  readonly tags: Pick<TagTable, "at" | "ofAsset">;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
  now(): Micros;
}

/** The recommendations of the week before a time; none while less than a day is known. */
async function badActorAdvice(
  parts: Omit<BadActorParts, "advice" | "jobs" | "log" | "now">,
  at: Micros,
): Promise<readonly NewAdvice[]> {
  const annunciations = parts.book.annunciations(at - 30 * 86_400e6, at);
  const first = annunciations[0]?.at ?? at;
  if (at - first < LEAST_US) return [];
  const judged = { from: Math.max(first, at - WEEK_US), to: at };
  const found: NewAdvice[] = [];
  for (const actor of badActors(annunciations, judged)) {
    const alert = parts.book.find(actor.alertUid);
    if (alert === undefined) continue;
    const advice = adviceOn(actor, await factsOf(actor, alert, { parts, judged }), judged);
    if (advice !== undefined) found.push(advice);
  }
  return found;
}

interface Asked {
  readonly parts: Omit<BadActorParts, "advice" | "jobs" | "log" | "now">;
  readonly judged: { readonly from: Micros; readonly to: Micros };
}

async function factsOf({ rule, assetUid }: Actor, alert: AlertView, { parts, judged }: Asked): Promise<ActorFacts> {
  const { plant, tags, production } = parts;
  const tag = alert.values === undefined ? undefined : tags.at(alert.values.tag);
  const names = { tags: tags.ofAsset(assetUid), zones: plant.zones };
  const follows = production?.machines.some((machine) => machine.assetUid === assetUid) ? production : undefined;
  return {
    label: plant.assets.find((asset) => asset.assetUid === assetUid)?.label ?? assetUid,
    ruleName: { zh: ruleName(rule, names, "zh"), en: ruleName(rule, names, "en") },
    kind: alert.kind,
    withinS: alert.response?.withinS,
    tag: tag?.ref,
    limit: tag === undefined ? undefined : await limitOf(rule, tag, { parts, judged }),
    spells: (await follows?.states(assetUid, judged.from, judged.to)) ?? [],
  };
}

/** The limit with the values of the newest day; undefined for other rules, and without an answer of the historian. */
async function limitOf(rule: string, tag: Tag, { parts, judged }: Asked): Promise<ActorFacts["limit"]> {
  const { config, plant, historian } = parts;
  const asset = plant.assets.find(({ assetUid }) => assetUid === tag.assetUid);
  const isHigh = rule.endsWith("/high");
  const limit = isHigh ? (tag.limits?.high ?? tag.limits?.highHigh) : (tag.limits?.low ?? tag.limits?.lowLow);
  if (asset === undefined || limit === undefined || !/^[^/]+\/(high|low)$/.test(rule)) return undefined;
  const { hysteresisPercent, onDelayS, offDelayS } = adjustedFor(config.detectors.limits, asset, tag);
  const towards = isHigh ? "up" : "down";
  try {
    const samples = await historian.raw(tag.ref, judged.to - SAMPLES_US, judged.to, MOST_SAMPLES);
    return { rule: { limit, towards, span: spanOf(tag), percent: hysteresisPercent, onDelayS, offDelayS }, samples };
  } catch {
    return undefined; // A dead-band is not proposed without values; delays and states still are.
  }
}

export function openBadActorAdvice({ advice, jobs, log, now, ...parts }: BadActorParts, stop: StopStack): void {
  const part = log.child({ part: "bad actors" });
  const job = jobs.start({
    name: "bad actors",
    everyMs: EVERY_MS,
    async run() {
      const at = now();
      const found = await badActorAdvice(parts, at);
      if (found.length > 0) await advice.note(found, at).catch((err: unknown) => part.warn({ err }, "not stored"));
    },
  });
  stop.add("bad actors", () => job.stop());
}
