import type {
  Direction,
  Family,
  FamilyPiece,
  GenealogyBy,
  InspectionView,
  LotView,
  OperationView,
  PieceLife,
  RideView,
  ShipmentView,
  StayView,
} from "../../../edge/contracts/production/genealogy.ts";
import { ask } from "./api.ts";

/** In the form of the API: times are RFC 3339, missing limits null. */
type AsSent<T, Times extends keyof T> = Omit<T, Times> & {
  readonly [time in Times]: null extends T[time] ? string | null : string;
};

export interface FeatureAnswer {
  readonly name: string;
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly unit: string | null;
  readonly ok: boolean;
}

type RideAnswer = AsSent<RideView, "from" | "to">;
type ShipmentAnswer = AsSent<ShipmentView, "time">;
export type LotAnswer = Omit<AsSent<LotView, "time">, "inspection"> & { readonly inspection: readonly FeatureAnswer[] };
export type OperationAnswer = Omit<AsSent<OperationView, "start" | "end">, "results"> & {
  readonly results: readonly FeatureAnswer[];
};
type InspectionAnswer = Omit<AsSent<InspectionView, "time">, "features"> & {
  readonly features: readonly FeatureAnswer[];
};
type StayAnswer = AsSent<StayView, "from" | "to">;

export interface BackwardAnswer {
  readonly lot: LotAnswer | null;
  readonly operations: readonly OperationAnswer[];
  readonly inspections: readonly InspectionAnswer[];
  readonly stays: readonly StayAnswer[];
  readonly isCut: boolean;
}

export interface ForwardAnswer {
  readonly pallet: string | null;
  readonly rides: readonly RideAnswer[];
  readonly shipment: ShipmentAnswer | null;
  readonly scrappedAt: string | null;
}

export interface LifeAnswer extends Omit<AsSent<PieceLife, "firstAt" | "lastAt">, "backward" | "forward"> {
  readonly backward: BackwardAnswer | null;
  readonly forward: ForwardAnswer | null;
}

export type FamilyPieceAnswer = Omit<FamilyPiece, "ride"> & { readonly ride: RideAnswer | null };

export interface FamilyAnswer extends Pick<Family, "hasMore"> {
  readonly pieces: readonly FamilyPieceAnswer[];
  readonly backward: { readonly lots: readonly LotAnswer[] } | null;
  readonly forward:
    | (Omit<NonNullable<Family["forward"]>, "shipments"> & { readonly shipments: readonly ShipmentAnswer[] })
    | null;
}

export interface GenealogyAnswer {
  /** False while the record is catching up with the log, and shows an earlier state. */
  readonly isCurrent: boolean;
  readonly simulated: boolean;
  readonly by: GenealogyBy;
  readonly name: string;
  readonly direction: Direction;
  readonly life: LifeAnswer | null;
  readonly family: FamilyAnswer | null;
}

/** The record of a piece, or of the pieces of a lot, order, pallet or shipment. */
export function fetchGenealogy(by: GenealogyBy, name: string): Promise<GenealogyAnswer> {
  return ask(`/api/v1/genealogy?${new URLSearchParams({ [by]: name }).toString()}`);
}

/** Address of the page that prints it. */
export function recordPage(by: GenealogyBy, name: string): string {
  return `record.html?${new URLSearchParams({ [by]: name }).toString()}`;
}
