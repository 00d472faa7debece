/**
 * One run of a future step by step, for playing it (rules FK65 to FK67). Times are seconds from the start of the
 * forecast; a column has one entry for each step.
 */

/** What a machine is doing. Of machines that share a label, the first of these counts. */
export const FORESEEN_STATES = ["down", "working", "setup", "blocked", "waiting", "starved", "closed"] as const;
export type ForeseenState = (typeof FORESEEN_STATES)[number];

type Column = ArrayLike<number>;

/** Loads of vehicles in the order in which vehicles were sent, as columns. */
interface Rides {
  /** Numbers of vehicles, from 0. */
  readonly vehicle: Column;
  /** Positions in `stops`. */
  readonly from: Column;
  readonly to: Column;
  readonly pieces: Column;
  /** When the vehicle was sent, had loaded and had unloaded; -1: not within the run. */
  readonly sentS: Column;
  readonly loadedS: Column;
  readonly unloadedS: Column;
}

export interface FutureStates {
  readonly name: string;
  /** Seconds between two steps; the first is the start, the last the end, which may come sooner. */
  readonly stepS: number;
  readonly horizonS: number;
  /** The run of which these are: the one whose good pieces are the median of the plant as it is, from 0. */
  readonly replication: number;
  /** Good and scrapped pieces of this run up to each step, and pieces on vehicles and in grippers then. */
  readonly good: Column;
  readonly scrapped: Column;
  readonly carried: Column;
  /** Buffers, belts and machines; a capacity of null has no limit. Stores before and behind the flow are not in it. */
  readonly places: readonly { readonly label: string; readonly capacity: number | null; readonly pieces: Column }[];
  /** Machines, and robots that tend them: positions in `FORESEEN_STATES`. */
  readonly machines: readonly { readonly label: string; readonly states: Column }[];
  readonly vehicles: number;
  /** Labels of places at which vehicles load and unload. */
  readonly stops: readonly string[];
  readonly rides: Rides;
  /** Rides are listed of vehicles that were sent before this; where vehicles are later is not known. */
  readonly ridesUntilS: number;
}

/** The states of a stored forecast, as they are read. */
export interface PlayedFuture extends FutureStates {
  /** By stop: the node of the vehicles' road map at which it is; null: none is known. */
  readonly nodes: readonly (string | null)[];
}
