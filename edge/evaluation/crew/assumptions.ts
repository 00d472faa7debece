/**
 * The times and habits of a simulated maintenance crew (rule E31 in docs/rules/evaluation.md). Everything about the
 * crew that a figure depends on is in this file, and every report prints it.
 */

/** One number, with the place that it comes from. */
interface Assumption {
  readonly value: number;
  readonly unit: string;
  readonly meaning: string;
  readonly source: string;
}

const ASSUMED = "assumed";
const STOCK = "Jusko, The MRO dilemma, IndustryWeek 2011: benchmarks 95 to 97 %, 90 % is risky; assumed lower";
const ERRANDS = "Levitt's work sampling (Reliable Plant, Reaction to inaction): 119 min beside 168 min of work";
const PREPARED = "Palmer, Plant Services 2019: work is 35 % of the time without planning and 55 % with it";
const SPREAD = "lognormal: Keller, Kamath, Perera, Reliability Engineering 3 (1982) 449, CNC lathes; size assumed";

/** Habits of the crew; hours are those of the plant's clock. */
export const CREW = {
  reaction: { value: 0.5, unit: "h", meaning: "from the call to the machine", source: ASSUMED },
  notice: { value: 1, unit: "h", meaning: "warning of production before a planned stop", source: ASSUMED },
  wait: { value: 8, unit: "h", meaning: "longest wait for a pause without a forecast", source: ASSUMED },
  examination: { value: 1, unit: "×", meaning: "times of examination", source: "factor for the sensitivity" },
  ruledOut: { value: 0.5, unit: "of 1", meaning: "sound components ruled out by symptoms", source: ASSUMED },
  errands: {
    value: 0.71,
    unit: "h/h of repair",
    meaning: "instructions, tools, helpers for a repair",
    source: ERRANDS,
  },
  prepared: { value: 0.44, unit: "of 1", meaning: "of these left for a prepared repair", source: PREPARED },
  preparation: { value: 1, unit: "h", meaning: "to prepare a repair whose part is known", source: ASSUMED },
  check: { value: 0.5, unit: "h", meaning: "check after the repair", source: ASSUMED },
  inStock: { value: 0.8, unit: "of 1", meaning: "spares in stock", source: STOCK },
  fetch: { value: 0.25, unit: "h", meaning: "to the store and back", source: ASSUMED },
  delivery: { value: 24, unit: "h", meaning: "delivery of another spare", source: ASSUMED },
  spread: { value: 0.5, unit: "σ of ln", meaning: "scatter of repair times", source: SPREAD },
  lateSigns: { value: 0.1, unit: "of 1", meaning: "end of a life in which a round notices it", source: ASSUMED },
  falseCall: { value: 1, unit: "h", meaning: "work of a false call", source: ASSUMED },
  falseStop: { value: 0.5, unit: "h", meaning: "stop for a false call", source: ASSUMED },
  assets: { value: 25, unit: "assets", meaning: "in the care of one technician", source: ASSUMED },
} as const satisfies Readonly<Record<string, Assumption>>;

export type CrewHabits = Readonly<Record<keyof typeof CREW, number>>;

export const USUAL_CREW = Object.fromEntries(
  Object.entries(CREW).map(([name, { value }]) => [name, value]),
) as unknown as CrewHabits;

/** How often a component is the cause, relative to others, and hours to examine it. */
interface Examined {
  readonly weight: number;
  readonly hours: number;
}

/** By kind of component (edge/contracts/plant/component-kinds.ts). Assumed. */
export const EXAMINATIONS: Readonly<Record<string, Examined>> = {
  spindle: { weight: 3, hours: 0.75 },
  axis: { weight: 2, hours: 0.5 },
  gear: { weight: 1, hours: 0.75 },
  circuit: { weight: 3, hours: 0.4 },
  pump: { weight: 2, hours: 0.4 },
  compressor: { weight: 2, hours: 1 },
  motor: { weight: 1, hours: 0.5 },
  filter: { weight: 3, hours: 0.2 },
  exchanger: { weight: 2, hours: 0.5 },
  heater: { weight: 2, hours: 0.5 },
  battery: { weight: 2, hours: 0.3 },
  belt: { weight: 2, hours: 0.3 },
  sensor: { weight: 2, hours: 0.3 },
  cabinet: { weight: 2, hours: 0.5 },
  clamp: { weight: 2, hours: 0.3 },
  door: { weight: 1, hours: 0.2 },
};
export const OTHER_EXAMINATION: Examined = { weight: 1, hours: 0.4 };

/** The repair of one kind of fault. */
export interface Repair {
  /**
   * Path of the part that is repaired: `component` stands for that of the fault, `signal` for the one whose instrument
   * is wrong.
   */
  readonly part: string;
  /** Median hours of work, without diagnosis and check. */
  readonly hours: number;
  readonly needsSpare: boolean;
  /** Hours between the rounds or tests that show it to a person. */
  readonly roundH: number;
  readonly source: string;
}

const DAILY = 24;
const WEEKLY = 168;
const QUARTERLY = 2190;
const YEARLY = 8760;

/** Kinds that a crew repairs (docs/simulators.md); tools, people, material and networks are others' work. */
export const REPAIRS: Readonly<Record<string, Repair>> = {
  "bearing-wear": {
    part: "spindle/front-bearing",
    hours: 8,
    needsSpare: true,
    roundH: WEEKLY,
    source: "config/demo, plan lathe-spindle-bearings",
  },
  imbalance: { part: "spindle", hours: 1.5, needsSpare: false, roundH: WEEKLY, source: ASSUMED },
  backlash: { part: "component/ball-screw", hours: 6, needsSpare: true, roundH: QUARTERLY, source: ASSUMED },
  "coolant-loss": { part: "coolant/pump", hours: 2, needsSpare: true, roundH: DAILY, source: ASSUMED },
  "gear-wear": { part: "component/gear", hours: 5, needsSpare: true, roundH: QUARTERLY, source: ASSUMED },
  "battery-fade": { part: "battery", hours: 1, needsSpare: true, roundH: QUARTERLY, source: ASSUMED },
  "oven-heater": { part: "component/burner", hours: 2, needsSpare: true, roundH: DAILY, source: ASSUMED },
  "filter-clogging": {
    part: "filter",
    hours: 0.75,
    needsSpare: true,
    roundH: WEEKLY,
    source: "config/demo, plan lathe-coolant-filter",
  },
  "cooling-loss": { part: "condenser", hours: 2, needsSpare: false, roundH: WEEKLY, source: ASSUMED },
  "air-leak": { part: "pneumatics", hours: 0.5, needsSpare: false, roundH: QUARTERLY, source: "assumed: leak survey" },
  "water-leak": { part: "water", hours: 1, needsSpare: false, roundH: DAILY, source: ASSUMED },
  "sensor-drift": { part: "signal", hours: 0.5, needsSpare: false, roundH: YEARLY, source: "assumed: calibration" },
  "sensor-stuck": { part: "signal", hours: 0.5, needsSpare: true, roundH: WEEKLY, source: ASSUMED },
  "sensor-noisy": { part: "signal", hours: 0.5, needsSpare: true, roundH: WEEKLY, source: ASSUMED },
  "sensor-dropped": { part: "signal", hours: 0.5, needsSpare: true, roundH: DAILY, source: ASSUMED },
};
