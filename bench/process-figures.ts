import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks of /proc per second on every Linux that Node.js runs on. */
const TICKS_PER_S = 100;

/** User and system time of a process and all its threads so far, in µs; 0 for one that is gone. */
export function cpuUs(pid: number): number {
  try {
    return usIn(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return 0;
  }
}

/** The same for each thread of a process, by its id. */
export function threadsUs(pid: number): Map<string, { readonly name: string; readonly us: number }> {
  const threads = readdirSync(`/proc/${pid}/task`).map((id) => {
    const stat = readFileSync(`/proc/${pid}/task/${id}/stat`, "utf8");
    return [id, { name: /\((.*)\)/.exec(stat)?.[1] ?? "", us: usIn(stat) }] as const;
  });
  return new Map(threads);
}

/**
 * Number of times that threads of a process went to sleep and were woken up: their voluntary context switches. 0 for a
 * process that has ended.
 */
export function wakeUps(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, id) => {
      const status = readFileSync(`/proc/${pid}/task/${id}/status`, "utf8");
      return sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    }, 0);
  } catch {
    return 0;
  }
}

function usIn(stat: string): number {
  const fields = stat.split(") ")[1]?.split(" ") ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_S) * 1e6;
}

/** Resident memory of a process in MiB; NaN for one that is gone. */
export function rssMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
