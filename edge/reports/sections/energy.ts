/** Energy and media by meter, as `GET /api/v1/energy` gives them. */
import { type EnergyTotal, energyIn } from "../../api/services/production/energy.ts";
import type { Range } from "../../api/services/range.ts";
import type { EnergyNode } from "../../contracts/production/energy.ts";
import type {
  ReportBars,
  ReportCell,
  ReportFigure,
  ReportSection,
  ReportTable,
} from "../../contracts/reports/document.ts";
import { amountUnit } from "../../contracts/words/figure-text.ts";
import { type Asked, ifThere } from "../asked.ts";
import { daysOf, momentIn } from "../spans.ts";

/** A meter begins to count a little after the first machines do. */
const SETTLE_US = 60e6;

/** Totals by medium and every meter; of one asset only its own meters. */
export async function energySection(asked: Asked, assetUid?: string): Promise<ReportSection | undefined> {
  const { words, remark } = asked;
  const since = await ifThere(asked, words.say("head.no-meters"), () => firstCount(asked));
  if (since === undefined) return undefined;
  const span = knownSpan(asked, since.at);
  if (span === undefined) return { title: words.say("energy.title"), blocks: [noteOf(words.say("energy.none"))] };
  if (span.from > asked.span.from) remark(words.say("head.energy-since", { time: words.moment(span.from) }));
  const { nodes, totals } = await energyIn(asked.parts, asked.caller, span);
  const shown =
    assetUid === undefined
      ? inOrder(nodes)
      : nodes.filter((node) => node.of === assetUid || node.assetUid === assetUid);
  if (assetUid !== undefined && shown.length === 0) return undefined;
  return {
    title: words.say("energy.title"),
    ...words.linkTo("energy", momentIn(asked.span)),
    blocks: [
      ...(assetUid === undefined
        ? [{ kind: "figures", figures: totals.map((one) => figureOf(asked, one)) } as const]
        : []),
      metersOf(asked, shown),
    ],
  };
}

const noteOf = (text: string) => ({ kind: "note", text }) as const;

/** When the first meter counted. Throws EdgeError `unavailable` where the edge reads none. */
async function firstCount({ parts, caller, span }: Asked): Promise<{ readonly at: number | undefined }> {
  const { since } = await energyIn(parts, caller, { from: span.to - 1e6, to: span.to });
  return { at: since };
}

/** The part of the span that the meters know; undefined where they know none of it. */
function knownSpan({ span }: Asked, since: number | undefined): Range | undefined {
  if (since === undefined || since + SETTLE_US >= span.to) return undefined;
  return since <= span.from ? span : { from: since + SETTLE_US, to: span.to };
}

function figureOf({ words, span }: Asked, { medium, amount, unit, u }: EnergyTotal): ReportFigure {
  return {
    name: words.say(`energy.${medium}`),
    value: amount,
    text: amount === null ? words.say("energy.unknown") : measured(words.measured(amount, u), unit),
    definition: "amount",
    ...words.linkTo("energy", momentIn(span)),
  };
}

function measured({ amount, u }: ReturnType<Asked["words"]["measured"]>, unit: string): string {
  return u === undefined ? `${amount} ${amountUnit(unit)}` : `${amount} ± ${u} ${amountUnit(unit)}`;
}

/** Each meter followed by those below it; meters outside the tree come last. */
function inOrder(nodes: readonly EnergyNode[]): readonly EnergyNode[] {
  const labels = new Set(nodes.map(({ label }) => label));
  const parents = new Set(nodes.map(({ below }) => below));
  const withBelow = (node: EnergyNode): EnergyNode[] => [
    node,
    ...nodes.filter(({ below }) => below === node.label).flatMap(withBelow),
  ];
  const roots = nodes.filter(({ below }) => below === null || !labels.has(below));
  return [
    ...roots.filter(({ label }) => parents.has(label)),
    ...roots.filter(({ label }) => !parents.has(label)),
  ].flatMap(withBelow);
}

function metersOf({ words, span }: Asked, nodes: readonly EnergyNode[]): ReportTable {
  return {
    kind: "table",
    columns: [
      { name: words.say("energy.meter") },
      { name: words.say("energy.of") },
      { name: words.say("energy.amount"), isNumber: true, definition: "amount" },
      { name: words.say("energy.residual"), isNumber: true, definition: "residual" },
      { name: words.say("energy.per-piece"), isNumber: true, definition: "per-piece" },
      { name: words.say("energy.remark") },
    ],
    rows: nodes.map((node) => [
      {
        text: `${"\u2003".repeat(depthOf(node, nodes))}${node.label}`,
        ...words.linkTo("energy", momentIn(span), node.label),
      },
      { text: node.of === null ? "" : words.labelOf(node.of) },
      amountCell(words, node.amount, node.u, node.unit),
      node.residual === null ? { text: "" } : amountCell(words, node.residual.amount, node.residual.uc, node.unit),
      node.perPiece === null
        ? { text: "" }
        : {
            text: `${words.number(node.perPiece.amount, 3)} ${amountUnit(node.unit)}`,
            value: node.perPiece.amount,
          },
      { text: remarkOf(words, node) },
    ]),
    empty: words.say("energy.none"),
  };
}

function depthOf({ below }: EnergyNode, nodes: readonly EnergyNode[]): number {
  const above = nodes.find(({ label }) => label === below);
  return above === undefined ? 0 : 1 + depthOf(above, nodes);
}

function amountCell(words: Asked["words"], amount: number | null, u: number | null, unit: string): ReportCell {
  return amount === null
    ? { text: words.say("energy.unknown"), value: null }
    : { text: measured(words.measured(amount, u), unit), value: amount };
}

function remarkOf(words: Asked["words"], { method, isUncertain }: EnergyNode): string {
  return [
    method === "integrated" ? words.say("energy.integrated") : "",
    isUncertain ? words.say(method === "counter" ? "energy.uncertain" : "energy.interrupted") : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Electricity of each day. */
export async function energyByDay(asked: Asked): Promise<ReportSection | undefined> {
  const { parts, caller, span, words } = asked;
  if (parts.energy === undefined) return undefined;
  const days: { name: string; amount: number | null; text: string }[] = [];
  for (const day of daysOf(parts.plant.site, span)) {
    const { totals } = await energyIn(parts, caller, day);
    const total = totals.find(({ medium }) => medium === "electricity");
    const amount = total?.amount ?? null;
    days.push({
      name: words.day(day.from),
      amount,
      text: amount === null ? words.say("energy.unknown") : measured(words.measured(amount, total?.u ?? null), "kWh"),
    });
  }
  const most = Math.max(1e-9, ...days.map(({ amount }) => amount ?? 0));
  const bars: ReportBars = {
    kind: "bars",
    definition: "amount",
    bars: days.map(({ name, amount, text }) => ({
      name,
      share: Math.max(0, (amount ?? 0) / most),
      cell: { text, value: amount },
    })),
    empty: words.say("energy.none"),
  };
  return { title: words.say("energy.by-day"), blocks: [bars] };
}
