/** The media tree as a table for spreadsheets (rule EN26 in docs/rules/energy.md). */
import type { EXPORT_FORMATS, EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { filledIn } from "../../../contracts/plant/filled-in.ts";
import type { Medium } from "../../../contracts/plant/media.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { Zone } from "../../../contracts/plant/time-zone.ts";
import type { TreeNodeView, TreeView } from "../../../contracts/production/energy-tree.ts";
import { restRatio, restState } from "../../../contracts/production/rest-state.ts";
import { balanceTexts } from "../../../contracts/words/balance-texts.ts";
import { amountUnit } from "../../../contracts/words/figure-text.ts";
import { mediaTexts } from "../../../contracts/words/media-texts.ts";
import { offsetText } from "../../../contracts/words/offset-text.ts";
import { type Cell, xlsx } from "../../../tables/xlsx.ts";
import { type Caller, demand } from "../caller.ts";
import { csvTable } from "../csv-table.ts";
import { type EnergyDeps, energyTreeIn, type TreeQuestion } from "./energy.ts";
import { treeTableTexts } from "./tree-table-texts.ts";

export type TreeExportDeps = EnergyDeps & { readonly plant: Pick<Plant, "assets" | "site"> };

export interface TreeExportQuestion extends TreeQuestion {
  /** Default: all media. */
  readonly medium?: Medium | undefined;
  readonly format: (typeof EXPORT_FORMATS)[number];
  readonly language: (typeof EXPORT_LANGUAGES)[number];
}

const TEXTS = { ...balanceTexts, ...mediaTexts, ...treeTableTexts };

const COLUMNS = [
  ...(["medium", "node", "name", "level", "above", "kind", "unit", "measured-amount", "measured-twice"] as const),
  ...(["reconciled-amount", "reconciled-twice", "residual-amount", "u-combined", "residual", "state"] as const),
  ...(["unaccounted", "unknown-below", "used", "known", "left-out", "suspect"] as const),
];
const WIDTHS = [16, 22, 26, 7, 20, 14, 7, ...Array.from({ length: 14 }, () => 14), 20, 20, 12];

/**
 * A row for each node, parents first, with the local time of the range in each row. Throws EdgeError `unavailable`.
 */
export async function exportTree(
  deps: TreeExportDeps,
  caller: Caller,
  question: TreeExportQuestion,
): Promise<string | AsyncIterable<Buffer>> {
  demand(caller, "GET /api/v1/energy/tree/table");
  const view = await energyTreeIn(deps, caller, question);
  const say = filledIn(TEXTS, question.language);
  const zone = new Zone(deps.plant.site.timeZone);
  const names = new Map(deps.plant.assets.map(({ label, name }) => [label, name[question.language]]));
  const times = timeCells(view, zone);
  const head = [
    ...COLUMNS.map((column) => say(HEADINGS[column], {})),
    `${say("table.from", {})} (${deps.plant.site.timeZone})`,
    `${say("table.to", {})} (${deps.plant.site.timeZone})`,
    say("table.offset", {}),
  ];
  const rows = view.nodes
    .filter(({ medium }) => question.medium === undefined || medium === question.medium)
    .map((node) => [...cellsOf(node, { view, say, name: names.get(node.id) ?? "" }), ...times]);
  if (question.format === "csv") return csvTable(head, rows);
  return xlsx({ name: say("balance.title", {}), head: [head], rows, widths: WIDTHS });
}

type TextName = keyof typeof TEXTS;

const HEADINGS: Readonly<Record<(typeof COLUMNS)[number], TextName>> = {
  medium: "balance.medium",
  node: "balance.node",
  name: "table.name",
  level: "table.level",
  above: "table.above",
  kind: "table.kind",
  unit: "table.unit",
  "measured-amount": "table.measured-amount",
  "measured-twice": "table.twice",
  "reconciled-amount": "table.reconciled-amount",
  "reconciled-twice": "table.reconciled-twice",
  "residual-amount": "table.residual-amount",
  "u-combined": "table.u-combined",
  residual: "balance.residual",
  state: "balance.state",
  unaccounted: "balance.unaccounted",
  "unknown-below": "balance.unknown-below",
  used: "table.used",
  known: "table.known",
  "left-out": "table.left-out",
  suspect: "table.suspect-change",
};

function cellsOf(
  node: TreeNodeView,
  {
    view,
    say,
    name,
  }: {
    readonly view: TreeView;
    readonly say: (name: TextName, parts: Readonly<Record<string, string>>) => string;
    readonly name: string;
  },
): readonly Cell[] {
  const { id, kind, medium, unit, below, measured, reconciled, rest } = node;
  const suspect = view.trees.flatMap(({ suspects }) => suspects).find((one) => one.id === id);
  return [
    say(`energy.${medium}`, {}),
    id,
    name,
    levelOf(node, view),
    below ?? "",
    say(`balance.kind-${kind}`, {}),
    amountUnit(unit),
    measured?.amount ?? null,
    measured === null ? null : 2 * measured.u,
    reconciled?.amount ?? null,
    reconciled === null ? null : 2 * reconciled.u,
    rest?.amount ?? null,
    rest?.u ?? null,
    rest === null ? null : restRatio(rest),
    rest === null ? "" : say(`balance.state-${restState(rest, node.isComplete)}`, {}),
    node.unaccounted?.amount ?? null,
    node.unknownBelow,
    100 * node.usedShare,
    100 * node.knownShare,
    100 * node.removedShare,
    suspect === undefined ? null : 100 * suspect.gain,
  ];
}

function levelOf({ below }: TreeNodeView, { nodes }: TreeView): number {
  let level = 1;
  for (let above = below; above !== null; level++) above = nodes.find(({ id }) => id === above)?.below ?? null;
  return level;
}

function timeCells({ from, to }: TreeView, zone: Zone): readonly Cell[] {
  const local = (at: Micros): number => zone.toLocal(Math.floor(at / 1000));
  const offset = local(from) - Math.floor(from / 1000);
  return [{ ms: local(from) }, { ms: local(to) }, offsetText(offset)];
}
