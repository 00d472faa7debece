/** How often the true cause of defects was named, and how often one was named without a cause (rule RC17). */
import { median } from "../figures.ts";
import { percent, tableRow } from "../report.ts";
import { type JudgedRun, type JudgeMeans, judgeRun, NO_CAUSE } from "./judge-run.ts";
import type { PieceRuns } from "./piece-run.ts";

/** Hours of a run with a cause, which begins after four to seven of them; and of one without. */
const FAULTY_HOURS = 16;
const SOUND_HOURS = 16;
const MOST_MISSED = 20;

export interface CauseFigures {
  readonly runs: number;
  readonly first: number;
  readonly topThree: number;
  /** Seconds after the tenth spoiled piece, of those that were known in time. */
  readonly medianKnownS: number | null;
  /** Runs whose cause spoiled fewer than ten pieces. */
  readonly tooFew: number;
  readonly byKind: Readonly<
    Record<string, { readonly runs: number; readonly first: number; readonly topThree: number }>
  >;
  readonly soundRuns: number;
  /** Sound runs in which any class had a named cause at any time. */
  readonly falseDiscoveries: number;
  /** Runs with a cause in which another class had one too. */
  readonly falseBeside: number;
  readonly missed: readonly (Pick<JudgedRun, "kind" | "place" | "named"> & { readonly seed: number })[];
}

export interface CauseOrder {
  /** Runs with a cause; twice as many have none. */
  readonly runs: number;
  readonly seed: number;
}

export async function causeFigures(
  { runs, seed }: CauseOrder,
  source: PieceRuns,
  means: JudgeMeans,
  signal: AbortSignal,
): Promise<CauseFigures> {
  const judged: { readonly seed: number; readonly run: JudgedRun }[] = [];
  let [tooFew, next] = [0, seed];
  for (let at = 0; at < runs; next++) {
    signal.throwIfAborted();
    const kind = source.kinds[at % source.kinds.length];
    const run = await judgeRun(await source.run({ seed: next, hours: FAULTY_HOURS, kind }), means);
    if (run === undefined) {
      tooFew++;
      // A kind that never spoils ten pieces must not hold the others up.
      if (tooFew <= runs) continue;
    } else judged.push({ seed: next, run });
    at++;
  }
  const sound: JudgedRun[] = [];
  for (let at = 0; at < 2 * runs; at++) {
    signal.throwIfAborted();
    const run = await judgeRun(await source.run({ seed: seed + at, hours: SOUND_HOURS, kind: undefined }), means);
    if (run !== undefined) sound.push(run);
  }
  return figuresOf(judged, sound, tooFew);
}

function figuresOf(
  judged: readonly { readonly seed: number; readonly run: JudgedRun }[],
  sound: readonly JudgedRun[],
  tooFew: number,
): CauseFigures {
  const within = (place: number | null, most: number): boolean => place !== null && place <= most;
  const kinds = [...new Set(judged.map(({ run }) => run.kind))];
  const counts = (of: readonly { readonly run: JudgedRun }[]) => ({
    runs: of.length,
    first: of.filter(({ run }) => within(run.place, 1)).length,
    topThree: of.filter(({ run }) => within(run.place, 3)).length,
  });
  return {
    ...counts(judged),
    medianKnownS: median(judged.flatMap(({ run }) => run.knownAfterS ?? [])),
    tooFew,
    byKind: Object.fromEntries(kinds.map((kind) => [kind, counts(judged.filter(({ run }) => run.kind === kind))])),
    soundRuns: sound.length,
    falseDiscoveries: sound.filter(({ kind, falseClasses }) => kind === NO_CAUSE && falseClasses.length > 0).length,
    falseBeside: judged.filter(({ run }) => run.falseClasses.length > 0).length,
    missed: judged
      .filter(({ run }) => !within(run.place, 1))
      .map(({ seed, run: { kind, place, named } }) => ({ seed, kind, place, named })),
  };
}

const WIDTHS = [20, 6, 8, 8];

export function causeReportText(figures: CauseFigures): string {
  const { runs, first, topThree, medianKnownS, tooFew, byKind, soundRuns, falseDiscoveries, falseBeside, missed } =
    figures;
  const of = (count: number, all: number): string => `${count} of ${all} (${percent(all === 0 ? null : count / all)})`;
  const lines = [
    "causes of defects, five minutes after the tenth piece that the cause spoiled was judged",
    `first        ${of(first, runs)}`,
    `first three  ${of(topThree, runs)}`,
    `known        ${medianKnownS === null ? "-" : `${medianKnownS} s`} after the tenth piece (median)`,
    `not judged   ${tooFew} runs whose cause spoiled fewer than ten pieces`,
    `false        ${of(falseDiscoveries, soundRuns)} of the runs without a cause named one`,
    `             ${falseBeside} runs with a cause named one for another class too`,
    "",
    tableRow(["kind", "runs", "first", "first three"], WIDTHS),
    ...Object.entries(byKind).map(([kind, one]) =>
      tableRow([kind, String(one.runs), String(one.first), String(one.topThree)], WIDTHS),
    ),
  ];
  for (const { seed, kind, place, named } of missed.slice(0, MOST_MISSED))
    lines.push("", `seed ${seed}, ${kind}: place ${place ?? "-"}`, ...named.map((sentence) => `  ${sentence}`));
  return `${lines.join("\n")}\n`;
}
