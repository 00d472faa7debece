/** Fields of the record of a piece in answers of the API. */

import { Type } from "../../../contracts/schema.ts";
import type { PieceRecord, RecordedFeature } from "../../../contracts/trace/piece-record.ts";
import { closed, MaybeNumber, MaybeTime, Text } from "../../http/schemas.ts";

const MaybeText = Type.Union([Type.String(), Type.Null()]);
const feature = {
  name: Type.String(),
  value: Type.Number(),
  unit: Type.Union([Type.String(), Type.Null()], { description: "UCUM." }),
  lower: MaybeNumber,
  upper: MaybeNumber,
  ok: Type.Boolean(),
};
const Feature = closed(feature);
const Why = Type.Union([Type.Enum(["no-book", "no-share", "not-final", "no-factor"]), Type.Null()], {
  description: "Why the figure is missing; null where it is there.",
});

const Operation = closed({
  station: Type.String(),
  operation: Type.String(),
  name: Type.Union([Text, Type.Null()]),
  program: Type.String(),
  fixture: Type.String(),
  tools: Type.Array(Type.String()),
  start: MaybeTime,
  end: MaybeTime,
  verdict: MaybeText,
  results: Type.Array(Feature),
  kWh: Type.Union([Type.Number(), Type.Null()], { description: "Allocated share of metered counts; not for billing." }),
});

const Lot = closed({
  lot: Type.String(),
  supplier: Type.String(),
  heat: Type.String(),
  received: MaybeTime,
  accepted: Type.Union([Type.Boolean(), Type.Null()]),
  inspection: Type.Array(Feature),
});

const Factor = closed({ medium: Type.String(), kgPerKWh: Type.Number(), source: Type.String() });

export const Record = closed(
  {
    format: Type.String(),
    site: closed({ enterprise: Type.String(), id: Type.String(), name: Text }),
    simulated: Type.Boolean({ description: "Whether the plant, or a part of it, is simulated." }),
    piece: Type.String(),
    variant: Type.String(),
    state: Type.Union([Type.Literal("inside"), Type.Literal("shipped"), Type.Literal("scrapped")]),
    order: MaybeText,
    customer: Type.Optional(Type.String({ description: "Of the order, where that names one." })),
    lot: Type.Union([Lot, Type.Null()]),
    operations: Type.Array(Operation),
    inspections: Type.Array(
      closed({
        station: Type.String(),
        operation: Type.String(),
        time: Type.String(),
        ok: Type.Boolean(),
        features: Type.Array(Feature),
      }),
    ),
    measurements: Type.Array(
      closed({ ...feature, plan: Type.String(), gauge: Type.String(), machine: Type.String(), time: Type.String() }),
    ),
    energy: closed({ kWh: MaybeNumber, why: Why }),
    co2: closed({ kg: MaybeNumber, why: Why, factors: Type.Array(Factor) }, { description: "Gate to gate." }),
    pallet: MaybeText,
    shipment: Type.Union([closed({ shipment: Type.String(), left: MaybeTime }), Type.Null()]),
    scrapped: MaybeTime,
    gaps: closed({ isStartKnown: Type.Boolean(), holes: Type.Integer(), isCut: Type.Boolean() }),
  },
  { description: "What was reported of the piece, and what follows from it; the same until something is added." },
);

export function recordEntry({ lot, operations, inspections, measurements, co2, ...record }: PieceRecord) {
  return {
    ...record,
    lot: lot === null ? null : { ...lot, inspection: plain(lot.inspection) },
    operations: operations.map(({ tools, results, ...one }) => ({
      ...one,
      tools: [...tools],
      results: plain(results),
    })),
    inspections: inspections.map(({ features, ...one }) => ({ ...one, features: plain(features) })),
    measurements: [...measurements],
    co2: { ...co2, factors: [...co2.factors] },
  };
}

function plain(features: readonly RecordedFeature[]): RecordedFeature[] {
  return [...features];
}
