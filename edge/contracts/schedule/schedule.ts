/** The answer to a work plan: who does what when, and why then (rules in docs/rules/schedule.md). */

/** What an operation's start waits for. Moments are ms since 1970; `setUpMin`: the set-up that begins after it. */
export type StartReason =
  /** It has begun, or starts before `freezeUntil`. */
  | { readonly kind: "kept" }
  /** Neither plan nor machine begins earlier. */
  | { readonly kind: "opens"; readonly until: number }
  /** A person has placed it there. */
  | { readonly kind: "locked"; readonly until: number }
  /** Energy is cheaper from then on. */
  | { readonly kind: "tariff"; readonly until: number }
  | { readonly kind: "release" | "material"; readonly until: number; readonly setUpMin: number }
  /** A step before it in its order, and the way from there; `pieces`: of those that come in lots, the first ones. */
  | {
      readonly kind: "step";
      readonly until: number;
      readonly by: PlacedStep;
      readonly pieces?: number;
      readonly transportMin: number;
      readonly setUpMin: number;
    }
  /** The machine is busy with another operation. */
  | { readonly kind: "machine"; readonly until: number; readonly by: PlacedStep; readonly setUpMin: number }
  /** The machine has done nothing before, and is set up. */
  | { readonly kind: "set-up"; readonly until: number; readonly setUpMin: number }
  | {
      readonly kind: "fixture";
      readonly until: number;
      readonly fixture: string;
      readonly by: PlacedStep;
      readonly setUpMin: number;
    }
  /** It shares the batch of an operation that is ready later. */
  | { readonly kind: "batch"; readonly until: number; readonly by: PlacedStep };

/** An operation by its names. */
export interface PlacedStep {
  readonly order: string;
  readonly step: string;
}

/** One string for each operation, for maps and sets. */
export function keyOf({ order, step }: PlacedStep): string {
  return JSON.stringify([order, step]);
}

export interface PlannedOperation extends PlacedStep {
  readonly machine: string;
  /** ms since 1970; `setUpStart` is `start` where there is no set-up. */
  readonly setUpStart: number;
  readonly start: number;
  readonly end: number;
  readonly isKept: boolean;
  /** The constraint that holds its start. */
  readonly reason: StartReason;
  /** Where its machine waits for lots: the step whose last ones hold its end. */
  readonly lastPieces?: PlacedStep | undefined;
  /** Where the calendar then delays it further: the moment at which it could have started. */
  readonly closedFrom: number | undefined;
}

export interface PlannedOrder {
  readonly order: string;
  readonly due: number;
  readonly end: number;
  /** Share of the replications in which it is on time; undefined where none was run. */
  readonly onTime: number | undefined;
  /** For a late order, from its last operation back: each is held by the next. */
  readonly chain: readonly PlacedStep[];
}

export interface Schedule {
  readonly operations: readonly PlannedOperation[];
  readonly orders: readonly PlannedOrder[];
  /** Operations that end where calendars are not known any more: planned as if all machines were open then. */
  readonly beyondHorizon: readonly PlacedStep[];
  /** In the units of the objective's weights. */
  readonly cost: number;
  readonly setUpMin: number;
  /** In the tariff's money, whatever weight it has in the objective. */
  readonly energyCost: number;
  readonly end: number;
}
