/** Ranks the circumstances of pieces by how well they explain a defect (docs/methods/root-cause.md). Pure. */
import type {
  BadShare,
  CauseRanking,
  CauseStanding,
  CauseView,
  Correction,
} from "../../../contracts/quality/causes.ts";
import type { CandidateColumn, PieceColumns } from "./columns.ts";
import { conditionalProbability } from "./conditional.ts";
import { cliffsDelta, differenceOf, ratioOf } from "./effects.ts";
import { evidenceChart } from "./evidence-chart.ts";
import { adjusted } from "./false-discovery.ts";
import { asMarkers, cutGroup, type Group, levelGroup, namingPenalty, type Totals, totalsOf } from "./groups.ts";
import { type ColumnScan, scanColumn, windowsOf } from "./scan-column.ts";
import { sentenceOf } from "./sentences.ts";

/**
 * Share of false causes among those that are named. It is below the usual 5 %, because each new bad piece is a new
 * look, and there are several classes. A cause that was named stays until it is above the second bound.
 */
const FALSE_DISCOVERIES = 0.002;
const FALSE_WHERE_NAMED = 0.05;
/**
 * Where one candidate goes with the defect beyond chance, so many are compared as its explanation, strongest first, if
 * they go with the defect at this level by themselves: the correction decides whether there is a cause, not which.
 */
const MOST_COMPARED = 50;
const COMPARED = 0.1;
const MOST_CAUSES = 6;
/** Two groups are told apart by a conditional test at this level. */
const SEPARATES = 0.05;
/** A second cause beside the leading one needs more, because many are tried. */
const INDEPENDENT = 0.001;

export interface RankOptions {
  readonly correction?: Correction;
  /** The ranking before this one named a cause. */
  readonly isNamed?: boolean;
}

export function rankCauses(
  pieces: PieceColumns,
  { correction = "benjamini-hochberg", isNamed = false }: RankOptions = {},
): CauseRanking {
  const { candidates } = pieces;
  const totals = totalsOf(pieces);
  const windows = windowsOf(pieces);
  const scans = candidates.map((column) => scanColumn(column, pieces, windows));
  const q = adjusted(weighted(scans, pieces), correction);
  const bound = isNamed ? FALSE_WHERE_NAMED : FALSE_DISCOVERIES;
  const significant = q.filter((one) => one <= bound).length;
  const compared = scans
    .map((_, at) => at)
    .filter((at) => (scans[at] as ColumnScan).p <= COMPARED)
    .sort((a, b) => (scans[a] as ColumnScan).p - (scans[b] as ColumnScan).p);
  const found = (significant === 0 ? [] : compared)
    .slice(0, MOST_COMPARED)
    .flatMap((at) => groupOf(at, { pieces, totals, scans }));
  const scored = asMarkers(found.map(({ group }) => group));
  const groups = found
    .map(({ at }, index): Found => ({ at, group: scored[index] as Group }))
    .sort((a, b) => b.group.score - a.group.score);
  return {
    ...totals,
    candidates: candidates.length,
    significant,
    correction,
    causes: standingsOf(groups, pieces.isBad)
      .slice(0, MOST_CAUSES)
      .map(({ at, group, standing }) =>
        causeView({ group, standing, p: (scans[at] as ColumnScan).p, q: q[at] as number }, pieces, totals),
      ),
  };
}

/**
 * Probabilities weighted by kind (C. R. Genovese, K. Roeder and L. Wasserman, Biometrika 93 (2006) 509): each kind has
 * the same share of false discoveries, so that hundreds of signals do not hide a machine.
 */
function weighted(scans: readonly ColumnScan[], { candidates }: PieceColumns): readonly number[] {
  const counts = new Map<string, number>();
  scans.forEach((scan, at) => {
    const kind = kindOf(candidates[at] as CandidateColumn, scan);
    if (scan.isInformative) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  });
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  // Columns that cannot go with anything do not count among the tests.
  const share = scans.length / Math.max(1, all);
  return scans.map((scan, at) => {
    const count = counts.get(kindOf(candidates[at] as CandidateColumn, scan));
    return count === undefined ? 1 : Math.min(1, (scan.p * counts.size * count) / all / share);
  });
}

/** Numbers that were far from their usual values are a kind of their own, because few are, and these spoil pieces. */
function kindOf({ name }: CandidateColumn, { isUnusual }: ColumnScan): string {
  return isUnusual ? `unusual ${name.kind}` : name.kind;
}

interface Found {
  /** Index of the column. */
  readonly at: number;
  readonly group: Group;
}

interface Compared {
  readonly pieces: PieceColumns;
  readonly totals: Totals;
  readonly scans: readonly ColumnScan[];
}

/** The strongest group of a column; none where nothing is gained. */
function groupOf(at: number, { pieces, totals, scans }: Compared): readonly Found[] {
  const column = pieces.candidates[at] as CandidateColumn;
  const kind = kindOf(column, scans[at] as ColumnScan);
  const ofKind = pieces.candidates.filter((one, other) => {
    const scan = scans[other] as ColumnScan;
    return scan.isInformative && kindOf(one, scan) === kind;
  });
  const naming = namingPenalty(column.name.kind, ofKind.length);
  const { levels } = scans[at] as ColumnScan;
  const groups =
    column.levels === undefined
      ? [cutGroup({ column, naming }, pieces, totals)]
      : levels.map((level) => levelGroup({ column, level, naming }, pieces, totals));
  const [best] = groups.filter((group) => group !== undefined).sort((a, b) => b.score - a.score);
  return best === undefined ? [] : [{ at, group: best }];
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
