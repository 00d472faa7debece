/** Findings of charts for the alert book: a process out of control, and an inspection that was not made. */
import type { Finding } from "../contracts/alerts/detector.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import { type AssetUid, type LocalizedText, signalName, type TagRef, type TagTable } from "../contracts/plant/tag.ts";
import type { Signal } from "../contracts/quality/chart.ts";
import { PATTERN_TEXTS } from "../contracts/quality/pattern-texts.ts";
import type { CharacteristicClass, InspectionDemand } from "../contracts/quality/quality.ts";
import type { Evidence } from "../contracts/records/evidence.ts";
import type { OutOfControl, Series } from "./series.ts";

const SEVERITIES: Readonly<Record<CharacteristicClass, number>> = { critical: 700, significant: 550, standard: 400 };

const AFTER: Readonly<Record<InspectionDemand["after"], LocalizedText>> = {
  setup: { zh: "换型", en: "set-up" },
  "tool-change": { zh: "换刀", en: "a tool change" },
  downtime: { zh: "停机", en: "downtime" },
};

interface PlacesIn {
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
  readonly edgeUid: AssetUid;
}

/** Looks up what a finding is about. */
export interface Places {
  /** The asset of a label; the edge where there is none. */
  assetOf(label: string): AssetUid;
  /** The gauge's signal that shows the same value. */
  tagOf(gauge: string, signal: string): TagRef | undefined;
}

/** The places of a plant. */
export function placesOf({ plant, tags, edgeUid }: PlacesIn): Places {
  const uids = new Map(plant.assets.map(({ assetUid, label }) => [label, assetUid]));
  return {
    assetOf: (label) => uids.get(label) ?? edgeUid,
    tagOf(gauge, signal) {
      const uid = uids.get(gauge);
      const found = uid === undefined ? [] : tags.ofAsset(uid);
      return found.find((tag) => signalName(tag) === signal)?.ref;
    },
  };
}

/** The finding of a chart; one that does not stand ends the alert. */
export function controlFinding(series: Series, now: Micros, places: Places, last?: OutOfControl): Finding {
  const { plan, name, standing } = series;
  const about = standing ?? last;
  const of = wordsOf(series);
  return {
    rule: `quality/${plan.id}`,
    assetUid: places.assetOf(name.machine === "" ? (about?.gauge ?? "") : name.machine),
    kind: "process",
    standing: standing !== undefined,
    at: standing?.at ?? now,
    severity: SEVERITIES[plan.characteristic],
    message: { zh: `${of.zh}：过程失控`, en: `${of.en}: process out of control` },
    evidence: standing === undefined ? [] : evidenceOf(series, standing, places),
  };
}

/** The finding of a demanded inspection: it stands once the machine has made more pieces than the plan allows. */
export function demandFinding(series: Series, now: Micros, places: Places): Finding {
  const { plan, name, demand } = series;
  const of = wordsOf(series);
  return {
    rule: `quality/${plan.id}/inspection`,
    assetUid: places.assetOf(name.machine),
    kind: "process",
    standing: isOverdue(series),
    at: now,
    severity: SEVERITIES[plan.characteristic],
    message: {
      zh: `${of.zh}：${AFTER[demand?.after ?? "setup"].zh}后未检验`,
      en: `${of.en}: not inspected after ${AFTER[demand?.after ?? "setup"].en}`,
    },
    evidence: [],
  };
}

export function isOverdue({ demand, plan }: Series): boolean {
  return demand !== undefined && demand.pieces > (plan.inspectAfter?.withinPieces ?? 0);
}

function wordsOf({ plan, name: { machine } }: Series): LocalizedText {
  const on = machine === "" ? "" : `${machine} `;
  return { zh: `${on}${plan.name.zh}`, en: `${on}${plan.name.en}` };
}

function evidenceOf({ plan, name }: Series, found: OutOfControl, { tagOf }: Places): readonly Evidence[] {
  const tag = plan.signal === undefined ? undefined : tagOf(found.gauge, plan.signal);
  if (tag === undefined) return [];
  return [
    {
      tag,
      detector: "control-chart",
      watch: `${plan.id} ${name.machine}`.trim(),
      from: found.since,
      to: found.at,
      since: found.since,
      quality: "good",
      statistic: {
        name: { zh: "控制图统计量", en: "Charted statistic" },
        meaning: {
          zh: "子组的均值、加权均值、累积和或不合格率，与控制限比较",
          en: "Mean, weighted mean, sum or share of a subgroup, compared with its control limits",
        },
        value: found.value,
        unit: plan.chart.kind === "p" || plan.chart.kind === "u" ? "1" : plan.unit,
      },
      usual: { low: found.lower, high: found.upper },
      why: whyOf(found.signals),
    },
  ];
}

function whyOf(signals: readonly Signal[]): LocalizedText {
  const said = signals.map(({ pattern, curve }) => PATTERN_TEXTS[pattern][curve === "spread" ? "spread" : "location"]);
  return { zh: said.map(({ zh }) => zh).join("；"), en: said.map(({ en }) => en).join("; ") };
}
