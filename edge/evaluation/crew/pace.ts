/** The same fault on a part that wears more slowly: rule E35 in docs/rules/evaluation.md. Pure. */
import type { Job, Pause } from "./jobs.ts";

/**
 * The job as if the damage had grown `times` as slowly: everything that follows from the damage, findings too, comes so
 * many times as late after the fault first showed. Pauses keep their length, and come again with each `periodH`.
 */
export function slower(job: Job, times: number, periodH: number): Job {
  const late = (atH: number): number => job.visibleH + times * (atH - job.visibleH);
  const failsH = job.failsH === null ? null : late(job.failsH);
  const calls = job.calls.map((call) => ({
    ...call,
    atH: late(call.atH),
    forecasts: call.forecasts.map(({ atH, fromH }) => ({ atH: late(atH), fromH: late(fromH) })),
  }));
  const untilH = Math.max(failsH ?? 0, ...calls.map(({ atH }) => atH));
  return { ...job, failsH, calls, pauses: repeated(job.pauses, periodH, untilH) };
}

function repeated(pauses: readonly Pause[], periodH: number, untilH: number): readonly Pause[] {
  return Array.from({ length: Math.max(1, Math.ceil(untilH / periodH)) }, (_, period) =>
    pauses.map(({ fromH, toH }) => ({ fromH: fromH + period * periodH, toH: toH + period * periodH })),
  ).flat();
}
