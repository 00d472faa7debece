/** How the crew handles one fault: rules E31 and E32 in docs/rules/evaluation.md. Pure. */
import { type CrewHabits, EXAMINATIONS, OTHER_EXAMINATION, REPAIRS } from "./assumptions.ts";
import type { Draws } from "./draws.ts";
import type { Call, Job, Pause } from "./jobs.ts";

/** All in hours. Stops count outside of pauses, in which the asset stands anyway. */
export interface Handling {
  /** Stop that begins with the failure. */
  readonly unplannedH: number;
  /** Stops that the crew chose. */
  readonly plannedH: number;
  /** Hands-on work: diagnosis, repair and check. */
  readonly activeH: number;
  readonly diagnosisH: number;
  /** From when the fault showed until somebody knew of it. */
  readonly unknownH: number;
  /** The machine would have stopped, and did not. */
  readonly isPrevented: boolean;
}

interface Case {
  readonly job: Job;
  /** The findings that the crew gets. */
  readonly calls: readonly Call[];
  readonly draws: Draws;
  readonly crew: CrewHabits;
}

/** Without calls this is the crew that nobody warns. */
export function handled(one: Case): Handling {
  const { job, calls } = one;
  const failsH = job.failsH ?? Number.POSITIVE_INFINITY;
  const knownH = Math.min(calls[0]?.atH ?? Number.POSITIVE_INFINITY, noticedH(one), failsH);
  const unknownH = knownH - job.visibleH;
  const planned = knownH < failsH ? inPlannedStops(one, knownH, failsH) : NOTHING_DONE;
  if (planned.isDone) return { ...planned.work, unplannedH: 0, unknownH, isPrevented: job.failsH !== null };
  const broken = afterFailure(one, failsH, planned);
  const { plannedH, activeH, diagnosisH } = planned.work;
  return {
    unplannedH: broken.unplannedH,
    plannedH,
    activeH: activeH + broken.activeH,
    diagnosisH: diagnosisH + broken.diagnosisH,
    unknownH,
    isPrevented: false,
  };
}

interface Planned {
  readonly isDone: boolean;
  readonly work: Pick<Handling, "plannedH" | "activeH" | "diagnosisH">;
  readonly isDiagnosed: boolean;
  /** When the spare is at the machine; undefined while nobody has ordered it. */
  readonly spareH: number | undefined;
}

const NOTHING_DONE: Planned = {
  isDone: false,
  work: { plannedH: 0, activeH: 0, diagnosisH: 0 },
  isDiagnosed: false,
  spareH: undefined,
};

/**
 * One planned stop if the spare is there or none is needed. Else the crew closes the machine after the diagnosis, and
 * repairs it in a second stop when the spare has come, unless it fails before.
 */
function inPlannedStops(one: Case, knownH: number, failsH: number): Planned {
  const { job, calls, draws, crew } = one;
  const { repairH } = draws;
  const technicianH = knownH + crew.reaction;
  const ordered = orderedH(one, technicianH);
  const readyH = Math.max(technicianH, ordered ?? technicianH);
  const needsH = examinationH(one, job.place) + repairH + crew.check;
  const stopH = stopFor(one, readyH, needsH);
  if (stopH >= failsH) return { ...NOTHING_DONE, spareH: ordered };
  const diagnosisH = searchH(one, calls, stopH);
  const foundH = stopH + diagnosisH;
  const needsSpare = REPAIRS[job.kind]?.needsSpare === true;
  const spareH = !needsSpare ? foundH : (ordered ?? (draws.isInStock ? foundH + crew.fetch : foundH + crew.delivery));
  const isOneStop = !needsSpare || ordered !== undefined || draws.isInStock;
  const finishH = repairH + crew.check;
  const standsH = (fromH: number, toH: number): number => outsideOf(job.pauses, fromH, toH);
  if (isOneStop) {
    const endH = Math.max(foundH, spareH) + finishH;
    const work = { plannedH: standsH(stopH, endH), activeH: diagnosisH + finishH, diagnosisH };
    return { isDone: true, work, isDiagnosed: true, spareH };
  }
  const lookedH = standsH(stopH, foundH);
  const secondH = stopFor(one, spareH, finishH);
  if (secondH >= failsH)
    return {
      isDone: false,
      work: { plannedH: lookedH, activeH: diagnosisH, diagnosisH },
      isDiagnosed: true,
      spareH,
    };
  const plannedH = lookedH + standsH(secondH, secondH + finishH);
  return { isDone: true, work: { plannedH, activeH: diagnosisH + finishH, diagnosisH }, isDiagnosed: true, spareH };
}

function afterFailure(
  one: Case,
  failsH: number,
  { isDiagnosed, spareH }: Planned,
): Pick<Handling, "unplannedH" | "activeH" | "diagnosisH"> {
  const { job, calls, draws, crew } = one;
  const beginsH = failsH + crew.reaction;
  const diagnosisH = isDiagnosed ? 0 : searchH(one, calls, beginsH);
  const foundH = beginsH + diagnosisH;
  const needsSpare = REPAIRS[job.kind]?.needsSpare === true;
  const ordered = spareH ?? orderedH(one, foundH);
  const waited = foundH + (draws.isInStock ? crew.fetch : crew.delivery);
  const repairsH = needsSpare ? Math.max(foundH, Math.min(ordered ?? waited, waited)) : foundH;
  const endH = repairsH + draws.repairH + crew.check;
  return {
    unplannedH: outsideOf(job.pauses, failsH, endH),
    activeH: diagnosisH + draws.repairH + crew.check,
    diagnosisH,
  };
}

/** When a person finds signs of the fault on a round; Infinity if it fails before. */
function noticedH({ job, draws, crew }: Case): number {
  const { visibleH, failsH, kind } = job;
  const everyH = REPAIRS[kind]?.roundH ?? Number.POSITIVE_INFINITY;
  const signsH = failsH === null ? visibleH : failsH - crew.lateSigns * (failsH - visibleH);
  const atH = draws.roundH + everyH * Math.max(0, Math.ceil((signsH - draws.roundH) / everyH));
  return failsH !== null && atH >= failsH ? Number.POSITIVE_INFINITY : atH;
}

/** When the spare that a finding named by then is at the machine; undefined if none named it. */
function orderedH({ job, calls, draws, crew }: Case, byH: number): number | undefined {
  if (REPAIRS[job.kind]?.needsSpare !== true) return undefined;
  const call = calls.find(({ namesSpare, atH }) => namesSpare && atH <= byH);
  return call === undefined ? undefined : call.atH + crew.reaction + (draws.isInStock ? 0 : crew.delivery);
}

/**
 * Hours of examination until the wrong component is found. Components that findings name come first, in the order in
 * which they were raised, also those that are raised while the crew is looking.
 */
function searchH(one: Case, calls: readonly Call[], fromH: number): number {
  const { job, draws } = one;
  const seen = new Set<string>();
  let nowH = fromH;
  while (!seen.has(job.place)) {
    const named = calls.find(({ place, atH }) => place !== undefined && atH <= nowH && !seen.has(place))?.place;
    const next = named ?? (draws.order.find((place) => !seen.has(place)) as string);
    nowH += examinationH(one, next);
    seen.add(next);
  }
  return nowH - fromH;
}

function examinationH({ job, crew }: Case, place: string): number {
  const kind = job.places.find(({ path }) => path === place)?.kind ?? "";
  return crew.examination * (EXAMINATIONS[kind] ?? OTHER_EXAMINATION).hours;
}

/**
 * Start of the stop: the first pause that the work fits into, if the early end of the newest forecast, or without one
 * the end of a shift, leaves time for it. Else production is warned and stops for it.
 */
function stopFor({ job, calls, crew }: Case, readyH: number, needsH: number): number {
  const forecast = calls
    .flatMap(({ forecasts }) => forecasts)
    .filter(({ atH }) => atH <= readyH)
    .sort((a, b) => a.atH - b.atH)
    .at(-1);
  const untilH = forecast?.fromH ?? readyH + crew.wait;
  for (const { fromH, toH } of job.pauses) {
    const beginH = Math.max(fromH, readyH);
    if (beginH + needsH <= Math.min(toH, untilH)) return beginH;
  }
  return readyH + crew.notice;
}

/** Hours of [from, to) outside of the pauses. */
function outsideOf(pauses: readonly Pause[], fromH: number, toH: number): number {
  return pauses.reduce(
    (left, pause) => left - Math.max(0, Math.min(toH, pause.toH) - Math.max(fromH, pause.fromH)),
    toH - fromH,
  );
}
