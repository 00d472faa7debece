/** Leaks and balances as text. */
import { demandText } from "../energy/demand.ts";
import { upperBound } from "../paired/poisson.ts";
import { tableRow } from "../report.ts";
import type { BalanceFigures, JudgedMeter } from "./balances.ts";
import type { LeakFigures } from "./leaks.ts";
import type { MediaFigures } from "./media-figures.ts";

const MONTH_DAYS = 30;
const WIDTHS = [20, 12, 18, 9, 10, 12, 9, 0];
const MOST_MISSED = 20;

export function mediaReportText({ title, seed, hours, leaks, balances, demand, cases }: MediaFigures): string {
  return [
    `${title}, seed ${seed}: ${hours} h of simulated time, ${leaks.nights} quiet times of 2.5 h or more`,
    ...leakLines(leaks),
    ...balanceLines(balances),
    ...metersLines("meters of the scenario that went wrong", balances.meters),
    ...(demand === undefined ? [] : [demandText(demand)]),
    ...metersLines("cases of a meter that is wrong by three standard uncertainties", cases),
    "",
  ].join("\n");
}

function leakLines({ leaks, found, inTime, rightFirst, longestMin, falseBranches, days }: LeakFigures) {
  const perMonth = ((MONTH_DAYS * falseBranches.length) / days).toFixed(1);
  const bound = ((MONTH_DAYS * upperBound(falseBranches.length)) / days).toFixed(1);
  const row = (cells: readonly string[]): string => tableRow(cells, WIDTHS);
  return [
    "",
    `leaks        ${found} of ${leaks.length} found in their branch, ${inTime} in time (2 h in a quiet plant, else ` +
      `within the night), ${rightFirst} with the right branch first; the longest took ${longestMin ?? "-"} min`,
    `false        ${falseBranches.length} in ${days.toFixed(2)} days: ${perMonth} in 30 days, at most ${bound} (95 %)` +
      `${falseBranches.length === 0 ? "" : `: ${falseBranches.map(({ branch }) => branch).join(", ")}`}`,
    ...(leaks.length === 0 ? [] : [row(["leak", "kind", "branch", "m3/h", "of branch", "found after", "in time", ""])]),
    ...leaks.map(({ id, kind, branch, m3h, share, foundMin, isInTime, firstBranch }) =>
      row([
        ...[id, kind, branch, m3h.toFixed(3), share === null ? "-" : `${(100 * share).toFixed(1)} %`],
        ...[foundMin === null ? "-" : `${foundMin} min`, isInTime ? "yes" : "no"],
        firstBranch === null || firstBranch === branch ? "" : `first ${firstBranch}`,
      ]),
    ),
  ];
}

function balanceLines({ intervals, within }: BalanceFigures): readonly string[] {
  const share = intervals === 0 ? "-" : `${((100 * within) / intervals).toFixed(2)} %`;
  return ["", `balances     ${share} of ${intervals} residuals of sound meters within 2 u_c`];
}

function metersLines(what: string, meters: readonly JudgedMeter[]): readonly string[] {
  if (meters.length === 0) return [];
  const missed = meters.filter(({ meter, named }) => meter !== named);
  const count = `${meters.length - missed.length} of ${meters.length} named first`;
  return [
    `${what}: ${count}`,
    ...missed
      .slice(0, MOST_MISSED)
      .map(
        ({ meter, gain, hours, named }) =>
          `  ${meter}, ${(100 * gain).toFixed(2)} % for ${hours.toFixed(1)} h: ${named ?? "none"} named`,
      ),
  ];
}
