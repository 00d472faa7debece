import type { FollowerHealth } from "../../contracts/path/follower.ts";
import type { EdgeHealth, JobHealth, SourceHealth, StandbyHealth } from "../../contracts/path/health.ts";
import type { SinkHealth } from "../../contracts/path/historian.ts";
import type { LossAuditCounts } from "../../contracts/path/loss-audit.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { BoxGate } from "../../contracts/path/write-gate.ts";

/** A machine that is off must not keep the edge from being ready for the others. */
const WAIT_FOR_SOURCES_MS = 30_000;

type StandbyGate = Pick<BoxGate, "box" | "other" | "term" | "view">;

export interface ReadinessParts {
  sources(): readonly SourceHealth[];
  sinks(): readonly SinkHealth[];
  followers(): readonly FollowerHealth[];
  readonly jobs: { health(): readonly JobHealth[] };
  readonly twin: TwinReader;
  /** Compares the counts of the sources with the committed samples. */
  readonly audit: { readonly counts: LossAuditCounts };
  /** Of a box that is one of two. */
  readonly standby?: StandbyGate | undefined;
  /** Why samples do not reach the disk; undefined where they do. */
  diskProblem(): string | undefined;
  /** Monotonic milliseconds; those of the process unless given. */
  clock?(): number;
}

/**
 * Whether the edge serves the plant: the disk takes samples, the embedded historian answers, and every source has run
 * once or had 30 s to try.
 */
export class Readiness {
  readonly #parts: ReadinessParts;
  readonly #clock: () => number;
  readonly #startedMs: number;
  readonly #hasRun = new Set<string>();
  readonly #firstValues = Promise.withResolvers<void>();
  readonly #serving = Promise.withResolvers<"live" | "silent">();
  #since = Date.now();
  #ready = false;

  constructor(parts: ReadinessParts) {
    this.#parts = parts;
    this.#clock = () => parts.clock?.() ?? performance.now();
    this.#startedMs = this.#clock();
  }

  /** Resolves when the edge is ready and has at least one live value. */
  get firstValues(): Promise<void> {
    return this.#firstValues.promise;
  }

  /**
   * Resolves when the edge is ready and either has live values or has waited for them for 30 s: people need its address
   * even where all machines are off.
   */
  get serving(): Promise<"live" | "silent"> {
    return this.#serving.promise;
  }

  /** Call it about once a second. */
  tick(): void {
    const sources = this.#parts.sources();
    for (const source of sources) if (source.state === "running") this.#hasRun.add(source.name);
    const hasWaited = this.#clock() - this.#startedMs >= WAIT_FOR_SOURCES_MS;
    const sourcesTried = this.#hasRun.size === sources.length || hasWaited;
    const historianRuns = this.#parts.sinks().some((sink) => sink.name === "historian" && sink.state === "running");
    const followersTried = this.#parts.followers().every(({ state }) => state !== "starting") || hasWaited;
    const ready = sourcesTried && historianRuns && followersTried && this.#parts.diskProblem() === undefined;
    if (ready !== this.#ready) {
      this.#ready = ready;
      this.#since = Date.now();
    }
    if (!ready) return;
    const isLive = sources.length === 0 || this.#parts.twin.links().some((link) => link.live);
    if (isLive) this.#firstValues.resolve();
    if (isLive || hasWaited) this.#serving.resolve(isLive ? "live" : "silent");
  }

  read(): EdgeHealth {
    const { sources, sinks, followers, jobs, audit } = this.#parts;
    const standby = standbyHealth(this.#parts.standby);
    const followed = followers();
    // The edge serves the plant without them, and names the missing parts.
    const impaired = followed.flatMap(({ state, reason }) =>
      state === "degraded" && reason !== undefined ? [reason] : [],
    );
    const state = { live: true, ready: this.#ready, since: this.#since, impaired };
    return {
      ...state,
      sources: sources(),
      sinks: sinks(),
      followers: followed,
      jobs: jobs.health(),
      audit: audit.counts,
      ...(standby && { standby }),
    };
  }
}

/** Undefined where there is no other box, and until the keeper has said something. */
function standbyHealth(gate: StandbyGate | undefined): StandbyHealth | undefined {
  const view = gate?.view();
  if (gate === undefined || view === undefined) return undefined;
  const { box, other, term } = gate;
  return {
    ...{ box, other, term },
    aloneSince: view.isAlone ? Math.round(Date.now() - view.aloneMs) : null,
    behindBytes: view.behindBytes ?? null,
    behindSeconds: Math.round(view.behindMs) / 1_000,
    isWitnessed: view.isWitnessed,
  };
}
