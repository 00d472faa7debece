import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { rulText } from "../../data/component-rows.ts";
import { formatNumber } from "../../data/format.ts";
import type { ComponentAnswer } from "../../data/maintenance-api.ts";
import { componentName } from "../../i18n/components.ts";
import { local, t } from "../../i18n/language.ts";
import { answerAge } from "./answer-age.ts";
import { BLANK, level, UNKNOWN } from "./fills.ts";
import type { Layer, LayerFacts, LayerLabel } from "./layer.ts";

/** Worst first. An asset looks like its worst component. */
const STAGES = ["act", "watch", "healthy", "learning"] as const;
/** The edge is asked every 15 s: an answer that is older than three of these is not current. */
const CURRENT_MS = 45_000;

/** Which machines have a component with signs of a fault. */
export const healthLayer: Layer = {
  name: "layer.health",
  marks: [],
  isThere: (index) => index.plant.assets.some(({ assetUid }) => index.tagsOf(assetUid).length > 0),
  paint: (assets, facts) => {
    const worst = worstOf(facts.isPast ? [] : (facts.health?.components ?? []));
    const fills = Uint8Array.from(assets, ({ assetUid }) => fillOf(worst.get(assetUid)?.stage));
    const labels = [...worst].flatMap(([uid, component]): LayerLabel[] => {
      const asset = facts.index.asset(uid);
      if (asset === undefined || (component.stage !== "act" && component.stage !== "watch")) return [];
      const value = wordsOf(component, facts.nowMs);
      return [
        { key: uid, place: uid, title: asset.label, value, age: answerAge(facts.health, facts.nowMs, CURRENT_MS) },
      ];
    });
    return {
      fills,
      labels: labels.sort((a, b) => rank(worst.get(a.key as AssetUid)) - rank(worst.get(b.key as AssetUid))),
      legend: [
        { swatches: ["level-4"], text: "legend.act" },
        { swatches: ["level-2"], text: "legend.watch" },
        { swatches: ["level-0"], text: "legend.healthy" },
        { swatches: ["stale"], text: "legend.learning" },
        { swatches: ["blank"], text: "legend.not-watched" },
      ],
      note: noteOf(facts, worst.size),
    };
  },
};

function worstOf(components: readonly ComponentAnswer[]): Map<AssetUid, ComponentAnswer> {
  const worst = new Map<AssetUid, ComponentAnswer>();
  for (const one of components) {
    const other = worst.get(one.assetUid);
    if (other === undefined || rank(one) < rank(other)) worst.set(one.assetUid, one);
  }
  return worst;
}

/** By stage, then by strength of the evidence. */
function rank(one: ComponentAnswer | undefined): number {
  return one === undefined ? Number.MAX_VALUE : STAGES.indexOf(one.stage) * 1000 - Math.min(999, one.evidence);
}

function fillOf(stage: ComponentAnswer["stage"] | undefined): number {
  switch (stage) {
    case undefined:
      return BLANK;
    case "act":
      return level(4);
    case "watch":
      return level(2);
    case "healthy":
      return level(0);
    case "learning":
      return UNKNOWN;
  }
}

/** The component, its health, and the time left where a forecast knows it. */
function wordsOf({ component, health, rul }: ComponentAnswer, nowMs: number): string {
  const parts = [
    component === "" ? "" : local(componentName(component)),
    health === null ? "" : t("layer.health-of", { percent: formatNumber(health, 0) }),
    rul === null ? "" : rulText(rul, nowMs),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function noteOf(facts: LayerFacts, watched: number): string {
  if (facts.isPast) return t("layer.now-only");
  if (facts.health === undefined) return t("layer.no-answer");
  const age = answerAge(facts.health, facts.nowMs, CURRENT_MS);
  return `${t("layer.watched", { count: watched })}${age === "" ? "" : ` · ${age}`}`;
}
