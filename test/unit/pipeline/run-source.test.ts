import { pino } from "pino";
import { describe, expect, it, vi } from "vitest";
import type { Health } from "../../../edge/contracts/path/plugin.ts";
import type { Inlet, Source, SourceSession } from "../../../edge/contracts/path/source.ts";
import type { LinkRef } from "../../../edge/contracts/plant/tag.ts";
import { runSource } from "../../../edge/pipeline/run-source.ts";
import { SourceStatus } from "../../../edge/pipeline/source-status.ts";

const inlet: Inlet = {
  push: () => 0,
  pushEvents: () => 0,
  pushWaveform: () => 0,
  full: false,
  committed: async () => undefined,
};

/** A session with scripted pumping, which counts its disposals. */
function session(pump: SourceSession["pump"], disposed: { count: number } = { count: 0 }): SourceSession {
  return {
    pump,
    [Symbol.asyncDispose]: async () => {
      disposed.count++;
    },
  };
}

const REFUSED = "opc.tcp://plc:4840: nothing listens there; check that the server runs, and host and port";

const untilAborted: SourceSession["pump"] = (_, signal) =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

function run(source: Source, wait: (attempt: number) => number = () => 0) {
  const stop = new AbortController();
  const states: string[] = [];
  const lost: [number, string][] = [];
  const waits: number[] = [];
  const status = new SourceStatus({
    name: "line",
    kind: "fake",
    counters: { received: 7, dropped: 1, named: new Map() },
    onChange: (health) => states.push("reason" in health ? `${health.state}: ${health.reason}` : health.state),
  });
  const done = runSource(
    source,
    {
      status,
      inlet,
      links: [0 as LinkRef, 1 as LinkRef],
      reports: { heard: () => undefined, lost: (link, reason) => void lost.push([link, reason]) },
      log: pino({ level: "silent" }),
      wait: (attempt) => {
        waits.push(attempt);
        return wait(attempt);
      },
    },
    stop.signal,
  );
  return { stop, states, lost, waits, status, done };
}

describe("run-source", () => {
  it("[K8] connects, pumps, disposes and stops on request", async () => {
    const disposed = { count: 0 };
    const { stop, states, status, done } = run({ connect: async () => session(untilAborted, disposed) });
    await vi.waitFor(() => expect(status.read().state).toBe("running"));
    stop.abort();
    await done;
    expect([states, disposed.count]).toEqual([["running", "stopped"], 1]);
    expect(status.read()).toMatchObject({ name: "line", kind: "fake", state: "stopped", received: 7, dropped: 1 });
  });

  it("[K8] [K9] a refused connect is tried again after longer waits; links are lost, logged once", async () => {
    let tries = 0;
    const { stop, states, lost, waits, status, done } = run({
      connect: async () => {
        if (++tries <= 3) throw new Error("connect ECONNREFUSED at opc.tcp://plc:4840");
        return session(untilAborted);
      },
    });
    await vi.waitFor(() => expect(status.read().state).toBe("running"));
    expect(waits).toEqual([0, 1, 2]);
    expect(states).toEqual([`degraded: ${REFUSED}`, "running"]);
    expect(lost.slice(0, 2)).toEqual([
      [0, REFUSED],
      [1, REFUSED],
    ]);
    stop.abort();
    await done;
  });

  it("[K8] [K9] a lost link is reconnected; short sessions do not reset the waits", async () => {
    const disposed = { count: 0 };
    const { stop, lost, waits, done } = run({
      connect: async () => session(() => Promise.reject(new Error("link lost")), disposed),
    });
    await vi.waitFor(() => expect(waits.length).toBeGreaterThanOrEqual(4));
    stop.abort();
    await done;
    expect(waits.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(disposed.count).toBeGreaterThanOrEqual(4);
    expect(lost[0]).toEqual([0, "link lost"]);
  });

  it("[K8] after a session that lasted the first wait is short again", async () => {
    const clock = vi.spyOn(performance, "now");
    let nowMs = 0;
    clock.mockImplementation(() => nowMs);
    let sessions = 0;
    const source: Source = {
      connect: async () =>
        session(async () => {
          if (++sessions === 3) nowMs += 31_000;
          throw new Error("link lost");
        }),
    };
    const { stop, waits, done } = run(source);
    await vi.waitFor(() => expect(waits.length).toBeGreaterThanOrEqual(5));
    stop.abort();
    await done;
    clock.mockRestore();
    expect(waits.slice(0, 5)).toEqual([0, 1, 0, 1, 2]);
  });

  it("[K8] a stop during a wait takes effect at once", async () => {
    const { stop, waits, status, done } = run({ connect: () => Promise.reject(new Error("refused")) }, () => 60_000);
    await vi.waitFor(() => expect(waits).toHaveLength(1));
    stop.abort();
    await done;
    expect(status.read()).toMatchObject({ state: "stopped" });
  });

  it("[K8] a stop reaches a connect that is under way", async () => {
    const { states, stop, done } = run({
      connect: (signal) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    });
    stop.abort();
    await done;
    expect(states).toEqual(["stopped"]);
  });

  it("a source that has ended is stopped, not retried", async () => {
    const { waits, states, done } = run({ connect: async () => session(async () => undefined) });
    await done;
    expect([waits, states]).toEqual([[], ["running", "stopped"]]);
  });

  it(
    "[K8] a stop is not held up by a connect that ignores its signal, and its session is closed when it " +
      "comes after all",
    async () => {
      const disposed = { count: 0 };
      const { promise: connected, resolve } = Promise.withResolvers<SourceSession>();
      const { stop, done } = run({ connect: () => connected });
      stop.abort();
      await done;
      resolve(session(untilAborted, disposed));
      await vi.waitFor(() => expect(disposed.count).toBe(1));
    },
  );

  it("a connect that ignores its signal is given up at its deadline", async () => {
    let connects = 0;
    const { stop, states, done } = run({
      connectWithinMs: 10,
      connect: () => (++connects === 1 ? new Promise(() => {}) : Promise.resolve(session(untilAborted))),
    });
    await vi.waitFor(() => expect(connects).toBe(2), { timeout: 30_000 });
    stop.abort();
    await done;
    expect(states[0]).toMatch(/did not connect within 0.01 s/);
  });

  it("a session that cannot be closed delays the next connect by a second and a half at most", async () => {
    let connects = 0;
    const hanging: SourceSession = {
      pump: () => Promise.reject(new Error("link lost")),
      [Symbol.asyncDispose]: () => new Promise(() => undefined),
    };
    const { stop, done } = run({ connect: async () => (++connects === 1 ? hanging : session(untilAborted)) });
    await vi.waitFor(() => expect(connects).toBe(2), { timeout: 4_000, interval: 20 });
    stop.abort();
    await done;
  });
});

describe("source status", () => {
  it("stamps the time of a change of state itself and keeps it while the state lasts", () => {
    let nowMs = 100;
    const changes: Health[] = [];
    const status = new SourceStatus({
      name: "a",
      kind: "b",
      counters: { received: 0, dropped: 0, named: new Map() },
      now: () => nowMs,
      onChange: (health) => changes.push(health),
    });
    nowMs = 200;
    status.report({ state: "degraded", since: 999_999, reason: "one" });
    nowMs = 300;
    status.report({ state: "degraded", since: 0, reason: "one" });
    status.report({ state: "degraded", since: 0, reason: "two" });
    expect(status.read()).toMatchObject({ state: "degraded", since: 200, reason: "two" });
    expect(changes).toEqual([
      { state: "degraded", since: 200, reason: "one" },
      { state: "degraded", since: 200, reason: "two" },
    ]);
    status.report({ state: "running", since: 0 });
    expect(status.read()).not.toHaveProperty("reason");
  });

  it("measures samples per second from what the decoder counted", () => {
    const clock = vi.spyOn(performance, "now");
    clock.mockReturnValue(0);
    const counters = { received: 0, dropped: 0, named: new Map() };
    const status = new SourceStatus({ name: "a", kind: "b", counters });
    for (let second = 1; second <= 40; second++) {
      counters.received += 250;
      clock.mockReturnValue(second * 1000);
      status.measure();
    }
    expect(status.read().samplesPerSecond).toBe(250);
    for (let second = 41; second <= 80; second++) {
      clock.mockReturnValue(second * 1000);
      status.measure();
    }
    expect(status.read().samplesPerSecond).toBeLessThan(1);
    clock.mockRestore();
  });
});

describe("a connect that never settles", () => {
  it("[K19] is given up and tried again; a session that arrives late is closed and never pumped", async () => {
    const disposed = { count: 0 };
    const late = Promise.withResolvers<SourceSession>();
    let connects = 0;
    const source: Source = {
      connectWithinMs: 20,
      connect: () => (++connects === 1 ? late.promise : Promise.resolve(session(untilAborted))),
    };
    const { stop, states, status, done } = run(source);
    await vi.waitFor(() => expect(status.read().state).toBe("running"), { timeout: 10_000, interval: 10 });
    expect([connects, states[0]]).toEqual([
      2,
      expect.stringMatching(/^degraded: the other side did not connect within 0.02 s; /),
    ]);
    let isPumped = false;
    const pump = async (): Promise<void> => {
      isPumped = true;
    };
    late.resolve(session(pump, disposed));
    await vi.waitFor(() => expect(disposed.count).toBe(1));
    expect(isPumped).toBe(false);
    stop.abort();
    await done;
  });

  it("[K19] does not hold up the stop of the edge", async () => {
    const { stop, status, done } = run({ connect: () => new Promise(() => undefined) });
    stop.abort();
    await done;
    expect(status.read().state).toBe("stopped");
  });
});
