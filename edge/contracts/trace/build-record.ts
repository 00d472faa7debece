/** Puts the answers of the books together into the record of a piece. Pure functions. */
import type { Micros } from "../path/sample-batch.ts";
import type { Plant } from "../plant/plant.ts";
import type { OperationView, PieceLife } from "../production/genealogy.ts";
import type { PieceEnergyAnswer } from "../production/piece-energy.ts";
import type { MeasurementView } from "../quality/quality.ts";
import { type Co2Factor, type PieceRecord, type RecordedOperation, recordedFeature } from "./piece-record.ts";

/** An operation and its share of energy begin within this time of each other: the clocks of both differ. */
const SAME_US = 120e6;

/** What a record needs of the energy of a piece. */
type EnergyShare = Pick<PieceEnergyAnswer, "steps" | "kWh">;

export interface RecordParts {
  readonly plant: Pick<Plant, "site" | "assets">;
  readonly life: PieceLife;
  /** Empty where no book of quality is kept. */
  readonly measurements: readonly MeasurementView[];
  /** Undefined: no book of energy per piece. */
  readonly energy: EnergyShare | undefined;
  readonly factors: readonly Co2Factor[];
}

export function pieceRecordOf({ plant, life, measurements, energy, factors }: RecordParts): PieceRecord {
  const { site, assets } = plant;
  const { backward, forward } = life;
  const lot = backward?.lot ?? null;
  return {
    format: "gemba-piece/1",
    site: { enterprise: site.enterprise, id: site.id, name: site.name },
    simulated: assets.some(({ simulated }) => simulated),
    piece: life.piece,
    variant: life.variant,
    state: life.state,
    order: life.order,
    ...(life.customer === null ? {} : { customer: life.customer }),
    lot:
      lot === null
        ? null
        : {
            lot: lot.lot,
            supplier: lot.supplier,
            heat: lot.heat,
            received: timeText(lot.time),
            accepted: lot.accepted,
            inspection: lot.inspection.map(recordedFeature),
          },
    operations: operationsOf(backward?.operations ?? [], energy),
    inspections: (backward?.inspections ?? []).map(({ station, operation, time, ok, features }) => ({
      station,
      operation,
      time: timeText(time) as string,
      ok,
      features: features.map(recordedFeature),
    })),
    measurements: measurements.map(({ plan, gauge, machine, time, feature, value, unit, lower, upper, ok }) => ({
      ...{ plan, gauge, machine, time: timeText(time) as string, name: feature, value, unit, lower, upper, ok },
    })),
    energy: energyOf(energy),
    co2: co2Of(energy, factors),
    pallet: forward?.pallet ?? null,
    shipment:
      forward === null || forward.shipment === null
        ? null
        : { shipment: forward.shipment.shipment, left: timeText(forward.shipment.time) },
    scrapped: timeText(forward?.scrappedAt ?? null),
    gaps: { isStartKnown: life.isStartKnown, holes: life.holes, isCut: backward?.isCut ?? false },
  };
}

/** Each share of energy goes to one operation: the nearest at its station. */
function operationsOf(operations: readonly OperationView[], energy: EnergyShare | undefined): RecordedOperation[] {
  const kWh = new Map<OperationView, number>();
  for (const step of energy?.steps ?? []) {
    const near = operations
      .filter(({ station, start, end }) => station === step.station && apart(start ?? end, step.from) <= SAME_US)
      .toSorted((a, b) => apart(a.start ?? a.end, step.from) - apart(b.start ?? b.end, step.from))[0];
    if (near !== undefined) kWh.set(near, (kWh.get(near) ?? 0) + step.kWh);
  }
  return operations.map((one) => ({
    station: one.station,
    operation: one.operation,
    name: one.name,
    program: one.program,
    fixture: one.fixture,
    tools: one.tools,
    start: timeText(one.start),
    end: timeText(one.end),
    verdict: one.verdict,
    results: one.results.map(recordedFeature),
    kWh: rounded(kWh.get(one) ?? null),
  }));
}

function energyOf(energy: EnergyShare | undefined): PieceRecord["energy"] {
  if (energy === undefined) return { kWh: null, why: "no-book" };
  if (energy.steps.length === 0) return { kWh: null, why: "no-share" };
  if (energy.steps.some(({ isFinal }) => !isFinal)) return { kWh: null, why: "not-final" };
  return { kWh: rounded(energy.kWh), why: null };
}

/** Every medium that carries energy needs a factor; a part of the CO2 alone would look like all of it. */
function co2Of(energy: EnergyShare | undefined, factors: readonly Co2Factor[]): PieceRecord["co2"] {
  const { why } = energyOf(energy);
  if (energy === undefined || why !== null) return { kg: null, why, factors: [] };
  const used = new Set<Co2Factor>();
  let kg = 0;
  for (const { medium, kWh } of energy.steps.flatMap(({ media }) => media)) {
    if (kWh === 0) continue;
    const factor = factors.find((one) => one.medium === medium);
    if (factor === undefined) return { kg: null, why: "no-factor", factors: [] };
    used.add(factor);
    kg += kWh * factor.kgPerKWh;
  }
  return { kg: rounded(kg), why: null, factors: [...used] };
}

function apart(a: Micros | null, b: Micros): number {
  return a === null ? Number.POSITIVE_INFINITY : Math.abs(a - b);
}

/** To a millionth: further digits come from the order of the additions. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1e6) / 1e6;
}

/** RFC 3339 in UTC with microseconds. */
export function timeText(time: Micros | null): string | null {
  if (time === null) return null;
  const micros = String(Math.round(((time % 1e6) + 1e6) % 1e6)).padStart(6, "0");
  return `${new Date(Math.floor(time / 1e6) * 1000).toISOString().slice(0, 19)}.${micros}Z`;
}
