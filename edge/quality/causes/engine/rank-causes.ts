/** Ranks the circumstances of pieces by how well they explain a defect (docs/methods/root-cause.md). Pure. */
import type {
  BadShare,
  CandidateKind,
  CauseRanking,
  CauseStanding,
  CauseView,
  Correction,
} from "../../../contracts/quality/causes.ts";
import type { PieceColumns } from "./columns.ts";
import { conditionalProbability } from "./conditional.ts";
import { cliffsDelta, differenceOf, ratioOf } from "./effects.ts";
import { evidenceChart } from "./evidence-chart.ts";
import { adjusted } from "./false-discovery.ts";
import { cutGroup, type Group, levelGroup, namingPenalty, type Totals, totalsOf } from "./groups.ts";
import { type ColumnScan, scanColumn, windowsOf } from "./scan-column.ts";
import { sentenceOf } from "./sentences.ts";

/** Share of false causes among those that are named, in the long run. */
export const FALSE_DISCOVERIES = 0.01;
/** Columns that are compared with each other, strongest first. */
const MOST_COMPARED = 40;
const MOST_CAUSES = 10;
/** Two groups are told apart by a conditional test at this level. */
const SEPARATES = 0.05;
/** A second cause beside the leading one needs more, because many are tried. */
const INDEPENDENT = 0.001;

export interface RankOptions {
  readonly correction?: Correction;
}

export function rankCauses(
  pieces: PieceColumns,
  { correction = "benjamini-hochberg" }: RankOptions = {},
): CauseRanking {
  const { candidates } = pieces;
  const totals = totalsOf(pieces);
  const windows = windowsOf(pieces);
  const scans = candidates.map((column) => scanColumn(column, pieces, windows));
  const q = adjusted(
    scans.map(({ p }) => p),
    correction,
  );
  const significant = q
    .map((_, at) => at)
    .filter((at) => (q[at] as number) <= FALSE_DISCOVERIES)
    .sort((a, b) => (scans[a] as ColumnScan).p - (scans[b] as ColumnScan).p);
  const groups = significant
    .slice(0, MOST_COMPARED)
    .flatMap((at) => groupOf(at, { pieces, totals, scan: scans[at] as ColumnScan }))
    .sort((a, b) => b.group.score - a.group.score);
  return {
    ...totals,
    candidates: candidates.length,
    significant: significant.length,
    correction,
    causes: standingsOf(groups, pieces.isBad)
      .slice(0, MOST_CAUSES)
      .map(({ at, group, standing }) =>
        causeView({ group, standing, p: (scans[at] as ColumnScan).p, q: q[at] as number }, pieces, totals),
      ),
  };
}

interface Found {
  /** Index of the column. */
  readonly at: number;
  readonly group: Group;
}

/** The strongest group of a column; none where nothing is gained. */
function groupOf(
  at: number,
  { pieces, totals, scan }: { readonly pieces: PieceColumns; readonly totals: Totals; readonly scan: ColumnScan },
): readonly Found[] {
  const column = pieces.candidates[at] as PieceColumns["candidates"][number];
  const naming = namingPenalty(column.name.kind, countOf(pieces, column.name.kind));
  const groups =
    column.levels === undefined
      ? [cutGroup({ column, naming }, pieces, totals)]
      : scan.levels.map((level) => levelGroup({ column, level, naming }, pieces, totals));
  const [best] = groups.filter((group) => group !== undefined).sort((a, b) => b.score - a.score);
  return best === undefined ? [] : [{ at, group: best }];
}

function countOf({ candidates }: PieceColumns, kind: CandidateKind): number {
  return candidates.filter(({ name }) => name.kind === kind).length;
}

interface Standing extends Found {
  readonly standing: CauseStanding;
}

const ORDER: readonly CauseStanding[] = ["leading", "inseparable", "independent", "explained"];

function standingsOf(groups: readonly Found[], isBad: Uint8Array): readonly Standing[] {
  const [first, ...others] = groups;
  if (first === undefined) return [];
  const judged = others.map((one): Standing => ({ ...one, standing: standingOf(one.group, first.group, isBad) }));
  // Stable, so that the order by score holds among equals.
  return [
    { ...first, standing: "leading" },
    ...judged.sort((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing)),
  ];
}

function standingOf(group: Group, first: Group, isBad: Uint8Array): CauseStanding {
  const given = conditionalProbability(group.isWithin, first.isWithin, isBad);
  if (given <= INDEPENDENT) return "independent";
  const back = conditionalProbability(first.isWithin, group.isWithin, isBad);
  return back > SEPARATES ? "inseparable" : "explained";
}

function causeView(
  { group, standing, p, q }: Pick<CauseView, "standing" | "p" | "q"> & { readonly group: Group },
  { isBad, times }: PieceColumns,
  totals: Totals,
): CauseView {
  const { column, side, level, cut, sinceRow } = group;
  const within = sharesOf(group.isWithin, isBad);
  const outside: BadShare = { bad: totals.bad - within.bad, pieces: totals.pieces - within.pieces };
  const said = {
    candidate: column.name,
    level: column.levels?.[level] ?? column.unit ?? "",
    side,
    cut,
    standing,
    within,
    outside,
  };
  return {
    ...said,
    since: sinceRow === undefined ? null : (times[sinceRow] as number),
    difference: differenceOf(within, outside),
    ratio: ratioOf(within, outside),
    delta: column.levels === undefined ? cliffsDelta(column.values, isBad) : null,
    p,
    q,
    chart: evidenceChart(column, isBad),
    sentence: sentenceOf(said),
  };
}

function sharesOf(isWithin: Uint8Array, isBad: Uint8Array): BadShare {
  let [bad, pieces] = [0, 0];
  for (let row = 0; row < isBad.length; row++) {
    pieces += isWithin[row] as number;
    bad += (isWithin[row] as number) & (isBad[row] as number);
  }
  return { bad, pieces };
}
