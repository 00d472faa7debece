/** Figures of a simulated crew with and without findings: rules E31 to E36 in docs/rules/evaluation.md. Pure. */
import { quantile } from "../figures.ts";
import { upperBound } from "../paired/poisson.ts";
import { CREW, type CrewHabits, EXAMINATIONS, REPAIRS, USUAL_CREW } from "./assumptions.ts";
import { type Compared, comparedOf, meanOrNull } from "./compared.ts";
import { drawsFor } from "./draws.ts";
import { type Handling, handled, type StopParts } from "./handling.ts";
import type { Job } from "./jobs.ts";
import { slower } from "./pace.ts";

/** Draws for each job, over which its hours are means. */
const DRAWS = 200;
/** How much more slowly damage grows in one of the sensitivities; a bearing of hours then lasts for some days. */
const SLOWER = 10;

/** Means over the draws. */
type Outcome = Omit<Handling, "isPrevented"> & {
  /** Share of the draws in which the machine did not stop. */
  readonly prevented: number;
};

interface HandledJob extends Pick<Job, "id" | "kind" | "asset" | "failsH"> {
  readonly without: Outcome;
  readonly with: Outcome;
}

interface Downtime {
  readonly unplannedH: number;
  readonly plannedH: number;
}

/** Results with one assumption changed. */
interface Sensitivity {
  readonly change: string;
  readonly activeReduction: number | null;
  readonly workReduction: number | null;
  readonly downtimeReduction: number | null;
  readonly unplanned: { readonly withoutH: number; readonly withH: number };
}

export interface CrewFigures {
  readonly jobs: number;
  readonly stops: {
    readonly count: number;
    /** Hours from the first right finding to the stop; 0 where there was none before it. */
    readonly warningH: Quartiles;
    readonly atLeast: Readonly<Record<"1h" | "8h" | "24h", number | null>>;
    /** Hours from when the faults showed to the stops: what could be had at most. */
    readonly lifeH: Quartiles;
    /** Share of the stops that did not come: by rounds alone, and by rounds and findings. */
    readonly prevented: { readonly without: number | null; readonly with: number | null };
  };
  /** Hours that faults without a stop went on before somebody knew: medians. */
  readonly creeping: { readonly count: number; readonly withoutH: number | null; readonly withH: number | null };
  readonly falseCalls: {
    readonly count: number;
    readonly perTechnicianWeek: number;
    readonly upperBound95: number;
    readonly workH: number;
  };
  readonly downtime: { readonly without: Downtime; readonly with: Downtime };
  /** Mean hands-on hours of a fault: diagnosis, repair, check (MRT of ISO 14224, WI17). */
  readonly active: Compared;
  /** The same with instructions, tools and helpers: from start to finish of the work without waiting for a part. */
  readonly work: Compared;
  /** Share of diagnosis in that work. */
  readonly diagnosisShare: { readonly without: number | null; readonly with: number | null };
  /** Mean hours for which the machine stands because of a fault that would stop it, planned and not. */
  readonly stopped: Compared;
  /** What the stops for these faults go to: mean hours of a fault; null without any. */
  readonly stopParts: { readonly without: StopParts; readonly with: StopParts } | null;
  readonly named: {
    /** Faults with a finding on their asset, and those whose first one names the right component. */
    readonly found: number;
    readonly rightFirst: number;
    /** Faults that need a spare which the catalogue has, and those whose right one a finding named. */
    readonly inCatalogue: number;
    readonly rightSpare: number;
    readonly needSpare: number;
  };
  readonly sensitivity: readonly Sensitivity[];
  readonly assumptions: {
    readonly crew: typeof CREW;
    readonly repairs: typeof REPAIRS;
    readonly examinations: typeof EXAMINATIONS;
  };
  readonly faults: readonly HandledJob[];
}

type Quartiles = readonly [lower: number, median: number, upper: number] | null;

/** What a pair gives to the crew. */
interface CrewInput {
  readonly jobs: readonly Job[];
  readonly falseAlerts: readonly unknown[];
  readonly assetWeeks: number;
  /** Simulated hours of the run. */
  readonly hours: number;
}

export function crewFigures(pairs: readonly CrewInput[]): CrewFigures {
  const keyed = pairs.flatMap(({ jobs, hours }, pair) =>
    jobs.map((job) => ({ key: `${pair} ${job.id} ${job.asset}`, job, hours })),
  );
  const jobs = keyed.map(({ job }) => job);
  const falses = pairs.reduce((sum, { falseAlerts }) => sum + falseAlerts.length, 0);
  const technicianWeeks = pairs.reduce((sum, { assetWeeks }) => sum + assetWeeks, 0) / USUAL_CREW.assets;
  const faults = keyed.map((one) => handledJob(one, USUAL_CREW));
  return {
    jobs: jobs.length,
    stops: stopFigures(jobs, faults),
    creeping: creepingFigures(faults),
    falseCalls: {
      count: falses,
      perTechnicianWeek: falses / technicianWeeks,
      upperBound95: upperBound(falses) / technicianWeeks,
      workH: falses * USUAL_CREW.falseCall,
    },
    downtime: downtimeOf(faults, falses),
    active: activeWork(faults),
    work: compared(faults, workOf),
    diagnosisShare: {
      without: shareOf(faults, (one) => one.without),
      with: shareOf(faults, (one) => one.with),
    },
    stopped: stoppedTime(faults),
    stopParts: stopPartsOf(faults),
    named: namedFigures(jobs),
    sensitivity: CHANGES.map(({ change, habits = {}, times = 1 }) => {
      const paced = times === 1 ? keyed : keyed.map((one) => ({ ...one, job: slower(one.job, times, one.hours) }));
      const changed = paced.map((one) => handledJob(one, { ...USUAL_CREW, ...habits }));
      const { without, with: warned } = downtimeOf(changed, falses);
      return {
        change,
        activeReduction: activeWork(changed).reduction,
        workReduction: compared(changed, workOf).reduction,
        downtimeReduction: stoppedTime(changed).reduction,
        unplanned: { withoutH: without.unplannedH, withH: warned.unplannedH },
      };
    }),
    assumptions: { crew: CREW, repairs: REPAIRS, examinations: EXAMINATIONS },
    faults,
  };
}

interface Change {
  readonly change: string;
  readonly habits?: Partial<CrewHabits>;
  /** How much more slowly damage grows. */
  readonly times?: number;
}

const CHANGES: readonly Change[] = [
  { change: "examinations take half the time", habits: { examination: 0.5 } },
  { change: "examinations take twice the time", habits: { examination: 2 } },
  { change: "spare in stock in 50 %", habits: { inStock: 0.5 } },
  { change: "spare in stock in 90 %", habits: { inStock: 0.9 } },
  { change: "no instructions, tools or helpers to get", habits: { errands: 0 } },
  { change: `damage grows ${SLOWER} times as slowly`, times: SLOWER },
];

interface Keyed {
  readonly key: string;
  readonly job: Job;
}

function handledJob({ key, job }: Keyed, crew: CrewHabits): HandledJob {
  const all = Array.from({ length: DRAWS }, (_, at) => drawsFor(key, at, job, crew));
  const over = (calls: Job["calls"]): Outcome => meanOf(all.map((draws) => handled({ job, calls, draws, crew })));
  const { id, kind, asset, failsH } = job;
  return { id, kind, asset, failsH, without: over([]), with: over(job.calls) };
}

function meanOf(outcomes: readonly Handling[]): Outcome {
  const mean = (of: (one: Handling) => number): number =>
    outcomes.reduce((sum, one) => sum + of(one), 0) / outcomes.length;
  return {
    unplannedH: mean((one) => one.unplannedH),
    plannedH: mean((one) => one.plannedH),
    activeH: mean((one) => one.activeH),
    parts: partsOf(outcomes),
    unknownH: mean((one) => one.unknownH),
    prevented: mean((one) => (one.isPrevented ? 1 : 0)),
  };
}

function partsOf(outcomes: readonly Pick<Outcome, "parts">[]): StopParts {
  const mean = (of: (parts: StopParts) => number): number =>
    outcomes.reduce((sum, { parts }) => sum + of(parts), 0) / outcomes.length;
  return {
    wayH: mean((one) => one.wayH),
    diagnosisH: mean((one) => one.diagnosisH),
    spareH: mean((one) => one.spareH),
    errandsH: mean((one) => one.errandsH),
    repairH: mean((one) => one.repairH),
    checkH: mean((one) => one.checkH),
  };
}

function stopPartsOf(faults: readonly HandledJob[]): CrewFigures["stopParts"] {
  const ends = faults.filter(({ failsH }) => failsH !== null);
  if (ends.length === 0) return null;
  return { without: partsOf(ends.map((one) => one.without)), with: partsOf(ends.map((one) => one.with)) };
}

function stopFigures(jobs: readonly Job[], faults: readonly HandledJob[]): CrewFigures["stops"] {
  const stops = jobs.flatMap((job) => (job.failsH === null ? [] : [{ ...job, failsH: job.failsH }]));
  const warnings = stops.map(({ failsH, calls }) => {
    const first = calls.find(({ isRight }) => isRight)?.atH ?? failsH;
    return Math.max(0, failsH - first);
  });
  const shareFrom = (hours: number): number | null =>
    warnings.length === 0 ? null : warnings.filter((warning) => warning >= hours).length / warnings.length;
  const ends = faults.filter(({ failsH }) => failsH !== null);
  const prevented = (of: (one: HandledJob) => Outcome): number | null =>
    meanOrNull(ends.map((one) => of(one).prevented));
  return {
    count: stops.length,
    warningH: quartilesOf(warnings),
    atLeast: { "1h": shareFrom(1), "8h": shareFrom(8), "24h": shareFrom(24) },
    lifeH: quartilesOf(stops.map(({ failsH, visibleH }) => failsH - visibleH)),
    prevented: { without: prevented((one) => one.without), with: prevented((one) => one.with) },
  };
}

function creepingFigures(faults: readonly HandledJob[]): CrewFigures["creeping"] {
  const creeping = faults.filter(({ failsH }) => failsH === null);
  const median = (of: (one: HandledJob) => Outcome): number | null =>
    quartilesOf(creeping.map((one) => of(one).unknownH))?.[1] ?? null;
  return { count: creeping.length, withoutH: median((one) => one.without), withH: median((one) => one.with) };
}

function downtimeOf(faults: readonly HandledJob[], falses: number): CrewFigures["downtime"] {
  const sum = (of: (one: HandledJob) => Outcome, what: keyof Downtime): number =>
    faults.reduce((total, one) => total + of(one)[what], 0);
  return {
    without: {
      unplannedH: sum((one) => one.without, "unplannedH"),
      plannedH: sum((one) => one.without, "plannedH"),
    },
    with: {
      unplannedH: sum((one) => one.with, "unplannedH"),
      plannedH: sum((one) => one.with, "plannedH") + falses * USUAL_CREW.falseStop,
    },
  };
}

function activeWork(faults: readonly HandledJob[]): Compared {
  return compared(faults, ({ activeH }) => activeH);
}

function workOf({ activeH, parts }: Outcome): number {
  return activeH + parts.errandsH;
}

function stoppedTime(faults: readonly HandledJob[]): Compared {
  const ends = faults.filter(({ failsH }) => failsH !== null);
  return compared(ends, ({ unplannedH, plannedH }) => unplannedH + plannedH);
}

function shareOf(faults: readonly HandledJob[], side: (one: HandledJob) => Outcome): number | null {
  const activeH = faults.reduce((sum, one) => sum + side(one).activeH, 0);
  return activeH === 0 ? null : faults.reduce((sum, one) => sum + side(one).parts.diagnosisH, 0) / activeH;
}

function compared(faults: readonly HandledJob[], of: (outcome: Outcome) => number): Compared {
  return comparedOf(faults.map((one) => ({ without: of(one.without), with: of(one.with) })));
}

function namedFigures(jobs: readonly Job[]): CrewFigures["named"] {
  const found = jobs.filter(({ calls }) => calls.some(({ place }) => place !== undefined));
  const needing = jobs.filter(({ kind }) => REPAIRS[kind]?.needsSpare === true);
  const inCatalogue = needing.filter((job) => job.isInCatalogue);
  return {
    found: found.length,
    rightFirst: found.filter(({ calls }) => calls.find(({ place }) => place !== undefined)?.isRight).length,
    needSpare: needing.length,
    inCatalogue: inCatalogue.length,
    rightSpare: inCatalogue.filter(({ calls }) => calls.some(({ namesSpare }) => namesSpare)).length,
  };
}

function quartilesOf(values: readonly number[]): Quartiles {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
}
