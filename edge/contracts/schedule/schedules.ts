/**
 * Schedules of a running edge, as the API gives them (rules SD19 to SD27). Moments are texts, RFC 3339 in UTC with
 * milliseconds.
 */
import type { LocalizedText } from "../plant/tag.ts";
import type { Language } from "../words/language.ts";
import type { ScheduleActuals } from "./actuals.ts";
import type { PlacedStep, PlannedOperation, PlannedOrder, Schedule, StartReason } from "./schedule.ts";
import type { JudgedOrder, ScheduleScore } from "./score.ts";
import type { WorkPlan } from "./work-plan.ts";

/** `failed`: the edge could not make it. */
export const SCHEDULE_STATES = ["waiting", "working", "done", "failed"] as const;
type ScheduleState = (typeof SCHEDULE_STATES)[number];

export const SCHEDULE_FORMATS = ["csv", "b2mml", "json"] as const;
export type ScheduleFormat = (typeof SCHEDULE_FORMATS)[number];

/** What has changed since a plan was made. */
export interface PlanEvents {
  /** Machines that cannot work for a while; what they are at goes on after it. */
  readonly breakdowns?: readonly { readonly machine: string; readonly from: string; readonly to: string }[];
  readonly lateMaterial?: readonly { readonly order: string; readonly operation: string; readonly from: string }[];
  readonly rushOrders?: readonly WorkPlan["orders"][number][];
}

/** An operation where a person wants it. */
export interface ScheduleMove extends PlacedStep {
  readonly machine: string;
  readonly start: string;
}

/** A stored schedule as lists have it. Figures are null until it is made. */
export interface ScheduleHead {
  readonly uid: string;
  readonly name: string;
  readonly by: string;
  readonly askedAt: string;
  readonly state: ScheduleState;
  /** The schedule that it was made again from. */
  readonly from: string | null;
  /** The plan's start. */
  readonly start: string;
  readonly orders: number;
  readonly operations: number;
  readonly late: number | null;
  readonly setUpMin: number | null;
  readonly end: string | null;
  readonly cost: number | null;
  /** Share of the starts of the schedule it came from that stay, on the same machine; null where it came from none. */
  readonly keptStarts: number | null;
  /** Against what happened; null as long as that is not known. */
  readonly score: ScheduleScore | null;
}

/** With how much of the search is done, 0 to 1. */
export type ScheduleRow = ScheduleHead & { readonly progress: number };

type InText<T, Moments extends keyof T> = Omit<T, Moments> & {
  readonly [Key in Moments]: T[Key] extends number ? string : string | null;
};
/** Each kind of reason with its moment as a text. */
type ReasonInText<T> = T extends { readonly until: number } ? InText<T, "until"> : T;

export type ScheduledOperation = InText<
  Omit<PlannedOperation, "reason">,
  "setUpStart" | "start" | "end" | "closedFrom"
> & {
  readonly reason: ReasonInText<StartReason>;
  readonly family: string;
  readonly isLocked: boolean;
  /** Machines that can make it, with the minutes that it takes there. */
  readonly alternatives: readonly { readonly machine: string; readonly minutes: number }[];
};

export type ScheduledOrder = Omit<InText<PlannedOrder, "due" | "end">, "onTime"> & {
  readonly variant: string;
  readonly quantity: number;
  readonly priority: number;
  /** Probability; null where it was not computed. */
  readonly onTime: number | null;
};

/** When machines do not work within a stretch of time, as `WholeSchedule` has it for all of the schedule. */
export type ClosedTimes = Pick<WholeSchedule, "machines" | "closedUntil">;

interface Stretch {
  readonly from: string;
  readonly to: string;
}

export interface WholeSchedule extends ScheduleRow {
  /** Why there is none, where the edge could not make it. */
  readonly failure: string | null;
  readonly question: {
    readonly seconds: number;
    readonly seed: number;
    readonly locks: readonly ScheduleMove[];
    readonly events: PlanEvents;
  };
  /** Each better cost, and how long after the beginning it was there. */
  readonly improvements: readonly { readonly afterMs: number; readonly cost: number }[];
  readonly timeZone: string;
  readonly freezeUntil: string | null;
  /** From here on calendars are not known. */
  readonly horizon: string;
  /** `closed`: by its calendar, within the schedule's span; `unavailable`: breakdowns and maintenance. */
  readonly machines: readonly {
    readonly id: string;
    readonly area: string | null;
    readonly capacity: number | null;
    readonly closed: readonly Stretch[];
    readonly unavailable: readonly Stretch[];
  }[];
  /** From here on some of these times are left out, because there are too many; null where none is. */
  readonly closedUntil: string | null;
  readonly schedule:
    | (Omit<Schedule, "operations" | "orders" | "end"> & {
        readonly operations: readonly ScheduledOperation[];
        readonly orders: readonly ScheduledOrder[];
        readonly end: string;
      })
    | null;
  /** Operations that lost a start before `freezeUntil`, as they were planned; some are moved within it. */
  readonly released: readonly TimedOperation[];
  /** Orders against what happened, as far as the score goes. */
  readonly judged: readonly JudgedOrder[];
}

export interface TimedOperation extends PlacedStep {
  readonly machine: string;
  readonly setUpStart: string;
  readonly start: string;
  readonly end: string;
}

export const CONFLICT_KINDS = [
  "cannot",
  "calendar",
  "unavailable",
  "machine",
  "setUp",
  "fixture",
  "capacity",
  "before",
  "after",
  "release",
  "material",
  "past",
] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

/** Why a moved operation cannot be where it is. `with`: the other operation. */
export interface ScheduleConflict extends PlacedStep {
  readonly machine: string;
  readonly kind: ConflictKind;
  readonly with: PlacedStep | null;
  readonly text: LocalizedText;
}

/** The moved operations as they would be, and what stands against it. */
export interface CheckedMoves {
  readonly operations: readonly TimedOperation[];
  readonly conflicts: readonly ScheduleConflict[];
}

/** The work plan of the plant as the edge knows it now, and what it does not know. */
export interface PlantPlan {
  readonly plan: WorkPlan | null;
  readonly missing: readonly LocalizedText[];
}

interface AskedSchedule {
  readonly name: string;
  /** How long the search may take. */
  readonly seconds: number;
  readonly seed: number;
}

/** A plan as somebody wrote it, with the text of a file of orders. */
export interface NewScheduleQuestion extends AskedSchedule {
  readonly plan: Readonly<Record<string, unknown>>;
  readonly orders?: { readonly format?: "csv" | "b2mml"; readonly text: string };
}

/** A schedule that is made again; moments may have fractions of a second. */
export interface AgainQuestion extends AskedSchedule {
  readonly from: string;
  /** Default now. */
  readonly at?: string;
  /** Default `at`. */
  readonly freezeUntil?: string;
  readonly locks: readonly ScheduleMove[];
  readonly events: WrittenEvents;
}

/** Events as somebody writes them: of an order, what has a default may be left out. */
interface WrittenEvents extends Omit<PlanEvents, "rushOrders"> {
  readonly rushOrders?: readonly (Pick<WorkPlan["orders"][number], "id" | "variant" | "due"> &
    Partial<WorkPlan["orders"][number]>)[];
}

export type ScheduleQuestion = NewScheduleQuestion | AgainQuestion;

/** A schedule as a file. */
export interface WrittenSchedule {
  readonly name: string;
  readonly type: "text/csv" | "application/xml" | "application/json";
  readonly text: string;
}

/** A plan without problems, and what was made of it. */
export interface MadePlan {
  readonly name: string;
  readonly plan: WorkPlan;
  readonly schedule: Schedule;
}

/** The stored schedules of an edge. All methods that change something reject with EdgeError `disk`. */
export interface ScheduleBook {
  /**
   * Stores a question and puts it into the queue. Rejects with ConfigRefused (`bad-request`; `conflict` for locks that
   * cannot be kept) with all problems, and EdgeError `not-found` for a schedule that there is not, `conflict` when too
   * many are stored or it is not made yet, `unavailable` when too many wait.
   */
  ask(question: ScheduleQuestion, by: string): Promise<ScheduleHead>;
  /** Newest first. */
  list(): readonly ScheduleRow[];
  /** Rejects with EdgeError `disk` where its file cannot be read. */
  find(uid: string): Promise<WholeSchedule | undefined>;
  /** Rejects with EdgeError `conflict` while it is not made, `bad-request` for operations that it has not. */
  check(uid: string, moves: readonly ScheduleMove[]): Promise<CheckedMoves | undefined>;
  /** Rejects with EdgeError `conflict` while it is not made. */
  written(uid: string, format: ScheduleFormat, language: Language): Promise<WrittenSchedule | undefined>;
  /** Plan and schedule, for dispatch. Rejects with EdgeError `conflict` while it is not made. */
  made(uid: string): Promise<MadePlan | undefined>;
  /** When its machines do not work within a span, ms since 1970. */
  closed(uid: string, span: { readonly from: number; readonly to: number }): Promise<ClosedTimes | undefined>;
  /** What became of its operations. Rejects with EdgeError `conflict` while it is not made, `unavailable`. */
  actuals(uid: string): Promise<ScheduleActuals | undefined>;
  /** Removes it; ends one that is being made. False where there is none. */
  remove(uid: string): Promise<boolean>;
  /** Rejects with EdgeError `unavailable`. */
  plant(): Promise<PlantPlan>;
}
