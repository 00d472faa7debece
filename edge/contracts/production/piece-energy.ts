/** Energy of pieces and process steps (docs/methods/piece-energy.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { Medium } from "../plant/media.ts";
import type { LocalizedText } from "../plant/tag.ts";

/** Media of pieces: those that have a coefficient of energy and standard coal. */
export const PIECE_MEDIA = [
  "electricity",
  "natural-gas",
  "compressed-air",
  "water",
] as const satisfies readonly Medium[];
export type PieceMedium = (typeof PIECE_MEDIA)[number];

/** An amount of one medium with its conversions. */
export interface MediumAmount {
  readonly medium: PieceMedium;
  /** kWh of electricity, m3 of other media. */
  readonly amount: number;
  readonly unit: "kWh" | "m3";
  /** Energy, kWh: compressed air by the compressors' electricity, gas by its calorific value; water has none. */
  readonly kWh: number;
  /** Standard coal, kgce (GB/T 2589-2020). */
  readonly kgce: number;
}

/** A piece in work at one station. */
export interface StepEnergy {
  readonly station: string;
  readonly operation: string;
  readonly variant: string;
  readonly order: string;
  /** By the edge's clock. */
  readonly from: Micros;
  /** Null while it is in work, or while its last interval is open. */
  readonly to: Micros | null;
  /** All of its intervals are closed: its energy does not change any more. */
  readonly isFinal: boolean;
  readonly media: readonly MediumAmount[];
  readonly kWh: number;
  readonly kgce: number;
}

export interface PieceEnergyAnswer {
  readonly piece: string;
  /** In order of time. */
  readonly steps: readonly StepEnergy[];
  readonly kWh: number;
  readonly kgce: number;
  readonly air: AirFactor;
}

/** Electricity in compressed air: measured at the compressors, or as the config gives it. */
export interface AirFactor {
  readonly kWhPerM3: number;
  readonly isMeasured: boolean;
}

export interface StepsQuestion {
  readonly from: Micros;
  readonly to: Micros;
  readonly order?: string;
  readonly variant?: string;
  readonly operation?: string;
}

/** Finished pieces of one variant in one process step. */
export interface StepFigures {
  readonly operation: string;
  /** As the config names it; absent: it does not. */
  readonly operationName?: LocalizedText;
  readonly variant: string;
  readonly medium: PieceMedium;
  readonly unit: "kWh" | "m3";
  readonly n: number;
  /** Per piece, in the unit. */
  readonly mean: number;
  /** Standard deviation of the sample; null for one piece. */
  readonly spread: number | null;
  readonly least: number;
  readonly most: number;
  /** Mean in kWh. */
  readonly kWh: number;
  readonly kgce: number;
}

/** Where the count of one meter went; the parts add up to `metered` exactly. */
export interface StationEnergy {
  readonly station: string;
  readonly medium: PieceMedium;
  readonly unit: "kWh" | "m3";
  readonly metered: number;
  readonly pieces: number;
  readonly idle: number;
  readonly setUp: number;
  /** While power had no reading. */
  readonly unmetered: number;
}

export interface PieceEnergyCounters {
  /** Events of pieces whose time was closed already. */
  readonly lateEvents: number;
  /** Readings of power that came too late, or twice. */
  readonly lateReadings: number;
  /** Events with names that are too long. */
  readonly refused: number;
  /** Stays that were forgotten because nobody reported their end. */
  readonly forgotten: number;
  /** Readings of power that were dropped because too many waited for their counter. */
  readonly dropped: number;
}

export interface StepsAnswer {
  /** By operation, variant and medium, at most 5,000. */
  readonly steps: readonly StepFigures[];
  /** There are more than the listed ones. */
  readonly isCut: boolean;
  /** Hours that begin in the range; those of the whole plant, whatever the question selects. */
  readonly stations: readonly StationEnergy[];
  readonly air: AirFactor;
  readonly counters: PieceEnergyCounters;
}

export interface PieceEnergyReader {
  piece(piece: string): Answer<PieceEnergyAnswer>;
  steps(question: StepsQuestion): Answer<StepsAnswer>;
}
