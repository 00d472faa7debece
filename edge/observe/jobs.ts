/**
 * Periodic work. The only place with `setInterval`: a bare callback that throws or rejects ends the process, and one
 * that awaits overlaps itself. Rules in docs/rules/parts.md.
 */
import type { Logger } from "pino";
import { reasonFor } from "../contracts/alerts/causes.ts";
import type { JobHealth } from "../contracts/path/health.ts";

export interface Job {
  /** Name in health and log. */
  readonly name: string;
  readonly everyMs: number;
  /** One run. It may throw. It may return a promise: the next run then waits for it. */
  run(): unknown;
}

/** A started job. */
export interface RunningJob {
  health(): JobHealth;
  /** Begins no more runs. Resolves when the current one has ended. */
  stop(): Promise<void>;
}

/** Called when a job begins to fail, and when it recovers. */
type JobListener = (health: JobHealth) => void;

/** A run that has not ended after this number of turns, and after this time, counts as a failure. */
const LATE_TURNS = 10;
const LATE_MS = 30_000;

/**
 * Runs the job every `everyMs`, for the first time when the thread's clock next shows a multiple of it, so that jobs
 * wake the thread together. Keeps no process alive. Never throws or rejects.
 */
export function startJob(job: Job, onChange: JobListener): RunningJob {
  return new GuardedJob(job, onChange);
}

/** Logs when a job begins to fail and when it recovers. */
export function inLog(log: Logger): JobListener {
  return reportedThrough((level, text, fields) => log[level](fields, text));
}

/** The same for a thread whose log lines another thread writes. */
export function reportedThrough(
  say: (level: "info" | "warn", text: string, fields: Readonly<Record<string, unknown>>) => void,
): JobListener {
  return ({ name, state, reason, failures }) => {
    if (state === "running") say("info", "a job works again", { job: name, failures });
    else say("warn", "a job fails; it is tried again at its next turn", { job: name, reason });
  };
}

/** The jobs of one edge, for its health. */
export class Jobs {
  readonly #onChange: JobListener;
  readonly #jobs = new Set<RunningJob>();

  constructor(log: Logger) {
    this.#onChange = inLog(log);
  }

  start(job: Job): RunningJob {
    const running = startJob(job, this.#onChange);
    const listed: RunningJob = {
      health: () => running.health(),
      stop: () => {
        this.#jobs.delete(listed);
        return running.stop();
      },
    };
    this.#jobs.add(listed);
    return listed;
  }

  health(): readonly JobHealth[] {
    return [...this.#jobs].map((job) => job.health());
  }
}

class GuardedJob implements RunningJob {
  readonly #job: Job;
  readonly #onChange: JobListener;
  #timer: NodeJS.Timeout;
  readonly #lateMs: number;
  #underWay: Promise<void> | undefined;
  #begunMs = 0;
  #since = Date.now();
  #reason: string | undefined;
  #failures = 0;

  constructor(job: Job, onChange: JobListener) {
    this.#job = job;
    this.#onChange = onChange;
    this.#lateMs = Math.max(LATE_MS, LATE_TURNS * job.everyMs);
    this.#timer = setTimeout(() => this.#repeat(), job.everyMs - (performance.now() % job.everyMs)).unref();
  }

  health(): JobHealth {
    const { name } = this.#job;
    const reason = this.#reason;
    return {
      name,
      state: reason === undefined ? "running" : "degraded",
      since: this.#since,
      ...(reason === undefined ? {} : { reason }),
      failures: this.#failures,
    };
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#underWay;
  }

  #repeat(): void {
    this.#timer = setInterval(() => this.#turn(), this.#job.everyMs).unref();
    this.#turn();
  }

  #turn(): void {
    if (this.#underWay !== undefined) {
      this.#lookIfLate();
      return;
    }
    try {
      const outcome = this.#job.run();
      if (outcome instanceof Promise) this.#await(outcome);
      else this.#worked();
    } catch (error) {
      this.#failed(error);
    }
  }

  #await(run: Promise<unknown>): void {
    this.#begunMs = performance.now();
    const ended = run.then(
      () => this.#worked(),
      (error: unknown) => this.#failed(error),
    );
    this.#underWay = ended.finally(() => {
      this.#underWay = undefined;
    });
  }

  #lookIfLate(): void {
    const ms = performance.now() - this.#begunMs;
    if (ms < this.#lateMs || this.#reason !== undefined) return;
    this.#failed(new Error(`a run has been under way for ${Math.round(ms / 1000)} s and holds up the next`));
  }

  #worked(): void {
    if (this.#reason === undefined) return;
    this.#reason = undefined;
    this.#since = Date.now();
    this.#notify();
  }

  #failed(error: unknown): void {
    const isNews = this.#reason === undefined;
    this.#failures++;
    this.#reason = reasonFor(error);
    if (!isNews) return;
    this.#since = Date.now();
    this.#notify();
  }

  #notify(): void {
    try {
      this.#onChange(this.health());
    } catch {
      // Health shows the failure in any case.
    }
  }
}
