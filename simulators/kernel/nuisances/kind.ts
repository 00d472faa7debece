import type { Random } from "../random.ts";
import type { Disturbance, Signal } from "../signal.ts";
import type { Circumstance } from "./circumstance.ts";

/** One occurrence at present. */
export interface NuisanceNow {
  /** Since its start, s. */
  readonly ageS: number;
  readonly lastsS: number;
  /** Drawn between the kind's limits, times the scenario's strength; in the unit that the kind names. */
  readonly amount: number;
}

/** Something that looks like a fault but is not one. */
export interface NuisanceKind {
  /** Also the activity that a judgement names (rule E7). */
  readonly name: string;
  /** One sentence for the documentation. */
  readonly what: string;
  /** Where it leaves a mark, for the documentation. */
  readonly marks: string;
  /**
   * Kinds of station, `plant`, `server` (each OPC UA server) or `gateway` (fleet, meters, stores); `*` is every
   * station.
   */
  readonly targets: readonly string[];
  /**
   * Occurrences per asset and week in a usual plant, and why; for kinds that follow the calendar, at most this many.
   */
  readonly perWeek: number;
  readonly why: string;
  /** It follows the calendar instead of chance: every morning after a closed night, or every afternoon. */
  readonly follows?: "night" | "afternoon";
  /** Needs somebody: begins in shifts only, outside of breaks. */
  readonly isStaffed?: true;
  /** Least and greatest duration, s. */
  readonly lastsS: readonly [least: number, most: number];
  /** How long after its end detectors may still see it as new, s. */
  readonly settlesS?: number;
  /** The effect stays until the next occurrence on the same part. */
  readonly stays?: true;
  /** Limits of the drawn amount; `isSigned` draws its sign too. */
  readonly amount: readonly [least: number, most: number];
  readonly isSigned?: true;
  /** Changes the circumstance; called at the start and every ten seconds. */
  readonly apply?: (circumstance: Circumstance, now: NuisanceNow) => void;
  /** Instruments among which chance chooses. */
  readonly concerns?: (signal: Signal, station: string) => boolean;
  /** Instruments that it concerns each time. */
  readonly always?: (signal: Signal, station: string) => boolean;
  /** How many instruments of the asset it concerns; 1 unless given. */
  readonly instruments?: number;
  /** Disturbs an instrument while it lasts. */
  readonly during?: (signal: Signal, amount: number, random: Random) => Disturbance;
  /** Disturbs it from its end until the next occurrence. */
  readonly after?: (signal: Signal, amount: number, random: Random) => Disturbance;
  /** Kinds of wire faults that protocol servers act out while it lasts. */
  readonly wire?: readonly ("network-loss" | "server-restart")[];
  /** Share of the occurrences that the plant's log names, with the entry's text. */
  readonly log?: { readonly share: number; readonly zh: string; readonly en: string };
}
