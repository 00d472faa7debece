import { readFileSync } from "node:fs";

/** Clock ticks of /proc per second on every Linux that Node.js runs on. */
const TICKS_PER_S = 100;

/** User and system time of a process and all its threads so far, in µs; 0 for one that is gone. */
export function cpuUs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_S) * 1e6;
  } catch {
    return 0;
  }
}

/** Resident memory of a process in MiB; NaN for one that is gone. */
export function rssMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
