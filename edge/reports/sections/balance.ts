/** The balance of media: what no meter accounts for, rests beyond the usual, suspects and leaks. */
import { energyTreeIn } from "../../api/services/production/energy.ts";
import type { Medium } from "../../contracts/plant/media.ts";
import type { BranchView, TreeNodeView, TreeView } from "../../contracts/production/energy-tree.ts";
import { restRatio, restState } from "../../contracts/production/rest-state.ts";
import type {
  ReportBlock,
  ReportCell,
  ReportFigure,
  ReportSection,
  ReportTable,
} from "../../contracts/reports/document.ts";
import { amountUnit } from "../../contracts/words/figure-text.ts";
import { type Asked, ifThere } from "../asked.ts";
import { momentIn } from "../spans.ts";

/** Steps of a report: fine enough that a meter that was silent for a while costs little. */
const INTERVALS = 48;
const LEAST_MIN = 15;
const MOST_NODES = 60;

/** A section for each medium with a tree; undefined where the config has none or the edge reads no meters. */
export async function balanceSection(asked: Asked): Promise<ReportSection | undefined> {
  const { parts, caller, span, words } = asked;
  const minutes = (span.to - span.from) / 60e6;
  const intervalMin = Math.max(LEAST_MIN, Math.ceil(minutes / INTERVALS));
  const view = await ifThere(asked, words.say("head.no-meters"), async () =>
    energyTreeIn(parts, caller, { ...span, intervalMin }),
  );
  const media = [...new Set(view?.nodes.flatMap(({ below, medium }) => (below === null ? [] : [medium])) ?? [])];
  if (view === undefined || media.length === 0) return undefined;
  const length = words.duration(view.interval / 1e6);
  return {
    title: words.say("balance.title"),
    ...words.linkTo("energy", momentIn(span)),
    blocks: [
      { kind: "note", text: words.say("balance.intervals", { count: words.count(view.intervals), length }) },
      ...media.flatMap((medium) => blocksOf(asked, view, medium)),
      leakTable(asked, view.branches),
    ],
  };
}

function blocksOf(asked: Asked, view: TreeView, medium: Medium): readonly ReportBlock[] {
  const nodes = view.nodes.filter((node) => node.medium === medium);
  return [{ kind: "figures", figures: figuresOf(asked, view, nodes) }, nodeTable(asked, view, nodes)];
}

function figuresOf({ words, span }: Asked, view: TreeView, nodes: readonly TreeNodeView[]): readonly ReportFigure[] {
  const link = words.linkTo("energy", momentIn(span));
  return nodes
    .filter(({ below }) => below === null)
    .flatMap((root): readonly ReportFigure[] => {
      const tree = view.trees.find((one) => one.root === root.id);
      const name = `${words.say(`energy.${root.medium}`)} · ${root.id}`;
      const { reconciled } = root;
      const share = tree?.unaccountedShare ?? null;
      return [
        {
          name,
          value: reconciled?.amount ?? null,
          text: reconciled === null ? words.say("balance.not-known") : twice(words, reconciled, root.unit),
          definition: "reconciled",
          ...link,
        },
        {
          name: `${name} · ${words.say("balance.unaccounted")}`,
          value: share,
          text: words.ratio(share),
          definition: "unaccounted",
          ...link,
        },
      ];
    });
}

/** Nodes with others below them, suspects, and what was computed or left out; the rest is in the viewer. */
function nodeTable({ words, span }: Asked, view: TreeView, nodes: readonly TreeNodeView[]): ReportTable {
  const gains = new Map(view.trees.flatMap(({ suspects }) => suspects.map(({ id, gain }) => [id, gain] as const)));
  const shown = nodes.filter(({ id, rest, usedShare }) => rest !== null || gains.has(id) || usedShare < 1);
  return {
    kind: "table",
    columns: [
      { name: words.say("balance.node") },
      { name: words.say("balance.reconciled"), isNumber: true, definition: "reconciled" },
      { name: words.say("balance.residual"), isNumber: true, definition: "residual" },
      { name: words.say("balance.state") },
      { name: words.say("energy.remark") },
    ],
    rows: shown.slice(0, MOST_NODES).map((node): readonly ReportCell[] => {
      const { id, reconciled, rest, isComplete, unit } = node;
      return [
        { text: id, ...words.linkTo("energy", momentIn(span), id) },
        reconciled === null
          ? { text: words.say("balance.not-known"), value: null }
          : { text: twice(words, reconciled, unit), value: reconciled.amount },
        rest === null ? { text: "" } : { text: words.number(restRatio(rest), 1), value: restRatio(rest) },
        { text: rest === null ? "" : words.say(`balance.state-${restState(rest, isComplete)}`) },
        { text: remarkOf(words, node, gains.get(id)) },
      ];
    }),
    empty: words.say("energy.none"),
  };
}

function remarkOf(words: Asked["words"], node: TreeNodeView, gain: number | undefined): string {
  const { kind, usedShare, removedShare, knownShare } = node;
  const change = gain === undefined ? "" : `${gain > 0 ? "+" : ""}${words.number(100 * gain, 2)}`;
  return [
    gain === undefined ? "" : `${words.say("balance.suspect")}: ${words.say("balance.suspect-gain", { gain: change })}`,
    kind === "loss" ? words.say("balance.kind-loss") : "",
    removedShare > 0 ? words.say("balance.removed", { percent: words.ratio(removedShare) }) : "",
    kind !== "loss" && usedShare < knownShare
      ? words.say("balance.estimated-part", { percent: words.ratio(knownShare - usedShare) })
      : "",
    knownShare < 1 ? words.say("balance.part-known", { percent: words.ratio(knownShare) }) : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Leaks as they are now, whatever the time of the report: its alarms have those of that time. */
function leakTable({ words, parts }: Asked, branches: readonly BranchView[]): ReportTable {
  const { currency } = parts.plant.site;
  return {
    kind: "table",
    columns: [
      { name: words.say("balance.leak-branch") },
      { name: words.say("balance.leak-flow"), isNumber: true },
      { name: words.say("balance.leak-since") },
      { name: words.say("balance.leak-cost"), isNumber: true },
    ],
    rows: branches.flatMap(({ id, unit, leak }): readonly (readonly ReportCell[])[] => {
      if (leak === null) return [];
      const { flow, since, costPerYear } = leak;
      const [amount = "", per = "h"] = unit.split("/");
      return [
        [
          { text: id, ...words.linkTo("energy", since, id) },
          { text: `${words.number(Number(flow.toPrecision(2)))} ${amountUnit(amount)}/${per}`, value: flow },
          { text: words.moment(since) },
          costPerYear === null
            ? { text: words.say("balance.no-price"), value: null }
            : { text: `${words.number(Number(costPerYear.toPrecision(2)))} ${currency}`, value: costPerYear },
        ],
      ];
    }),
    empty: words.say("balance.no-leaks"),
  };
}

function twice(
  words: Asked["words"],
  { amount, u }: { readonly amount: number; readonly u: number },
  unit: string,
): string {
  const shown = words.measured(amount, 2 * u);
  return `${shown.amount} ± ${shown.u} ${amountUnit(unit)}`;
}
