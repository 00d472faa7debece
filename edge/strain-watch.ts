/** Composition of the watch over the edge's own load (rule A88). */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { CommitListeners } from "./commit-listeners.ts";
import type { FollowerHealth } from "./contracts/follower.ts";
import type { Micros } from "./contracts/sample-batch.ts";
import type { StrainState } from "./contracts/strain.ts";
import type { CommitLog } from "./historian/log/commit-log.ts";
import { Strain } from "./observe/strain.ts";

const RESOLUTION_MS = 20;
/** A follower that catches up is behind and comes nearer; only one that falls further back is overloaded. */
const FOLLOWERS_OVER_US = 30e6;

export interface StrainParts {
  readonly commitLog: Pick<CommitLog, "storage" | "counters">;
  readonly listeners: Pick<CommitListeners, "add">;
  followers(): readonly Pick<FollowerHealth, "backlogItems" | "state">[];
  now(): Micros;
  /** Runs on whatever the clock of the machine does: a step would make a backlog of seconds one of hours. */
  elapsed(): Micros;
}

interface Backlog {
  readonly at: Micros;
  readonly items: number;
  readonly committed: number;
}

/** Measures how far the edge is behind, once a second. */
export class StrainWatch {
  readonly #strain = new Strain();
  /** A histogram leaves out the first turn after its reset, which may be the long one: each of two covers two looks, in turns. */
  readonly #loops = [monitorEventLoopDelay({ resolution: RESOLUTION_MS }), monitorEventLoopDelay({ resolution: RESOLUTION_MS })] as const;
  #looks = 0;
  #parts: StrainParts | undefined;
  #sampleWaitUs = 0;
  #backlog: Backlog | undefined;
  #followerLagS = 0;
  #isHeld = false;

  get state(): StrainState {
    return { ...this.#strain.state, isHeld: this.#isHeld };
  }

  /** From now on it measures. */
  start(parts: StrainParts): void {
    this.#parts = parts;
    for (const loop of this.#loops) loop.enable();
    parts.listeners.add(({ batches }) => {
      const now = parts.now();
      for (const { receivedAt } of batches) this.#sampleWaitUs = Math.max(this.#sampleWaitUs, now - receivedAt);
    }, "waiting of samples");
  }

  tick(): void {
    const parts = this.#parts;
    if (parts === undefined) return;
    const { waitingMs, problem } = parts.commitLog.storage;
    this.#isHeld = problem !== undefined;
    const now = parts.elapsed();
    this.#measureFollowers(parts, now);
    const loop = this.#loops[this.#looks++ % 2 === 0 ? 0 : 1];
    const loopLagMs = Math.max(0, loop.max / 1e6 - RESOLUTION_MS);
    const diskWaitMs = problem === undefined ? waitingMs : 0;
    this.#strain.look({ loopLagMs, sampleWaitMs: this.#sampleWaitUs / 1000, diskWaitMs, followerLagS: this.#followerLagS }, now);
    loop.reset();
    this.#sampleWaitUs = 0;
  }

  stop(): void {
    for (const loop of this.#loops) loop.disable();
  }

  /** Backlog in seconds of what comes in now; 0 while it shrinks. */
  #measureFollowers({ commitLog, followers }: StrainParts, now: Micros): void {
    const before = this.#backlog;
    if (before !== undefined && now >= before.at && now - before.at < FOLLOWERS_OVER_US) return;
    // One that cannot work is behind for its own reason, which its health and its alarm name.
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
