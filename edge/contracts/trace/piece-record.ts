/** The record of a piece, as a passport seals it and people sign it (rules in docs/rules/trace.md). */
import type { LocalizedText } from "../plant/tag.ts";
import type { PieceState } from "../production/genealogy.ts";
import type { Feature } from "../production/material-event.ts";

/** A value with its limits. */
export interface RecordedFeature {
  readonly name: string;
  readonly value: number;
  readonly unit: string | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly ok: boolean;
}

export interface RecordedOperation {
  readonly station: string;
  readonly operation: string;
  readonly name: LocalizedText | null;
  readonly program: string;
  readonly fixture: string;
  readonly tools: readonly string[];
  /** RFC 3339; null: not reported. */
  readonly start: string | null;
  readonly end: string | null;
  readonly verdict: string | null;
  readonly results: readonly RecordedFeature[];
  /** Null: no share of a meter's count is known. */
  readonly kWh: number | null;
}

interface RecordedInspection {
  readonly station: string;
  readonly operation: string;
  readonly time: string;
  readonly ok: boolean;
  readonly features: readonly RecordedFeature[];
}

/** A measurement that a quality plan judges. */
interface RecordedMeasurement extends RecordedFeature {
  readonly plan: string;
  readonly gauge: string;
  readonly machine: string;
  readonly time: string;
}

/** Factor from energy to CO2, with its source. */
export interface Co2Factor {
  readonly medium: string;
  readonly kgPerKWh: number;
  readonly source: string;
}

/** Why a figure is missing. */
type MissingWhy = "no-book" | "no-share" | "not-final" | "no-factor";

/** What was reported and what follows from it: no age and no time of asking, so that it stays the same. */
export interface PieceRecord {
  readonly format: "gemba-piece/1";
  readonly site: { readonly enterprise: string; readonly id: string; readonly name: LocalizedText };
  readonly simulated: boolean;
  readonly piece: string;
  readonly variant: string;
  readonly state: PieceState;
  readonly order: string | null;
  /** Of the order; absent where none is known, so that a record without it is the same as before the field existed. */
  readonly customer?: string;
  readonly lot: {
    readonly lot: string;
    readonly supplier: string;
    readonly heat: string;
    readonly received: string | null;
    readonly accepted: boolean | null;
    readonly inspection: readonly RecordedFeature[];
  } | null;
  readonly operations: readonly RecordedOperation[];
  readonly inspections: readonly RecordedInspection[];
  readonly measurements: readonly RecordedMeasurement[];
  readonly energy: { readonly kWh: number | null; readonly why: MissingWhy | null };
  /** Gate to gate: energy of the operations in this plant, without material, transport and use. */
  readonly co2: { readonly kg: number | null; readonly why: MissingWhy | null; readonly factors: readonly Co2Factor[] };
  readonly pallet: string | null;
  readonly shipment: { readonly shipment: string; readonly left: string | null } | null;
  readonly scrapped: string | null;
  /** What the record cannot know. */
  readonly gaps: { readonly isStartKnown: boolean; readonly holes: number; readonly isCut: boolean };
}

export function recordedFeature({ name, value, unit, lower, upper, ok }: Feature): RecordedFeature {
  return { name, value, unit: unit ?? null, lower: finite(lower), upper: finite(upper), ok };
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
