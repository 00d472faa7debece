/** One machine: the same figures and losses as its page shows. */
import type { Figures } from "../../contracts/production/production.ts";
import type { ReportBars, ReportCell, ReportFigure, ReportSection } from "../../contracts/reports/document.ts";
import { productionTexts } from "../../contracts/words/production-texts.ts";
import type { Asked } from "../asked.ts";
import { momentIn } from "../spans.ts";
import { countOrDash, countsIn, figuresOf, type MachineOf } from "./machines.ts";

const SHORT_S = 3_600;

/** OEE with its factors, losses and counts. */
export async function oeeSection(asked: Asked, machine: MachineOf): Promise<ReportSection | undefined> {
  const figures = await figuresOf(asked, machine);
  if (figures === undefined) return undefined;
  const { words, span, remark } = asked;
  if (figures.oee !== null && figures.elements.PBT < SHORT_S)
    remark(words.say("head.basis", { name: machine.label, time: words.duration(figures.elements.PBT) }));
  return {
    title: words.say("oee.title"),
    ...words.linkTo("asset", momentIn(span), machine.label),
    blocks: [
      { kind: "figures", figures: ratiosOf(asked, machine, figures) },
      lossesOf(asked, figures),
      { kind: "figures", figures: countsOf(asked, machine, figures) },
      { kind: "note", text: sourceOf(asked, figures) },
    ],
  };
}

function ratiosOf({ words, span }: Asked, { label }: MachineOf, figures: Figures): ReportFigure[] {
  const link = words.linkTo("asset", momentIn(span), label);
  const of = (name: string, value: number | null, definition: ReportFigure["definition"]): ReportFigure => ({
    name,
    value,
    text: words.ratio(value),
    definition,
    ...link,
  });
  const { oee, availability, effectiveness, qualityRatio, reason } = figures;
  return [
    { ...of(words.say("kpi.oee"), oee, "oee"), ...(oee === null ? { reason: words.reason(reason) } : {}) },
    of(words.say("production.availability"), availability, "availability"),
    of(words.say("production.effectiveness"), effectiveness, "effectiveness"),
    of(words.say("production.quality"), qualityRatio, "quality"),
  ];
}

/** From planned busy time over the losses to the planned run time of good pieces. */
function lossesOf({ words }: Asked, { elements, losses, plannedRunS, quantities }: Figures): ReportBars {
  const most = Math.max(1, elements.PBT);
  const good = plannedRunS === null || quantities.PQ === 0 ? 0 : (plannedRunS * quantities.GQ) / quantities.PQ;
  const bar = (name: string, seconds: number) => ({
    name,
    share: Math.max(0, Math.min(1, seconds / most)),
    cell: {
      text: `${words.duration(seconds)} · ${words.number((100 * seconds) / most, 1)} %`,
      value: seconds,
    },
  });
  return {
    kind: "bars",
    definition: "losses",
    bars: [
      bar(words.say("production.pbt"), elements.PBT),
      ...losses.map(({ id, seconds }) => bar(lossName(words, id), seconds)),
      bar(words.say("production.good-run"), good),
    ],
    empty: "",
  };
}

function lossName(words: Asked["words"], id: string): string {
  const key = `loss.${id}`;
  return Object.hasOwn(productionTexts, key) ? words.say(key as keyof typeof productionTexts) : id;
}

function countsOf({ words, span }: Asked, { label }: MachineOf, figures: Figures): ReportFigure[] {
  const link = words.linkTo("asset", momentIn(span), label);
  const { throughput, firstPassYield, mtbfS, mttrS, elements } = figures;
  const { good, scrap, failures } = countsIn(figures);
  const of = (
    name: string,
    { value, text }: { readonly value: number | null; readonly text: string },
    definition: ReportFigure["definition"],
  ): ReportFigure => ({ name, value, text, definition, ...link });
  const { ratio, duration } = words.cells;
  const plain = (cell: ReportCell) => ({ value: cell.value ?? null, text: cell.text });
  return [
    of(words.say("machine.good"), plain(countOrDash(words, good)), "good"),
    of(words.say("machine.scrap"), plain(countOrDash(words, scrap)), "scrap"),
    of(words.say("production.per-hour"), { value: throughput, text: words.rate(throughput) }, "throughput"),
    of(words.say("production.first-pass"), plain(ratio(firstPassYield)), "first-pass"),
    of(words.say("production.mtbf"), plain(duration(mtbfS.practice)), "mtbf"),
    of(words.say("production.mttr"), plain(duration(mttrS.practice)), "mttr"),
    of(words.say("production.failures"), plain(countOrDash(words, failures)), "failures"),
    of(words.say("production.pbt"), plain(duration(elements.PBT)), "busy"),
  ];
}

function sourceOf({ words }: Asked, { partsFrom, unreported }: Figures): string {
  const source = words.say(partsFrom === null ? "production.no-parts" : `production.parts-${partsFrom}`);
  return unreported === 0 ? source : `${source} ${words.say("production.unreported", { count: unreported })}`;
}
