import { EdgeError } from "../../../contracts/errors.ts";
import type { EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import type { ChangeoverFigures, ChangeoverReader, Changeovers } from "../../../contracts/production/changeovers.ts";
import type { Texts } from "../../../contracts/words/texts.ts";
import type { Cell } from "../../../tables/xlsx.ts";
import { type Caller, demand } from "../caller.ts";
import { csvTable } from "../csv-table.ts";
import type { Range } from "../range.ts";

/** A month of a large plant is read in seconds. */
const MOST_US = 31 * 86_400e6;

export interface ChangeoverDeps {
  /** Absent where the edge makes no schedules. */
  readonly dispatch?: ChangeoverReader;
}

/** Changes of variant at stations. Throws EdgeError `bad-request`, `not-found` before any piece, `unavailable`. */
export async function changeoversOf(deps: ChangeoverDeps, caller: Caller, range: Range): Promise<Changeovers> {
  demand(caller, "GET /api/v1/changeovers");
  return await foundIn(deps, range);
}

/** The same as a table: a line for each station, then one for each pair of families there. */
export async function exportChangeovers(
  deps: ChangeoverDeps,
  caller: Caller,
  { language, ...range }: Range & { readonly language: (typeof EXPORT_LANGUAGES)[number] },
): Promise<string> {
  demand(caller, "GET /api/v1/changeovers.csv");
  const found = await foundIn(deps, range);
  const say = (key: keyof typeof changeoverTexts): string => changeoverTexts[key][language];
  const head = [
    ...[say("changeovers.machine"), say("changeovers.from"), say("changeovers.to"), say("changeovers.changes")],
    ...[say("changeovers.unknown"), say("changeovers.zero"), say("changeovers.share"), say("changeovers.minutes")],
    ...[say("changeovers.median"), say("changeovers.most"), say("changeovers.usual")],
  ];
  const cells = (of: ChangeoverFigures): readonly Cell[] => {
    const { changes, unknown, zero, zeroShare, minutes, medianMin, mostMin } = of;
    return [changes, unknown, zero, zeroShare === null ? null : 100 * zeroShare, minutes, medianMin, mostMin];
  };
  const rows = found.stations.flatMap(({ pairs, machine, usualGapS, ...of }) => [
    [machine, "", "", ...cells(of), usualGapS],
    ...pairs.map(({ from, to, ...pair }) => [machine, from, to, ...cells(pair), null]),
  ]);
  return csvTable(head, [...rows, [say("changeovers.total"), "", "", ...cells(found), null]]);
}

async function foundIn({ dispatch }: ChangeoverDeps, range: Range): Promise<Changeovers> {
  if (dispatch === undefined) throw new EdgeError("unavailable", "This edge makes no schedules.");
  if (range.to - range.from > MOST_US) throw new EdgeError("bad-request", "Changeovers cover 31 days at most.");
  const found = await dispatch.changeovers({ from: range.from, to: range.to });
  if (found === undefined)
    throw new EdgeError("not-found", "No piece has been seen yet. Let the edge watch the plant.");
  return found;
}

const changeoverTexts = {
  "changeovers.machine": { en: "Station", zh: "工位" },
  "changeovers.from": { en: "From family", zh: "原族" },
  "changeovers.to": { en: "To family", zh: "新族" },
  "changeovers.changes": { en: "Changeovers", zh: "换型次数" },
  "changeovers.unknown": { en: "of these unknown", zh: "其中未知" },
  "changeovers.zero": { en: "of these zero", zh: "其中零换型" },
  "changeovers.share": { en: "Zero-changeover share, %", zh: "零换型占比（%）" },
  "changeovers.minutes": { en: "Minutes, all", zh: "换型总分钟数" },
  "changeovers.median": { en: "Minutes, median", zh: "换型中位分钟数" },
  "changeovers.most": { en: "Minutes, longest", zh: "最长换型分钟数" },
  "changeovers.usual": { en: "Usual gap, s", zh: "常规间隔（秒）" },
  "changeovers.total": { en: "Total", zh: "合计" },
} as const satisfies Texts;
