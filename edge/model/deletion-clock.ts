/** The clock by which old data are deleted (rules D13 to D16 in docs/rules/historian.md). */
import { readFileSync } from "node:fs";
import { uptime } from "node:os";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { replaceFileSync } from "../store/replace-file.ts";

const HOUR_MS = 3_600_000;
/** A larger step of the clock deletes nothing. */
const MOST_STEP_MS = HOUR_MS;
/**
 * A step is accepted automatically when the clock has then run evenly for this time, and the step is no longer than a
 * plant's longest stop.
 */
const BELIEVED_AFTER_MS = 24 * HOUR_MS;
const BELIEVED_STEP_MS = 31 * 24 * HOUR_MS;
/**
 * The same after a machine was switched on again, which explains the step: long enough that its clock was set by the
 * network.
 */
const RESTED_MS = HOUR_MS;
/** A kill loses at most this much of the knowledge about the clock. */
const WRITE_EVERY_MS = 60_000;

/** A reading of the machine's clocks. */
export interface ClockReading {
  readonly wallMs: number;
  /** Since the machine started, sleep included; whatever the wall clock does. */
  readonly uptimeMs: number;
  /** Id of this run of the machine; empty where the system has none. */
  readonly bootId: string;
}

/** An unconfirmed step of the wall clock. */
export interface ClockStep {
  /** How much further the clock is than it should be, ms; negative when it went back. */
  readonly stepMs: number;
  /** The time that the clock showed after it. */
  readonly wallMs: number;
  /** The machine was off meanwhile, which may explain the step: no confirmation is needed. */
  readonly isRest: boolean;
}

export interface DeletionClockOptions {
  /** File that outlives the process. */
  readonly path: string;
  /** Arrival time of the newest item of the log, ms UTC: the only known time in a data folder without the file. */
  readonly newestMs?: number;
  readonly read?: () => ClockReading;
}

/**
 * The wall clock, as far as it agrees with the machine's uptime and with the last known time. A wrong clock would
 * delete everything as too old: so after a step nothing is old until a person confirms the time, until the clock is
 * back, or until it has run evenly for a while after a step of at most a month.
 */
export class DeletionClock {
  readonly #path: string;
  readonly #read: () => ClockReading;
  #trusted: ClockReading | undefined;
  #writtenMs = Number.NEGATIVE_INFINITY;
  #held: { readonly since: ClockReading; readonly step: ClockStep } | undefined;

  constructor({ path, newestMs, read = readClocks }: DeletionClockOptions) {
    this.#path = path;
    this.#read = read;
    this.#trusted =
      readTrusted(path) ?? (newestMs === undefined ? undefined : { wallMs: newestMs, uptimeMs: 0, bootId: "" });
    this.look();
  }

  /** The time from which retention is counted back. Undefined while nothing may be deleted by age. */
  get now(): Micros | undefined {
    return this.#held === undefined ? (this.#trusted as ClockReading).wallMs * 1000 : undefined;
  }

  get step(): ClockStep | undefined {
    return this.#held?.step;
  }

  /** Compares the clocks. Call it about once a second. Returns the change. */
  look(): "held" | "believed" | undefined {
    const reading = this.#read();
    const before = this.#held;
    const stepMs =
      this.#trusted === undefined ? 0 : reading.wallMs - this.#trusted.wallMs - elapsed(this.#trusted, reading);
    if (Math.abs(stepMs) <= MOST_STEP_MS) {
      this.#trust(reading);
      return before === undefined ? undefined : "believed";
    }
    const isSame =
      before !== undefined &&
      Math.abs(reading.wallMs - before.since.wallMs - elapsed(before.since, reading)) <= MOST_STEP_MS;
    if (!isSame) {
      const isRest =
        stepMs > 0 && stepMs <= BELIEVED_STEP_MS && this.#trusted?.bootId !== reading.bootId && before === undefined;
      this.#held = { since: reading, step: { stepMs, wallMs: reading.wallMs, isRest } };
      return "held";
    }
    const waitMs = before.step.isRest ? RESTED_MS : BELIEVED_AFTER_MS;
    if (Math.abs(stepMs) > BELIEVED_STEP_MS || elapsed(before.since, reading) < waitMs) return undefined;
    this.#trust(reading);
    return "believed";
  }

  /** A person confirms that the clock is right. Returns the step that this confirms, if there was one. */
  confirm(): ClockStep | undefined {
    const step = this.#held?.step;
    this.#writtenMs = Number.NEGATIVE_INFINITY;
    this.#trust(this.#read());
    return step;
  }

  #trust(reading: ClockReading): void {
    const isDue = this.#held !== undefined || Math.abs(reading.wallMs - this.#writtenMs) >= WRITE_EVERY_MS;
    this.#trusted = reading;
    this.#held = undefined;
    if (!isDue) return;
    try {
      replaceFileSync(this.#path, JSON.stringify(reading));
      this.#writtenMs = reading.wallMs;
    } catch {
      // On a full disk the file stays as it was; the next start then compares with an older time.
    }
  }
}

/** Time from one reading to a later one, independent of the wall clock: 0 when the machine was rebooted in between. */
function elapsed(from: ClockReading, to: ClockReading): number {
  return from.bootId === to.bootId && from.bootId !== "" ? Math.max(0, to.uptimeMs - from.uptimeMs) : 0;
}

function readClocks(): ClockReading {
  return { wallMs: Date.now(), uptimeMs: uptime() * 1000, bootId: bootId() };
}

let ofThisBoot: string | undefined;

function bootId(): string {
  ofThisBoot ??= textOf("/proc/sys/kernel/random/boot_id")?.trim() ?? `process-${process.pid}-${Date.now()}`;
  return ofThisBoot;
}

function readTrusted(path: string): ClockReading | undefined {
  try {
    const { wallMs, uptimeMs, bootId } = JSON.parse(readFileSync(path, "utf8")) as ClockReading;
    return Number.isFinite(wallMs) && Number.isFinite(uptimeMs) && typeof bootId === "string"
      ? { wallMs, uptimeMs, bootId }
      : undefined;
  } catch {
    return undefined;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
