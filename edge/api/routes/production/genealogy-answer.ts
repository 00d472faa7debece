import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Family, LotView, PieceLife, RideView, ShipmentView } from "../../../contracts/production/genealogy.ts";
import type { Feature } from "../../../contracts/production/material-event.ts";
import { Type } from "../../../contracts/schema.ts";
import { closed, MaybeNumber, MaybeTime, Text } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";

const MaybeText = Type.Union([Type.String(), Type.Null()]);
const State = Type.Union([Type.Literal("inside"), Type.Literal("shipped"), Type.Literal("scrapped")]);
const FeatureEntry = closed({
  name: Type.String(),
  value: Type.Number(),
  lower: MaybeNumber,
  upper: MaybeNumber,
  unit: Type.Union([Type.String(), Type.Null()], { description: "UCUM." }),
  ok: Type.Boolean(),
});
const Features = Type.Array(FeatureEntry);
const OperationName = Type.Union([Text, Type.Null()]);

const LotEntry = closed({
  lot: Type.String(),
  time: Type.Union([Type.String(), Type.Null()], {
    description: "When it was received; null: its receipt was never reported.",
  }),
  supplier: Type.String(),
  heat: Type.String(),
  variant: Type.String(),
  quantity: MaybeNumber,
  pallets: Type.Array(Type.String()),
  accepted: Type.Union([Type.Boolean(), Type.Null()]),
  inspection: Features,
});

const ShipmentEntry = closed({
  shipment: Type.String(),
  time: MaybeTime,
  orders: Type.Array(Type.String()),
  pallets: Type.Array(Type.String()),
});
const RideEntry = closed(
  { pallet: Type.String(), from: MaybeTime, to: MaybeTime },
  { description: "`from` null: since before the first report. `to` null: the piece is still on the pallet." },
);

const Backward = closed({
  lot: Type.Union([LotEntry, Type.Null()]),
  operations: Type.Array(
    closed({
      station: Type.String(),
      operation: Type.String(),
      name: OperationName,
      program: Type.String(),
      fixture: Type.String({ description: "Empty: not reported." }),
      tools: Type.Array(Type.String()),
      start: MaybeTime,
      end: MaybeTime,
      verdict: Type.Union([Type.Literal("good"), Type.Literal("rework"), Type.Literal("scrap"), Type.Null()]),
      results: Type.Array(FeatureEntry, { description: "Key results that the station reported." }),
    }),
  ),
  inspections: Type.Array(
    closed({
      station: Type.String(),
      operation: Type.String(),
      name: OperationName,
      time: MaybeTime,
      ok: Type.Boolean(),
      features: Features,
    }),
  ),
  stays: Type.Array(
    closed({
      place: Type.String(),
      slot: MaybeNumber,
      carrier: MaybeText,
      from: MaybeTime,
      to: Type.Union([Type.String(), Type.Null()], { description: "Null: the piece is still there." }),
      isInferred: Type.Boolean({
        description: "The stay, or an end of it, was inferred from other events and not reported.",
      }),
    }),
  ),
  isCut: Type.Boolean({ description: "Older entries were left out, because the piece went round in circles." }),
});

const Forward = closed({
  pallet: Type.Union([Type.String(), Type.Null()], {
    description: "The pallet under the piece, or the one on which it left.",
  }),
  rides: Type.Array(RideEntry),
  shipment: Type.Union([ShipmentEntry, Type.Null()]),
  scrappedAt: MaybeTime,
});

/** The life of a piece in answers of the API. */
export const Life = closed({
  piece: Type.String(),
  variant: Type.String(),
  state: State,
  order: MaybeText,
  customer: Type.Union([Type.String(), Type.Null()], { description: "Of its order, where that names one." }),
  firstAt: MaybeTime,
  lastAt: MaybeTime,
  holes: Type.Integer({ description: "Number of declared moves that contradict the routes of the plant." }),
  isStartKnown: Type.Boolean({
    description: "False: the piece was in the plant before its first report, and the work on it until then is unknown.",
  }),
  backward: Type.Union([Backward, Type.Null()]),
  forward: Type.Union([Forward, Type.Null()]),
});

/** The pieces of a lot, order, pallet or shipment in answers of the API. */
export const FamilyEntry = closed({
  pieces: Type.Array(
    closed({
      piece: Type.String(),
      variant: Type.String(),
      state: State,
      order: MaybeText,
      lot: MaybeText,
      pallet: MaybeText,
      shipment: MaybeText,
      ride: Type.Union([RideEntry, Type.Null()], { description: "For a query by pallet: when the piece was on it." }),
    }),
  ),
  hasMore: Type.Boolean({
    description:
      "Whether there are more pieces; lots, orders, pallets, shipments and counts cover the listed ones only.",
  }),
  backward: Type.Union([closed({ lots: Type.Array(LotEntry) }), Type.Null()]),
  forward: Type.Union([
    closed({
      inside: Type.Integer(),
      shipped: Type.Integer(),
      scrapped: Type.Integer(),
      orders: Type.Array(Type.String()),
      pallets: Type.Array(Type.String()),
      shipments: Type.Array(ShipmentEntry),
    }),
    Type.Null(),
  ]),
});

export function lifeEntry({ firstAt, lastAt, backward, forward, ...life }: PieceLife) {
  return {
    ...life,
    firstAt: formatMicros(firstAt),
    lastAt: formatMicros(lastAt),
    backward: backward === null ? null : backwardEntry(backward),
    forward: forward === null ? null : forwardEntry(forward),
  };
}

function backwardEntry({ lot, operations, inspections, stays, isCut }: NonNullable<PieceLife["backward"]>) {
  return {
    lot: lot === null ? null : lotEntry(lot),
    operations: operations.map(({ tools, start, end, results, name, ...operation }) => ({
      ...operation,
      name: name ?? null,
      tools: [...tools],
      ...ends({ start, end }),
      results: results.map(featureEntry),
    })),
    inspections: inspections.map(({ time, features, ...inspection }) => ({
      ...inspection,
      time: formatMicros(time),
      features: features.map(featureEntry),
    })),
    stays: stays.map(({ from, to, ...stay }) => ({ ...stay, from: timeOrNull(from), to: timeOrNull(to) })),
    isCut,
  };
}

function ends({ start, end }: { readonly start: Micros | null; readonly end: Micros | null }) {
  return { start: timeOrNull(start), end: timeOrNull(end) };
}

function forwardEntry({ pallet, rides, shipment, scrappedAt }: NonNullable<PieceLife["forward"]>) {
  return {
    pallet,
    rides: rides.map(rideEntry),
    shipment: shipment === null ? null : shipmentEntry(shipment),
    scrappedAt: timeOrNull(scrappedAt),
  };
}

export function familyEntry({ pieces, hasMore, backward, forward }: Family) {
  return {
    pieces: pieces.map(({ ride, ...piece }) => ({ ...piece, ride: ride === null ? null : rideEntry(ride) })),
    hasMore,
    backward: backward === null ? null : { lots: backward.lots.map(lotEntry) },
    forward:
      forward === null
        ? null
        : {
            ...forward,
            orders: [...forward.orders],
            pallets: [...forward.pallets],
            shipments: forward.shipments.map(shipmentEntry),
          },
  };
}

function lotEntry({ time, pallets, inspection, ...lot }: LotView) {
  return { ...lot, time: timeOrNull(time), pallets: [...pallets], inspection: inspection.map(featureEntry) };
}

function shipmentEntry({ time, orders, pallets, shipment }: ShipmentView) {
  return { shipment, time: timeOrNull(time), orders: [...orders], pallets: [...pallets] };
}

function rideEntry({ pallet, from, to }: RideView) {
  return { pallet, from: timeOrNull(from), to: timeOrNull(to) };
}

/** Some systems write infinity where there is no limit. */
function featureEntry({ name, value, lower, upper, unit, ok }: Feature) {
  return { name, value, lower: finite(lower), upper: finite(upper), unit: unit ?? null, ok };
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

function timeOrNull(time: Micros | null): string | null {
  return time === null ? null : formatMicros(time);
}
