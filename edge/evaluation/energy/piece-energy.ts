/** The energy that the edge gives to pieces and steps, against that of the simulated plant (E60). Pure. */
import type {
  PieceEnergyAnswer,
  PieceMedium,
  StationEnergy,
  StepEnergy,
  StepsAnswer,
} from "../../contracts/production/piece-energy.ts";
import { median, quantile } from "../figures.ts";
import { percent, tableRow } from "../report.ts";
import type { TruePieceStep } from "../truth.ts";

/** A step of the edge is that of the plant if they begin this close together. */
const SAME_MS = 5000;
const PARTS = 1e6;

/** The answers of the energy book that are judged. */
export interface JudgedAnswers {
  piece(piece: string): PieceEnergyAnswer;
  steps(range: { readonly from: number; readonly to: number }): StepsAnswer;
}

/** Errors are shares of the true amount. */
interface ErrorFigures {
  readonly n: number;
  readonly median: number | null;
  readonly p95: number | null;
  /** Of the sum of all. */
  readonly sum: number | null;
}

interface StepErrors extends ErrorFigures {
  readonly operation: string;
  readonly medium: PieceMedium;
}

export interface PieceEnergyFigures {
  readonly steps: readonly StepErrors[];
  /** All steps, electricity alone. */
  readonly all: ErrorFigures;
  /** Pieces: the sum of their judged steps. */
  readonly pieces: ErrorFigures;
  /** True steps at metered stations that the edge has no energy of. */
  readonly missing: number;
  /** Steps that are not closed at the end of the run. */
  readonly open: number;
  /** mWh and mL by which parts and meters differ, over all stations: 0 by rule PE7. */
  readonly unbalanced: number;
}

interface Compared {
  readonly piece: string;
  readonly operation: string;
  readonly medium: PieceMedium;
  readonly truth: number;
  readonly amount: number;
}

export function judgePieceEnergy(
  truths: readonly TruePieceStep[],
  answers: JudgedAnswers,
  range: { readonly from: number; readonly to: number },
): PieceEnergyFigures {
  const { stations } = answers.steps(range);
  const metered = new Set(stations.map(({ station }) => station));
  const seenFrom = whollySeenFrom(truths, range.from / 1000);
  const compared: Compared[] = [];
  let [missing, open] = [0, 0];
  for (const [piece, steps] of Map.groupBy(truths, (one) => one.piece)) {
    const known = answers.piece(piece).steps;
    for (const truth of steps) {
      if (!metered.has(truth.station) || truth.startMs < (seenFrom.get(truth.station) ?? 0)) continue;
      const found = matching(truth, known);
      if (found === undefined) missing++;
      else if (!found.isFinal) open++;
      else compared.push(...amountsOf(truth, found));
    }
  }
  const electric = compared.filter(({ medium }) => medium === "electricity");
  const groups = Map.groupBy(compared, ({ operation, medium }) => `${operation} ${medium}`);
  const stepFigures = [...groups.values()].map((own): StepErrors => {
    const { operation, medium } = own[0] as Compared;
    return { operation, medium, ...errorsOf(own) };
  });
  const pieces = [...Map.groupBy(electric, ({ piece }) => piece).values()].map((own) => ({
    truth: sum(own.map(({ truth }) => truth)),
    amount: sum(own.map(({ amount }) => amount)),
  }));
  return {
    steps: stepFigures.sort((a, b) => number(a.operation) - number(b.operation)),
    all: errorsOf(electric),
    pieces: errorsOf(pieces),
    missing,
    open,
    unbalanced: sum(stations.map(differenceOf)),
  };
}

/** Pieces that were in work when the run began share with those that came: the edge could not know them. */
function whollySeenFrom(truths: readonly TruePieceStep[], beganMs: number): ReadonlyMap<string, number> {
  const from = new Map<string, number>();
  for (const { station, startMs, timeMs } of truths) {
    const known = from.get(station) ?? beganMs;
    from.set(station, startMs < beganMs ? Math.max(known, timeMs) : known);
  }
  return from;
}

function matching(truth: TruePieceStep, known: readonly StepEnergy[]): StepEnergy | undefined {
  return known.find(
    ({ station, operation, from }) =>
      station === truth.station && operation === truth.operation && Math.abs(from / 1000 - truth.startMs) < SAME_MS,
  );
}

function amountsOf(truth: TruePieceStep, { media }: StepEnergy): readonly Compared[] {
  const trueOf: Readonly<Record<PieceMedium, number>> = {
    electricity: truth.electricityWh / 1000,
    "natural-gas": truth.gasM3,
    water: truth.waterM3,
    "compressed-air": 0,
  };
  const { piece, operation } = truth;
  return media.flatMap(({ medium, amount }) =>
    trueOf[medium] > 0 ? [{ piece, operation, medium, truth: trueOf[medium], amount }] : [],
  );
}

function errorsOf(of: readonly Pick<Compared, "truth" | "amount">[]): ErrorFigures {
  const errors = of.map(({ truth, amount }) => Math.abs(amount - truth) / truth).sort((a, b) => a - b);
  const all = sum(of.map(({ truth }) => truth));
  return {
    n: of.length,
    median: median(errors),
    p95: errors.length === 0 ? null : quantile(errors, 0.95),
    sum: all > 0 ? sum(of.map(({ amount }) => amount)) / all - 1 : null,
  };
}

function differenceOf({ metered, pieces, idle, setUp, unmetered }: StationEnergy): number {
  const whole = [pieces, idle, setUp, unmetered].map((amount) => Math.round(amount * PARTS));
  return Math.abs(Math.round(metered * PARTS) - sum(whole));
}

const WIDTHS = [22, 16, 8, 10, 10, 0];

/** The section of the report. */
export function pieceEnergyText({ steps, all, pieces, missing, open, unbalanced }: PieceEnergyFigures): string {
  const row = (cells: readonly string[]): string => tableRow(cells, WIDTHS);
  const errors = ({ n, median: middle, p95, sum: whole }: ErrorFigures): readonly string[] => [
    String(n),
    finePercent(middle),
    finePercent(p95),
    finePercent(whole),
  ];
  return [
    "",
    `energy of pieces: ${missing} steps without energy, ${open} not closed; ` +
      `parts and meters differ by ${unbalanced} mWh`,
    row(["step", "medium", "n", "median", "p95", "sum"]),
    ...steps.map((one) => row([one.operation, one.medium, ...errors(one)])),
    row(["every step", "electricity", ...errors(all)]),
    row(["piece", "electricity", ...errors(pieces)]),
    "",
  ].join("\n");
}

function finePercent(share: number | null): string {
  return share === null ? percent(share) : `${(100 * share).toFixed(2)} %`;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}

function number(operation: string): number {
  return Number(operation.replace(/\D/g, ""));
}
