/** Answers about energy of pieces and steps: from the file, what is not written yet, and the open intervals. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type {
  PieceEnergyAnswer,
  PieceMedium,
  StationEnergy,
  StepEnergy,
  StepFigures,
  StepsAnswer,
  StepsQuestion,
} from "../../contracts/production/piece-energy.ts";
import type { Channel } from "./channel.ts";
import { airFactor, type Convert, converter } from "./convert.ts";
import { PARTS } from "./counter.ts";
import { type PieceEnergy, stepRow } from "./piece-energy.ts";
import type { HourRow, StepRow } from "./piece-store.ts";

/** kWh of the compressors per m3 of air in a time; null where it is not measured. */
type MeasuredAir = (from: Micros, to: Micros) => number | null;

/** Compressors are looked at for at least so long, because a piece takes less than their cycle. */
const AIR_OVER_US = 3600e6;

export function pieceAnswers(energy: PieceEnergy, measuredAir: MeasuredAir) {
  return {
    piece: (piece: string): PieceEnergyAnswer => pieceAnswer(energy, piece, measuredAir),
    steps: (question: StepsQuestion): StepsAnswer => stepsAnswer(energy, question, measuredAir),
  };
}

function pieceAnswer(energy: PieceEnergy, piece: string, measuredAir: MeasuredAir): PieceEnergyAnswer {
  const rows = rowsOf(energy, piece);
  const from = Math.min(...rows.map(({ begin }) => begin));
  const to = Math.max(...rows.map(({ begin, finish }) => (Number.isNaN(finish) ? begin : finish)));
  const air = airFactor(energy.config, rows.length === 0 ? null : measuredAir(Math.min(from, to - AIR_OVER_US), to));
  const convert = converter(energy.config, air);
  const channels = new Map(energy.channels.map((channel) => [channel.plan.code, channel]));
  const groups = Map.groupBy(
    rows.filter(({ channel }) => channels.has(channel)),
    ({ channel, number }) => `${channels.get(channel)?.plan.station.label} ${number}`,
  );
  const steps = [...groups.values()]
    .map((own) => stepOf(own, channels, convert))
    .sort((a, b) => a.from - b.from || (a.station < b.station ? -1 : 1));
  return { piece, steps, kWh: sumOf(steps, "kWh"), kgce: sumOf(steps, "kgce"), air };
}

function stepOf(rows: readonly StepRow[], channels: ReadonlyMap<number, Channel>, convert: Convert): StepEnergy {
  const [first] = rows as readonly [StepRow, ...StepRow[]];
  const { operation, variant, order, begin } = first;
  const media = rows.map(({ channel, amount }) =>
    convert((channels.get(channel) as Channel).plan.medium, amount / PARTS),
  );
  const isFinal = rows.every(({ finish }) => !Number.isNaN(finish));
  return {
    station: (channels.get(first.channel) as Channel).plan.station.label,
    operation,
    variant,
    order,
    from: begin,
    to: isFinal ? first.finish : null,
    isFinal,
    media,
    kWh: sumOf(media, "kWh"),
    kgce: sumOf(media, "kgce"),
  };
}

/** Rows of a piece, one by channel and stay, always in the same order. */
function rowsOf(energy: PieceEnergy, piece: string): readonly StepRow[] {
  const merged = new Map<string, StepRow>();
  const add = (row: StepRow): void => {
    const key = `${row.channel} ${row.number}`;
    const before = merged.get(key);
    merged.set(key, before === undefined ? row : { ...row, amount: before.amount + row.amount });
  };
  for (const row of energy.store.ofPiece(piece)) add(row);
  for (const row of energy.steps) if (row.piece === piece) add(row);
  for (const channel of energy.channels) {
    if (!channel.plan.station.stays.some((stay) => stay.piece === piece)) continue;
    const open = channel.provisional();
    if (open === undefined) continue;
    // Late events may still change it.
    for (const [at, stay] of open.stays.entries())
      if (stay.piece === piece) add({ ...stepRow(channel, stay, open.pieces[at] as number, open), finish: Number.NaN });
  }
  return [...merged.values()].sort((a, b) => a.channel - b.channel || a.number - b.number);
}

function stepsAnswer(energy: PieceEnergy, question: StepsQuestion, measuredAir: MeasuredAir): StepsAnswer {
  const air = airFactor(energy.config, measuredAir(question.from, question.to));
  const convert = converter(energy.config, air);
  const media = new Map<number, { readonly station: string; readonly medium: PieceMedium }>(
    energy.channels.map(({ plan }) => [plan.code, { station: plan.station.label, medium: plan.medium }]),
  );
  const { sums, isCut } = energy.store.figures(question);
  const steps = sums.map((row): StepFigures => {
    const { n, sum, squares, least, most, operation, variant } = row;
    const medium = row.medium as PieceMedium;
    const mean = sum / n / PARTS;
    const variance = n < 2 ? null : Math.max(0, (squares - (sum * sum) / n) / (n - 1));
    const { unit, kWh, kgce } = convert(medium, mean);
    const spread = variance === null ? null : Math.sqrt(variance) / PARTS;
    return { operation, variant, medium, unit, n, mean, spread, least: least / PARTS, most: most / PARTS, kWh, kgce };
  });
  const fresh = energy.hours.filter(({ hour }) => hour >= question.from && hour < question.to);
  const stations = summed([...energy.store.hours(question.from, question.to), ...fresh]).flatMap((row) => {
    const of = media.get(row.channel);
    return of === undefined ? [] : [stationOf(row, of)];
  });
  return { steps, isCut, stations, air, counters: energy.counters };
}

function summed(rows: readonly HourRow[]): readonly HourRow[] {
  const sums = new Map<number, HourRow>();
  for (const row of rows) {
    const { channel, hour, metered, pieces, idle, setUp, unmetered } = row;
    const sum = sums.get(channel);
    sums.set(
      channel,
      sum === undefined
        ? row
        : {
            channel,
            hour,
            metered: sum.metered + metered,
            pieces: sum.pieces + pieces,
            idle: sum.idle + idle,
            setUp: sum.setUp + setUp,
            unmetered: sum.unmetered + unmetered,
          },
    );
  }
  return [...sums.values()].sort((a, b) => a.channel - b.channel);
}

function stationOf(
  { metered, pieces, idle, setUp, unmetered }: HourRow,
  { station, medium }: { readonly station: string; readonly medium: PieceMedium },
): StationEnergy {
  return {
    station,
    medium,
    unit: medium === "electricity" ? "kWh" : "m3",
    metered: metered / PARTS,
    pieces: pieces / PARTS,
    idle: idle / PARTS,
    setUp: setUp / PARTS,
    unmetered: unmetered / PARTS,
  };
}

function sumOf<Key extends string>(of: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return of.reduce((sum, one) => sum + one[key], 0);
}
