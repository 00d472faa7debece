/**
 * The plan of a plant from which the model runs: places, routes and resources by number. Times are seconds. It is
 * compiled from config and parameters (compile.ts), or written by hand in tests.
 */
import type { MovedTold } from "../../contracts/forecast/answer.ts";
import type { CrewTask } from "../../contracts/forecast/description.ts";
import type { Distribution } from "../kernel/distributions.ts";
import type { OnDuty, Openings } from "./openings.ts";
import type { PlantLayout } from "./plant-layout.ts";

/** People who do the same work; each task takes one of them, the longest waiting first. */
export interface CrewPlan {
  readonly id: string;
  readonly duty: OnDuty;
}

/** Set-up before the first piece of another variant; the indices are variants. */
export type SetUp = (from: number, to: number) => Distribution | undefined;

interface PlaceBase {
  /** As config and records write it; two places of a plan may share it (a belt that pieces pass twice). */
  readonly label: string;
}

/** Pieces wait, first in first out. A source has no limit and gives pieces of released orders. */
export interface BufferPlan extends PlaceBase {
  readonly kind: "buffer" | "source";
  /** Infinity: no limit. */
  readonly capacity: number;
}

/** Works on `batch` pieces at a time, then is blocked until each of them has found room. */
export interface StationPlan extends PlaceBase {
  readonly kind: "station";
  readonly batch: number;
  /** From the last piece of the batch to the start of work, and from the end of work until it can leave. */
  readonly load: Distribution;
  readonly unload: Distribution;
  /** By variant. */
  readonly work: readonly Distribution[];
  readonly setUp?: SetUp;
  /** Number of the tender that loads and unloads it, one piece at a time. */
  readonly tender?: number;
  readonly openings?: Openings;
  /** Breaks down after this much working time, and is repaired for that long, while it is open. */
  readonly failures?: { readonly between: Distribution; readonly repair: Distribution };
  /** Numbers of the crews that do these tasks; absent, and those that are not there: nobody is needed. */
  readonly crews?: { readonly [Task in CrewTask]?: number };
  /** Stretches in which it stands for certain: work that is due waits until their end. */
  readonly outages?: Openings;
}

/** Pieces travel, keep their order, and wait at the end. */
export interface BeltPlan extends PlaceBase {
  readonly kind: "belt";
  readonly capacity: number;
  readonly travel: Distribution;
  /** Between two entries, seconds. */
  readonly spacingS: number;
  /** Stops after this much running time and is repaired for that long, while it is open. Those of one label are one. */
  readonly failures?: StationPlan["failures"];
  readonly openings?: Openings;
  /** Stretches in which it stands for certain. */
  readonly outages?: Openings;
}

/** Pieces leave the plant, as good or as scrap. */
interface SinkPlan extends PlaceBase {
  readonly kind: "sink";
  readonly isScrap: boolean;
}

export type PlacePlan = BufferPlan | StationPlan | BeltPlan | SinkPlan;

/** Where pieces of a variant go from a place: one of these groups of places, by shares that add up to 1. */
export interface RouteChoice {
  readonly share: number;
  /** Places side by side; a piece takes one that has room. */
  readonly group: readonly number[];
}

/** A robot or cobot that exchanges the finished piece of a station for the next one. */
export interface TenderPlan {
  readonly label: string;
  /** Stations that it tends. */
  readonly stations: readonly number[];
  /** From its decision to the exchange, with a piece to load; and without. */
  readonly fetch: Distribution;
  readonly empty: Distribution;
  /** From the exchange until the finished piece is put down. */
  readonly put: Distribution;
}

/** A section of the flow on which vehicles carry loads. */
export interface LanePlan {
  readonly from: number;
  /** By variant: places side by side, of which a load takes one with room. */
  readonly to: readonly (readonly number[])[];
  readonly load: number;
  /** From the order to the pick, and from the pick to the drop. */
  readonly approach: Distribution;
  readonly carry: Distribution;
}

/** Pieces that come by themselves, for plants whose supply is not a store. */
export interface ArrivalPlan {
  readonly place: number;
  readonly variant: number;
  readonly between: Distribution;
}

export interface ModelPlan {
  readonly variants: readonly string[];
  readonly places: readonly PlacePlan[];
  /** By place, then by variant. Empty: the piece stays there for ever. */
  readonly routes: readonly (readonly (readonly RouteChoice[])[])[];
  readonly tenders: readonly TenderPlan[];
  readonly lanes: readonly LanePlan[];
  readonly vehicles: number;
  readonly arrivals: readonly ArrivalPlan[];
  /** Places whose good completions, or entries of a sink, are the plant's output. */
  readonly outputs: readonly number[];
  /** Absent: nobody is counted. */
  readonly crews?: readonly CrewPlan[];
  /** Where islands bind the ways: as they would be without. */
  readonly unbound?: Pick<ModelPlan, "routes" | "lanes">;
  /** Where its places stand; absent in plans that are written by hand. */
  readonly layout?: PlantLayout;
  /** Some of them are moved: what its times of transport rest on. */
  readonly moved?: MovedTold;
}

/** An order as the model knows it; `released` pieces of it enter the source. */
export interface OrderPlan {
  readonly name: string;
  readonly variant: number;
  /** Pieces that are still to enter the source's queue. */
  readonly toRelease: number;
  /** Pieces that are still to be finished or scrapped. */
  readonly open: number;
  /** Pieces of it have left the store. */
  readonly isBegun?: boolean;
  /** Released in lots of so many pieces at most, in turn with other such orders; absent: at once. */
  readonly lot?: number;
  /** Seconds from the start; Infinity: none. */
  readonly dueS: number;
}

/** A piece at the start of a run. */
export interface StartPiece {
  readonly place: number;
  readonly variant: number;
  /** Position in the list of orders, or -1. */
  readonly order: number;
  readonly stage: "waiting" | "work" | "done";
  /** Time in that stage, seconds; 0 where it is not known. */
  readonly forS: number;
}

/** A component whose end is foreseen: its machine stands then, until it is replaced. */
export interface LifePlan {
  readonly machine: string;
  /** Path of the component; empty: the machine itself. */
  readonly component: string;
  /** Stations or belts that are this machine, at least one. */
  readonly places: readonly number[];
  /** Clock time from the start, and planned time that the replacement takes; seconds. */
  readonly left: Distribution;
  readonly repair: Distribution;
  /** It is replaced then, and an end that would come later does not come. */
  readonly renewedS?: number;
}

/** A load on its way at the start: pieces by position in the list of pieces. */
export interface StartRide {
  readonly lane: number;
  readonly pieces: readonly StartPiece[];
  readonly forS: number;
}

export interface StartState {
  readonly pieces: readonly StartPiece[];
  readonly rides: readonly StartRide[];
  readonly orders: readonly OrderPlan[];
  /** Positions in the list of orders, in the sequence of their release; absent: as they are listed. */
  readonly sequence?: readonly number[];
  /** By place: variant that a station is set up for; -1: not known. */
  readonly setUpFor: ReadonlyMap<number, number>;
  /** By place: for how much planned time a station has been out; absent: none is out. */
  readonly out?: ReadonlyMap<number, number>;
  /** Components whose end is foreseen; absent: none is. */
  readonly lives?: readonly LifePlan[];
  /** What follows when all orders are released: an order of this size and variant, drawn by share; absent: nothing. */
  readonly refill?: {
    readonly shares: readonly number[];
    readonly quantity: number;
    /** By variant: another size. */
    readonly lots?: ReadonlyMap<number, number>;
  };
}

export const EMPTY_START: StartState = { pieces: [], rides: [], orders: [], setUpFor: new Map() };
