import { readFileSync } from "node:fs";
import { uptime } from "node:os";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/**
 * An instant by the wall clock and, where the system identifies its boot, by its uptime, which does not jump when the
 * clock is set.
 */
export interface Moment {
  readonly us: Micros;
  /** The boot of the machine from which `upUs` counts. */
  readonly boot?: string;
  readonly upUs?: number;
}

const boot = bootOf();

/** The instant `ms` milliseconds ago. */
export function momentAgo(ms: number): Moment {
  const us = Math.round(Date.now() - ms) * 1000;
  return boot === undefined ? { us } : { us, boot, upUs: Math.round((uptime() * 1000 - ms) * 1000) };
}

/** Time between two instants, µs; by the wall clock where the machine was rebooted in between or names no boot. */
export function elapsedUs(from: Moment, to: Moment): number {
  const isOneStart =
    from.boot !== undefined && from.boot === to.boot && from.upUs !== undefined && to.upUs !== undefined;
  return isOneStart ? (to.upUs as number) - (from.upUs as number) : to.us - from.us;
}

function bootOf(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined; // Not Linux: the clock has to do.
  }
}
