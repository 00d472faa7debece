/** How the crew handles one fault: rules E31, E32 and E36 in docs/rules/evaluation.md. Pure. */
import { type CrewHabits, EXAMINATIONS, OTHER_EXAMINATION, REPAIRS } from "./assumptions.ts";
import type { Draws } from "./draws.ts";
import type { Call, Job, Pause } from "./jobs.ts";

/** What the time of the stops for a fault goes to, in hours of the clock. */
export interface StopParts {
  /** Way to a machine that has failed. */
  readonly wayH: number;
  readonly diagnosisH: number;
  /** Waiting for the part. */
  readonly spareH: number;
  /** Instructions, tools and helpers. */
  readonly errandsH: number;
  readonly repairH: number;
  readonly checkH: number;
}

/** All in hours. Stops count outside of pauses, in which the asset stands anyway. */
export interface Handling {
  /** Stop that begins with the failure. */
  readonly unplannedH: number;
  /** Stops that the crew chose. */
  readonly plannedH: number;
  /** Hands-on work: diagnosis, repair and check. */
  readonly activeH: number;
  readonly parts: StopParts;
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
  const planned = knownH < failsH ? inPlannedStops(one, knownH, failsH) : NOTHING_DONE;
  const broken = planned.isDone ? undefined : afterFailure(one, failsH, planned);
  const parts = broken?.parts ?? planned.parts;
  return {
    unplannedH: broken?.unplannedH ?? 0,
    plannedH: planned.plannedH,
    activeH: parts.diagnosisH + parts.repairH + parts.checkH,
    parts,
    unknownH: knownH - job.visibleH,
    isPrevented: planned.isDone && job.failsH !== null,
  };
}

interface Planned {
  readonly isDone: boolean;
  readonly plannedH: number;
  readonly parts: StopParts;
  /** When the crew found the wrong component; undefined while it has not. */
  readonly foundH: number | undefined;
  /** When the spare is at the machine; undefined while nobody has ordered it. */
  readonly spareH: number | undefined;
}

const NOTHING: StopParts = { wayH: 0, diagnosisH: 0, spareH: 0, errandsH: 0, repairH: 0, checkH: 0 };
const NOTHING_DONE: Planned = { isDone: false, plannedH: 0, parts: NOTHING, foundH: undefined, spareH: undefined };

/**
 * One planned stop if the spare is there or none is needed. Else the crew closes the machine after the diagnosis, and
 * repairs it in a second stop when the spare has come, unless it fails before.
 */
function inPlannedStops(one: Case, knownH: number, failsH: number): Planned {
  const { job, calls, draws, crew } = one;
  const technicianH = knownH + crew.reaction;
  const ordered = orderedH(one, technicianH);
  const readyH = Math.max(technicianH, ordered ?? technicianH);
  const stopH = stopFor(one, readyH, (beginH) => {
    const lookedH = examinationH(one, job.place);
    return lookedH + hoursOf(repairParts(one, beginH + lookedH, Number.POSITIVE_INFINITY));
  });
  if (stopH >= failsH) return { ...NOTHING_DONE, spareH: ordered };
  const diagnosisH = searchH(one, calls, stopH);
  const foundH = stopH + diagnosisH;
  const needsSpare = REPAIRS[job.kind]?.needsSpare === true;
  const spareH = !needsSpare ? foundH : (ordered ?? (draws.isInStock ? foundH + crew.fetch : foundH + crew.delivery));
  const standsH = (fromH: number, toH: number): number => outsideOf(job.pauses, fromH, toH);
  if (!needsSpare || ordered !== undefined || draws.isInStock) {
    const beginH = Math.max(foundH, spareH);
    const work = repairParts(one, beginH, foundH);
    const parts = { ...work, diagnosisH, spareH: beginH - foundH };
    return { isDone: true, plannedH: standsH(stopH, beginH + hoursOf(work)), parts, foundH, spareH };
  }
  const looked = { plannedH: standsH(stopH, foundH), parts: { ...NOTHING, diagnosisH }, foundH, spareH };
  const secondH = stopFor(one, spareH, (beginH) => hoursOf(repairParts(one, beginH, foundH)));
  if (secondH >= failsH) return { ...looked, isDone: false };
  const work = repairParts(one, secondH, foundH);
  const plannedH = looked.plannedH + standsH(secondH, secondH + hoursOf(work));
  return { isDone: true, plannedH, parts: { ...work, diagnosisH }, foundH, spareH };
}

function afterFailure(one: Case, failsH: number, planned: Planned): Pick<Handling, "unplannedH" | "parts"> {
  const { job, calls, draws, crew } = one;
  const arrivesH = failsH + crew.reaction;
  const searchedH = planned.foundH === undefined ? searchH(one, calls, arrivesH) : 0;
  const foundH = arrivesH + searchedH;
  const needsSpare = REPAIRS[job.kind]?.needsSpare === true;
  const ordered = planned.spareH ?? orderedH(one, foundH);
  const waited = foundH + (draws.isInStock ? crew.fetch : crew.delivery);
  const beginH = needsSpare ? Math.max(foundH, Math.min(ordered ?? waited, waited)) : foundH;
  const work = repairParts(one, beginH, planned.foundH ?? foundH);
  return {
    unplannedH: outsideOf(job.pauses, failsH, beginH + hoursOf(work)),
    parts: {
      ...work,
      wayH: crew.reaction,
      diagnosisH: planned.parts.diagnosisH + searchedH,
      spareH: beginH - foundH,
    },
  };
}

/** A repair that begins then; the crew knows its part since `foundH`, or since the first finding if that names it. */
function repairParts({ calls, draws, crew }: Case, beginH: number, foundH: number): StopParts {
  const named = calls.find(({ place }) => place !== undefined);
  const knownH = named?.isRight === true ? named.atH : foundH;
  const isPrepared = beginH - Math.min(foundH, knownH) >= crew.preparation;
  const errandsH = crew.errands * (isPrepared ? crew.prepared : 1) * draws.repairH;
  return { ...NOTHING, errandsH, repairH: draws.repairH, checkH: crew.check };
}

function hoursOf(parts: StopParts): number {
  return Object.values(parts).reduce((sum, hours) => sum + hours, 0);
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
function stopFor({ job, calls, crew }: Case, readyH: number, needsH: (beginH: number) => number): number {
  const forecast = calls
    .flatMap(({ forecasts }) => forecasts)
    .filter(({ atH }) => atH <= readyH)
    .sort((a, b) => a.atH - b.atH)
    .at(-1);
  const untilH = forecast?.fromH ?? readyH + crew.wait;
  for (const { fromH, toH } of job.pauses) {
    const beginH = Math.max(fromH, readyH);
    if (beginH + needsH(beginH) <= Math.min(toH, untilH)) return beginH;
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
