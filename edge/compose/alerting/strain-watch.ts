/** Composition of the watch over the edge's own load (rules A88, A107 and A108). */
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { FollowerHealth } from "../../contracts/path/follower.ts";
import type { SourceHealth } from "../../contracts/path/health.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { StrainState } from "../../contracts/path/strain.ts";
import type { CommitLog } from "../../historian/log/commit-log.ts";
import { isBacklog } from "../../historian/log/storage-findings.ts";
import { CatchUp } from "../../observe/catch-up.ts";
import { Strain, type StrainReading } from "../../observe/strain.ts";
import type { CommitListeners } from "../storage/commit-listeners.ts";

/** Each of the two histograms wakes the thread so often. A hang seems shorter by up to this time. */
const RESOLUTION_MS = 100;
/** A follower that catches up is behind but comes closer; only one that falls further behind is overloaded. */
const FOLLOWERS_OVER_US = 30e6;
/** A busy loop rests now and then, such as when the other side is late, so the mean of this many checks counts. */
const BUSY_LOOKS = 5;
/** Time after the start in which the edge has much to do only once. */
const START_US = 60e6;

export interface StrainParts {
  readonly commitLog: Pick<CommitLog, "storage" | "counters">;
  readonly listeners: Pick<CommitListeners, "add">;
  followers(): readonly Pick<FollowerHealth, "backlogItems" | "state">[];
  /** Their counts include how often they stopped reading because the edge had no room. */
  readonly sources: { health(): readonly Pick<SourceHealth, "counts">[] };
  now(): Micros;
  /** Share of the time since the last call in which the main thread had no rest, 0 to 1. */
  busy(): number;
  /** Monotonic time: a step of the machine's clock would turn a backlog of seconds into one of hours. */
  elapsed(): Micros;
}

/** Load of this thread's event loop between two queries, for `StrainParts.busy`. */
export function loopUse(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}

interface Backlog {
  readonly at: Micros;
  readonly items: number;
  readonly committed: number;
}

/** Measures how far the edge is behind, once a second. */
export class StrainWatch {
  readonly #strain = new Strain();
  /**
   * A histogram leaves out the first turn after its reset, which may be the long one; so two histograms alternate, each
   * over two checks.
   */
  readonly #loops = [
    monitorEventLoopDelay({ resolution: RESOLUTION_MS }),
    monitorEventLoopDelay({ resolution: RESOLUTION_MS }),
  ] as const;
  #looks = 0;
  #parts: StrainParts | undefined;
  #sampleWaitUs = 0;
  #backlog: Backlog | undefined;
  #followerLagS = 0;
  #isHeld = false;
  #waiting: StrainState["backlog"] = { share: 0, stands: false };
  readonly #catchUp = new CatchUp();
  #stalled = 0;
  #shares: readonly number[] = [];
  #startedAt: Micros = Number.NaN;
  #reading: StrainReading = { loopLagMs: 0, sampleWaitMs: 0, diskWaitMs: 0, followerLagS: 0, busyShare: 0 };

  /** The newest measurements. */
  get reading(): StrainReading {
    return this.#reading;
  }

  get state(): StrainState {
    return { ...this.#strain.state, isHeld: this.#isHeld, backlog: this.#waiting };
  }

  /** Starts measuring. */
  start(parts: StrainParts): void {
    this.#parts = parts;
    for (const loop of this.#loops) loop.enable();
    parts.listeners.add(({ batches }) => {
      const now = parts.now();
      for (const batch of batches) {
        this.#sampleWaitUs = Math.max(this.#sampleWaitUs, now - batch.receivedAt);
        this.#catchUp.take(batch);
      }
    }, "waiting of samples");
  }

  tick(): void {
    const parts = this.#parts;
    if (parts === undefined) return;
    const { waitingMs, problem, backlogShare } = parts.commitLog.storage;
    this.#waiting = { share: backlogShare, stands: isBacklog({ backlogShare }) };
    this.#isHeld = problem !== undefined;
    const now = parts.elapsed();
    this.#measureFollowers(parts, now);
    const loop = this.#loops[this.#looks++ % 2 === 0 ? 0 : 1];
    const loopLagMs = Math.max(0, loop.max / 1e6 - RESOLUTION_MS);
    const diskWaitMs = problem === undefined ? waitingMs : 0;
    const busyShare = this.#smoothed(this.#busyShare(parts, now));
    this.#reading = {
      loopLagMs,
      sampleWaitMs: this.#sampleWaitUs / 1000,
      diskWaitMs,
      followerLagS: this.#followerLagS,
      busyShare,
    };
    this.#strain.look(this.#reading, now);
    loop.reset();
    this.#sampleWaitUs = 0;
  }

  stop(): void {
    for (const loop of this.#loops) loop.disable();
  }

  /**
   * Part of the time since the previous check in which sources had to wait: the loop had no rest, or they stopped
   * reading.
   */
  #busyShare({ sources, busy }: StrainParts, now: Micros): number {
    const [before, share] = [this.#stalled, busy()];
    this.#stalled = sources.health().reduce((sum, { counts }) => sum + (counts["stalled"] ?? 0), 0);
    const isCatchingUp = this.#catchUp.look(now);
    if (!(this.#startedAt <= now)) this.#startedAt = now;
    if (isCatchingUp || this.#isHeld || now - this.#startedAt < START_US) return 0;
    return this.#stalled > before ? 1 : share;
  }

  /** Mean of the newest checks. */
  #smoothed(share: number): number {
    this.#shares = [...this.#shares, share].slice(-BUSY_LOOKS);
    return this.#shares.reduce((sum, one) => sum + one, 0) / this.#shares.length;
  }

  /** Backlog in seconds at the present input rate; 0 while it shrinks. */
  #measureFollowers({ commitLog, followers }: StrainParts, now: Micros): void {
    const before = this.#backlog;
    if (before !== undefined && now >= before.at && now - before.at < FOLLOWERS_OVER_US) return;
    // A follower that cannot work is behind for its own reason, which its health and its alarm name.
    const able = followers().filter(({ state }) => state === "running");
    const items = Math.max(0, ...able.map(({ backlogItems }) => backlogItems));
    const committed = commitLog.counters.committedItems;
    this.#backlog = { at: now, items, committed };
    if (before === undefined || now <= before.at || items <= before.items) {
      this.#followerLagS = 0;
      return;
    }
    const perSecond = (committed - before.committed) / ((now - before.at) / 1e6);
    this.#followerLagS = perSecond > 0 ? items / perSecond : 0;
  }
}
