/** Ranks pieces without those up to the end of a cause that has ended, which say nothing of the next one. Pure. */
import type { CauseRanking, CauseView } from "../../../contracts/quality/causes.ts";
import type { PieceColumns } from "./columns.ts";
import { columnOf, isSameCandidate, membership } from "./group-rows.ts";
import { gainOf, type Totals, totalsOf } from "./groups.ts";
import { rankCauses } from "./rank-causes.ts";

/** A cause has ended where so few of the newest bad pieces would have it no more often than this if it still held. */
const ENDED = 0.001;
/** Causes of a class that ended one after the other, each of which costs a ranking. */
const MOST_ENDED = 3;

export interface CurrentRanking {
  readonly ranking: CauseRanking;
  /** First piece that was compared. */
  readonly firstRow: number;
  /** Those that were compared. */
  readonly compared: PieceColumns;
}

/** `named`: the leading cause of the ranking before. `fewestBad`: bad pieces that a ranking needs. */
export function rankCurrentCauses(
  pieces: PieceColumns,
  { named, fewestBad }: { readonly named: CauseView | undefined; readonly fewestBad: number },
): CurrentRanking {
  let current = pieces;
  let firstRow = 0;
  let ranking = rankCauses(pieces, { isNamed: named !== undefined });
  for (let ended = 0; ended < MOST_ENDED; ended++) {
    const [leading] = ranking.causes;
    const last = leading === undefined ? undefined : lastRowOf(leading, current, fewestBad);
    if (leading === undefined || last === undefined) break;
    firstRow += last + 1;
    current = rowsFrom(current, last + 1);
    ranking = rankCauses(current, { isNamed: named !== undefined && !isSameCandidate(named, leading) });
  }
  return { ranking, firstRow, compared: current };
}

/** The last row of a cause that has ended; undefined: it still holds, or too few bad pieces came since. */
function lastRowOf(cause: CauseView, pieces: PieceColumns, fewestBad: number): number | undefined {
  const { isBad, times } = pieces;
  const column = columnOf(cause, pieces);
  if (column === undefined) return undefined;
  const isWithin = membership(cause, column);
  const totals = totalsOf(pieces);
  // As the moment since when a cause holds, its last row is where the pieces up to it explain most.
  let best = { row: -1, gain: 0, bad: 0, all: 0 };
  let [within, all]: [Totals, number] = [{ pieces: 0, bad: 0 }, 0];
  for (let row = 0; row < isBad.length; row++) {
    if (cause.since !== null && (times[row] as number) < cause.since) continue;
    all += isBad[row] as number;
    if (!isWithin(row)) continue;
    within = { pieces: within.pieces + 1, bad: within.bad + (isBad[row] as number) };
    const gain = gainOf(within, totals);
    if (gain > best.gain) best = { row, gain, bad: within.bad, all };
  }
  if (best.row < 0) return undefined;
  let [newer, newerWithin] = [0, 0];
  for (let row = best.row + 1; row < isBad.length; row++) {
    if (isBad[row] === 0) continue;
    newer++;
    if (isWithin(row)) newerWithin++;
  }
  if (newer < fewestBad) return undefined;
  const share = (best.bad + 0.5) / (best.all + 1);
  return atMost(newerWithin, newer, share) <= ENDED ? best.row : undefined;
}

/** Probability of at most `count` of `of` independent pieces, each with probability `share`. */
function atMost(count: number, of: number, share: number): number {
  let term = (1 - share) ** of;
  let sum = term;
  for (let one = 1; one <= count; one++) {
    term *= (((of - one + 1) / one) * share) / (1 - share);
    sum += term;
  }
  return sum;
}

function rowsFrom({ times, isBad, candidates }: PieceColumns, first: number): PieceColumns {
  return {
    times: times.subarray(first),
    isBad: isBad.subarray(first),
    candidates: candidates
      .map((column) => ({ ...column, values: column.values.subarray(first) }))
      .filter(({ values }) => values.some((value) => !Number.isNaN(value))),
  };
}
