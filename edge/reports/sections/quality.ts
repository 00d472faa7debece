/** Cost of quality and energy, capability, reasons and the energy of steps, as the quality room has them. */
import { energyOfSteps } from "../../api/services/production/piece-energy.ts";
import { type CostAnswer, qualityCosts } from "../../api/services/quality/costs.ts";
import { qualityEntries } from "../../api/services/quality/entries.ts";
import { processCapability, qualityFeatures } from "../../api/services/quality/quality.ts";
import type { Index } from "../../contracts/quality/capability.ts";
import type { CostSums } from "../../contracts/quality/costs.ts";
import type { EnergyCostSums } from "../../contracts/quality/energy-cost.ts";
import type { ReportCell, ReportFigure, ReportSection, ReportTable } from "../../contracts/reports/document.ts";
import { type Asked, ifThere } from "../asked.ts";
import { momentIn } from "../spans.ts";

/** Rows of a table on paper. */
const MOST_ROWS = 40;
/** Charts whose capability is asked for, one after the other. */
const MOST_CHARTS = 60;
/** The same in every language (ISO 22514-2). */
const INDICES = ["Cp", "Cpk", "Pp", "Ppk"] as const;

/** What good pieces cost by operation, variant and order. */
export async function costSections(asked: Asked): Promise<readonly (ReportSection | undefined)[]> {
  const sections: (ReportSection | undefined)[] = [];
  for (const by of ["operation", "variant", "order"] as const) sections.push(await costSection(asked, by));
  return sections;
}

async function costSection(asked: Asked, by: "operation" | "variant" | "order"): Promise<ReportSection | undefined> {
  const { parts, caller, span, words } = asked;
  const ask = () => qualityCosts(parts, caller, { from: span.from, to: span.to, by });
  const answer = await ifThere(asked, words.say("quality.no-costs"), ask);
  if (answer === undefined) return undefined;
  const table = costTable(asked, answer);
  return {
    title: words.say(`quality.costs-${by}`, { currency: parts.plant.site.currency }),
    blocks: by === "operation" ? [{ kind: "figures", figures: figuresOf(asked, answer) }, table] : [table],
  };
}

function figuresOf({ parts, words, span }: Asked, { view: { total }, energy }: CostAnswer): readonly ReportFigure[] {
  const { currency } = parts.plant.site;
  const used = typeof energy === "string" ? undefined : energy.total;
  const figure = (
    key: "quality-cost" | "energy-cost" | "co2-piece",
    value: number | null,
    unit: string,
  ): ReportFigure => ({
    name: words.say(`quality.${key}`),
    value,
    text: value === null ? "—" : `${words.number(value, 2)} ${unit}`,
    definition: key,
    ...words.linkTo("quality", momentIn(span)),
  });
  return [
    figure("quality-cost", each(total, badOf(total)), currency),
    figure("energy-cost", each(total, used?.cost), currency),
    figure("co2-piece", each(total, used?.co2Kg), "kg"),
  ];
}

function badOf({ scrap, rework, inspection }: CostSums): number {
  return scrap + rework + inspection;
}

function each({ good }: CostSums, amount: number | undefined): number | null {
  return good === 0 || amount === undefined ? null : amount / good;
}

function costTable({ words }: Asked, { view, energy }: CostAnswer): ReportTable {
  const used = new Map(typeof energy === "string" ? [] : energy.rows.map((row) => [row.name, row] as const));
  const amount = (value: number | null | undefined, decimals = 0): ReportCell =>
    value === null || value === undefined ? { text: "—" } : { text: words.number(value, decimals), value };
  const cells = (name: string, sums: CostSums, of: EnergyCostSums | undefined): readonly ReportCell[] => [
    { text: name },
    amount(sums.good),
    amount(sums.scrap),
    amount(sums.rework),
    amount(sums.inspection),
    amount(of?.cost, 1),
    amount(of?.kWh, 1),
    amount(of?.co2Kg, 1),
    amount(each(sums, badOf(sums)), 2),
    amount(each(sums, of?.cost), 2),
  ];
  const rows = view.rows.slice(0, MOST_ROWS).map(({ name, title, ...sums }) => {
    const named = name === "" ? words.say("quality.unnamed") : name;
    return cells(title === null ? named : `${named} ${words.local(title)}`, sums, used.get(name));
  });
  const total = typeof energy === "string" ? undefined : energy.total;
  const column = (key: "scrap" | "rework" | "inspection" | "energy" | "kwh" | "co2") =>
    ({ name: words.say(`quality.${key}`), isNumber: true }) as const;
  return {
    kind: "table",
    columns: [
      { name: words.say("quality.of") },
      { name: words.say("quality.good"), isNumber: true, definition: "good" },
      ...(["scrap", "rework", "inspection", "energy", "kwh", "co2"] as const).map(column),
      { name: words.say("quality.quality-cost"), isNumber: true, definition: "quality-cost" },
      { name: words.say("quality.energy-cost"), isNumber: true, definition: "energy-cost" },
    ],
    rows: rows.length === 0 ? [] : [...rows, cells(words.say("quality.total"), view.total, total)],
    empty: words.say("quality.costs-none"),
  };
}

/** All charts with their indices and intervals. */
export async function capabilitySection(asked: Asked): Promise<ReportSection | undefined> {
  const { parts, caller, span, words, remark } = asked;
  const found = await ifThere(asked, words.say("quality.no-measurements"), () => qualityFeatures(parts, caller));
  if (found === undefined) return undefined;
  const charts = found.features.flatMap(({ plan, name, series }) =>
    series.map(({ machine }) => ({ plan, name, machine })),
  );
  if (charts.length > MOST_CHARTS) remark(words.say("quality.more-charts", { count: charts.length - MOST_CHARTS }));
  const rows: (readonly ReportCell[])[] = [];
  for (const { plan, name, machine } of charts.slice(0, MOST_CHARTS)) {
    const question = { plan, machine, from: span.from, to: span.to, confidence: 0.95 };
    const { capability } = await processCapability(parts, caller, question);
    const { cp = null, cpk = null, pp = null, ppk = null, count = 0 } = capability ?? {};
    rows.push([
      { text: `${words.local(name)} ${machine}`.trim() },
      { text: words.count(count), value: count },
      ...[cp, cpk, pp, ppk].map((index) => indexCell(asked, index)),
    ]);
  }
  return {
    title: words.say("quality.capability"),
    blocks: [
      {
        kind: "table",
        columns: [
          { name: words.say("quality.feature") },
          { name: words.say("quality.values"), isNumber: true },
          ...INDICES.map((name) => ({ name, isNumber: true, definition: "capability" }) as const),
        ],
        rows,
        empty: words.say("quality.capability-none"),
      },
    ],
  };
}

function indexCell({ words }: Asked, index: Index | null): ReportCell {
  if (index === null) return { text: "—" };
  const { value, low, high } = index;
  const isKnown = Number.isFinite(low) && Number.isFinite(high);
  const interval = isKnown ? ` (${words.number(low, 2)} – ${words.number(high, 2)})` : "";
  return { text: `${words.number(value, 2)}${interval}`, value };
}

/** Reasons of scrap and rework, most pieces first. */
export async function reasonSection(asked: Asked): Promise<ReportSection | undefined> {
  const { parts, caller, span, words } = asked;
  const ask = () => qualityEntries(parts, caller, { from: span.from, to: span.to });
  const found = await ifThere(asked, words.say("quality.no-entries"), ask);
  if (found === undefined) return undefined;
  const { sums, lostS, unexplained, names } = found;
  const without = unexplained.reduce((sum, { reported, explained }) => sum + reported - explained, 0);
  return {
    title: words.say("quality.reasons"),
    blocks: [
      {
        kind: "table",
        columns: [
          { name: words.say("quality.reason") },
          { name: words.say("quality.station") },
          { name: words.say("quality.pieces"), isNumber: true, definition: "scrap" },
          { name: words.say("quality.loss"), isNumber: true, definition: "losses" },
        ],
        rows: sums.slice(0, MOST_ROWS).map(({ kind, station, reason, count }, at) => {
          const name = names.get(reason);
          const lost = lostS[at] ?? null;
          return [
            { text: `${name === undefined ? reason : words.local(name)} (${words.say(`quality.${kind}`)})` },
            { text: station },
            { text: words.count(count), value: count },
            { text: words.duration(lost), value: lost },
          ];
        }),
        empty: words.say("quality.reasons-none"),
      },
      ...(without === 0
        ? []
        : [{ kind: "note", text: words.say("quality.without-reason", { count: words.count(without) }) } as const]),
    ],
  };
}

/** Energy of a piece by step and variant. */
export async function stepEnergySection(asked: Asked): Promise<ReportSection | undefined> {
  const { parts, caller, span, words } = asked;
  const ask = () => energyOfSteps(parts, caller, { from: span.from, to: span.to });
  const found = await ifThere(asked, words.say("head.no-meters"), ask);
  if (found === undefined) return undefined;
  const steps = Map.groupBy(found.steps, ({ operation, variant }) => JSON.stringify([operation, variant]));
  return {
    title: words.say("quality.steps"),
    blocks: [
      {
        kind: "table",
        columns: [
          { name: words.say("quality.step") },
          { name: words.say("quality.variant") },
          { name: words.say("quality.pieces"), isNumber: true },
          { name: words.say("quality.kwh-piece"), isNumber: true, definition: "per-piece" },
        ],
        rows: [...steps.values()].slice(0, MOST_ROWS).map((media) => {
          const kWh = media.reduce((sum, one) => sum + one.kWh, 0);
          const n = Math.max(...media.map((one) => one.n));
          return [
            { text: media[0]?.operation ?? "" },
            { text: media[0]?.variant ?? "" },
            { text: words.count(n), value: n },
            { text: words.number(kWh, 3), value: kWh },
          ];
        }),
        empty: words.say("quality.steps-none"),
      },
    ],
  };
}
