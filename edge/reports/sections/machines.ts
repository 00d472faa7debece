/** Figures of lines and machines, as `GET /api/v1/kpis` gives them. */

import { lineFigures, machineFigures } from "../../api/services/production/figures.ts";
import { isBelow } from "../../contracts/plant/equipment-path.ts";
import type { PeriodKind } from "../../contracts/plant/site-periods.ts";
import type { Figures, LineFigures } from "../../contracts/production/production.ts";
import type { ReportCell, ReportColumn, ReportFigure, ReportSection } from "../../contracts/reports/document.ts";
import { type Asked, ifThere } from "../asked.ts";
import { momentIn } from "../spans.ts";

/** Machines of one report; each is a question to the book. */
const MOST_MACHINES = 150;
/** OEE over less planned time says what it rests on. */
const SHORT_S = 3_600;

export interface MachineOf {
  readonly assetUid: Figures["assetUid"] & string;
  readonly label: string;
}

/** Which assets stand in the question's area; without one all do. */
export function inArea({ parts: { plant }, question: { area } }: Asked): (asset: { assetUid: string }) => boolean {
  if (area === undefined) return () => true;
  const within = plant.assets.filter(({ equipmentPath }) => isBelow(equipmentPath, area));
  const uids = new Set<string>(within.map(({ assetUid }) => assetUid));
  return ({ assetUid }) => uids.has(assetUid);
}

/** The machines whose states are read, of the question's area; empty where there are none. */
export function machinesOf(asked: Asked): readonly MachineOf[] {
  const { parts, words, remark } = asked;
  const all = (parts.production?.machines ?? []).filter(inArea(asked));
  if (all.length > MOST_MACHINES) remark(words.say("head.more-machines", { count: all.length - MOST_MACHINES }));
  return all.slice(0, MOST_MACHINES);
}

/** Figures of one machine over the span, for the question's order if it names one. */
export async function figuresOf(asked: Asked, { assetUid }: MachineOf): Promise<Figures | undefined> {
  const { parts, caller, span, question } = asked;
  const of = question.order === undefined ? {} : { order: question.order };
  const rows = await machineFigures(parts, caller, { asset: assetUid, by: "whole", of, ...span });
  return rows[0]?.figures;
}

/** Key figures of every line. */
export async function lineSection(asked: Asked): Promise<ReportSection | undefined> {
  const { parts, caller, span, words, question } = asked;
  if (question.area !== undefined) return undefined;
  const rows = await ifThere(asked, words.say("head.no-states"), () =>
    lineFigures(parts, caller, { by: "whole", ...span }),
  );
  if (rows === undefined || rows.length === 0) return undefined;
  return {
    title: words.say("line.title"),
    ...words.linkTo("material", momentIn(span)),
    blocks: rows.flatMap(({ figures }) => [
      { kind: "note", text: figures.line } as const,
      { kind: "figures", figures: figuresOfLine(asked, figures) } as const,
    ]),
  };
}

function figuresOfLine({ words, span, remark }: Asked, line: LineFigures): ReportFigure[] {
  const link = words.linkTo("material", momentIn(span), line.last);
  const { oee, throughput, firstPassYield, pbtS, last, reason } = line;
  const good = goodOf(line);
  if (oee !== null && pbtS < SHORT_S) remark(words.say("head.basis", { name: line.line, time: words.duration(pbtS) }));
  return [
    {
      name: words.say("kpi.oee"),
      value: oee,
      text: words.ratio(oee),
      definition: "oee-line",
      ...link,
      ...(oee === null ? { reason: words.reason(reason) } : {}),
    },
    {
      name: words.say("production.good-at", { last }),
      value: good,
      text: good === null ? "—" : words.count(good),
      definition: "good",
      ...link,
    },
    {
      name: words.say("production.per-hour"),
      value: throughput,
      text: words.rate(throughput),
      definition: "throughput",
      ...link,
    },
    {
      name: words.say("production.first-pass"),
      value: firstPassYield,
      text: words.ratio(firstPassYield),
      definition: "first-pass",
      ...link,
    },
    { name: words.say("production.pbt"), value: pbtS, text: words.duration(pbtS), definition: "busy", ...link },
  ];
}

/** Good pieces of a line; null where nothing was observed at its end, because there was no planned time. */
function goodOf({ goodPieces, pbtS }: LineFigures): number | null {
  return pbtS === 0 && goodPieces === 0 ? null : goodPieces;
}

/** Lines by shift or by day. */
export async function periodSection(asked: Asked, by: PeriodKind): Promise<ReportSection | undefined> {
  const { parts, caller, span, words } = asked;
  if (parts.production === undefined || parts.production.lines.length === 0) return undefined;
  const rows = await lineFigures(parts, caller, { by, ...span });
  return {
    title: words.say("period.title"),
    blocks: [
      {
        kind: "table",
        columns: [
          { name: words.say("period.name") },
          { name: words.say("line.name") },
          { name: words.say("kpi.oee"), isNumber: true, definition: "oee-line" },
          { name: words.say("machine.good"), isNumber: true, definition: "good" },
          { name: words.say("production.per-hour"), isNumber: true, definition: "throughput" },
          { name: words.say("production.pbt"), isNumber: true, definition: "busy" },
        ],
        rows: rows.map(({ period, figures }) => [
          { text: periodName(asked, period.from, period.name), ...words.linkTo("material", momentIn(period)) },
          { text: figures.line },
          words.cells.ratio(figures.oee),
          countOrDash(words, goodOf(figures)),
          { text: words.rate(figures.throughput), value: figures.throughput },
          words.cells.duration(figures.pbtS),
        ]),
        empty: words.say("line.none"),
      },
    ],
  };
}

/** The day with the shift in the report's language; the calendar names it in English. */
function periodName({ parts, words }: Asked, from: number, name = words.moment(from)): string {
  const shift = parts.plant.site.shifts.find((one) => name.endsWith(` ${one.name.en}`));
  return shift === undefined ? name : `${name.slice(0, 10)} ${words.local(shift.name)}`;
}

/** One row per machine. */
export async function machineSection(asked: Asked, title: string): Promise<ReportSection | undefined> {
  const { words, span, question } = asked;
  const machines = machinesOf(asked);
  if (machines.length === 0) return undefined;
  const rows: ReportCell[][] = [];
  const missing = new Map<string, string[]>();
  for (const machine of machines) {
    const figures = await figuresOf(asked, machine);
    if (figures === undefined || (question.order !== undefined && figures.quantities.PQ === 0)) continue;
    rows.push([
      { text: machine.label, ...words.linkTo("asset", momentIn(span), machine.label) },
      ...rowOf(asked, figures),
    ]);
    if (figures.oee !== null) continue;
    const why = words.reason(figures.reason);
    missing.set(why, [...(missing.get(why) ?? []), machine.label]);
  }
  const whys = [...missing].map(([why, labels]) => words.say("machine.why", { machines: words.list(labels), why }));
  return {
    title,
    blocks: [
      { kind: "table", columns: columns(asked), rows, empty: words.say("machine.none") },
      ...(whys.length === 0
        ? []
        : [
            {
              kind: "note",
              text: words.say("machine.no-oee", { list: whys.join(words.say("list.between-whys")) }),
            } as const,
          ]),
    ],
  };
}

function columns({ words: { say } }: Asked): ReportColumn[] {
  const number = (name: string, definition: NonNullable<ReportColumn["definition"]>): ReportColumn => ({
    name,
    isNumber: true,
    definition,
  });
  return [
    { name: say("machine.name") },
    number(say("kpi.oee"), "oee"),
    number(say("production.availability"), "availability"),
    number(say("production.effectiveness"), "effectiveness"),
    number(say("production.quality"), "quality"),
    number(say("machine.good"), "good"),
    number(say("machine.scrap"), "scrap"),
    number(say("production.failures"), "failures"),
    number(say("machine.down"), "states"),
    number(say("production.pbt"), "busy"),
  ];
}

/** Counts of a machine, null where they are not known: of one that was not observed, zeros count nothing. */
export function countsIn({ elements, quantities, partsFrom, failures }: Figures) {
  const isObserved = elements.PBT + elements.maintenance + elements.outside > 0;
  const isCounted = isObserved && partsFrom !== null;
  return {
    good: isCounted ? quantities.GQ : null,
    scrap: isCounted ? quantities.SQ + quantities.RQ : null,
    failures: isObserved ? failures : null,
    downS: isObserved ? elements.ADET : null,
  };
}

export function countOrDash({ cells }: Asked["words"], value: number | null): ReportCell {
  return value === null ? { text: "—", value } : cells.count(value);
}

function rowOf({ words }: Asked, figures: Figures): ReportCell[] {
  const { ratio, duration } = words.cells;
  const { good, scrap, failures, downS } = countsIn(figures);
  return [
    ratio(figures.oee),
    ratio(figures.availability),
    ratio(figures.effectiveness),
    ratio(figures.qualityRatio),
    countOrDash(words, good),
    countOrDash(words, scrap),
    countOrDash(words, failures),
    duration(downS),
    duration(figures.elements.PBT),
  ];
}
