import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { TreeNodeView } from "../../../../edge/contracts/production/energy-tree.ts";
import { type RestState, restRatio, restState } from "../../../../edge/contracts/production/rest-state.ts";
import { KEY_FIGURES, UNACCOUNTED } from "../../../../edge/contracts/quality/key-figures.ts";
import { formatNumber } from "../../data/format.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { t } from "../../i18n/language.ts";
import { answerAge } from "./answer-age.ts";
import { BLANK, level, UNKNOWN } from "./fills.ts";
import type { Layer, LayerFacts, LayerLabel } from "./layer.ts";

/** The edge is asked each minute: an answer that is older than three of these is not current. */
const CURRENT_MS = 180_000;

/** Worst first. An asset looks like its worst node: meters of several media may stand at one machine. */
const ORDER = ["beyond", "watched", "unknown", "normal"] as const;
type NodeState = RestState | "unknown";

interface Shown {
  readonly node: TreeNodeView;
  readonly state: NodeState;
}

/** Where the balance of media does not close: residuals of the nodes of the media tree in u_c, over the last hour. */
export const balanceLayer: Layer = {
  name: "layer.balance",
  marks: [],
  isThere: (index) =>
    index.plant.assets.some(({ assetUid }) =>
      index.tagsOf(assetUid).some(({ component, signal }) => component === KEY_FIGURES && signal === UNACCOUNTED),
    ),
  paint: (assets, facts) => {
    const worst = facts.isPast ? new Map<AssetUid, Shown>() : worstOf(facts);
    const labels = [...worst].flatMap(([uid, { node, state }]): LayerLabel[] => {
      const asset = facts.index.asset(uid);
      if (asset === undefined || node.rest === null || (state !== "beyond" && state !== "watched")) return [];
      const value = t("layer.residual", { ratio: formatNumber(restRatio(node.rest), 1) });
      return [
        { key: uid, place: uid, title: asset.label, value, age: answerAge(facts.balance, facts.nowMs, CURRENT_MS) },
      ];
    });
    return {
      fills: Uint8Array.from(assets, ({ assetUid }) => fillOf(worst.get(assetUid)?.state)),
      labels: labels.sort((a, b) => sizeOf(worst, b) - sizeOf(worst, a)),
      legend: [
        { swatches: ["level-4"], text: "legend.beyond" },
        { swatches: ["level-2"], text: "legend.watched-rest" },
        { swatches: ["level-0"], text: "legend.closes" },
        { swatches: ["stale"], text: "legend.rest-unknown" },
        { swatches: ["blank"], text: "legend.no-node" },
      ],
      note: noteOf(facts, worst),
    };
  },
};

/** Nodes that feed others, by the asset at which they are drawn. */
function worstOf({ index, balance }: LayerFacts): Map<AssetUid, Shown> {
  const nodes = balance?.nodes ?? [];
  const feeding = new Set(nodes.map(({ below }) => below));
  const worst = new Map<AssetUid, Shown>();
  for (const node of nodes) {
    const uid = feeding.has(node.id) ? placeOf(index, node) : undefined;
    if (uid === undefined) continue;
    const state: NodeState = node.rest === null || node.isUncertain ? "unknown" : restState(node.rest, node.isComplete);
    const known = worst.get(uid);
    const worse = known === undefined ? -1 : ORDER.indexOf(state) - ORDER.indexOf(known.state);
    if (worse < 0 || (worse === 0 && sizeOfRest(node) > sizeOfRest(known?.node))) worst.set(uid, { node, state });
  }
  return worst;
}

/** The machine that a meter measures, else the meter itself. */
function placeOf(index: PlantIndex, { id }: TreeNodeView): AssetUid | undefined {
  const asset = index.byLabel(id);
  return asset?.meters ?? asset?.assetUid;
}

function sizeOf(worst: ReadonlyMap<AssetUid, Shown>, { key }: LayerLabel): number {
  return sizeOfRest(worst.get(key as AssetUid)?.node);
}

function sizeOfRest(node: TreeNodeView | undefined): number {
  const rest = node?.rest;
  return rest == null ? 0 : Math.abs(restRatio(rest));
}

function fillOf(state: NodeState | undefined): number {
  switch (state) {
    case undefined:
      return BLANK;
    case "beyond":
      return level(4);
    case "watched":
      return level(2);
    case "normal":
      return level(0);
    case "unknown":
      return UNKNOWN;
  }
}

function noteOf(facts: LayerFacts, worst: ReadonlyMap<AssetUid, Shown>): string {
  if (facts.isPast) return t("layer.now-only");
  if (facts.balance === undefined) return t("layer.no-answer");
  const known = [...worst.values()].filter(({ state }) => state !== "unknown").length;
  const age = answerAge(facts.balance, facts.nowMs, CURRENT_MS);
  return `${t("layer.balances", { known, total: worst.size })}${age === "" ? "" : ` · ${age}`}`;
}
