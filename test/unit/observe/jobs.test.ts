import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Jobs } from "../../../edge/observe/jobs.ts";

let lines: { level: string; job: string; reason?: string; msg: string }[];
let jobs: Jobs;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  const formatters = { level: (label: string) => ({ level: label }) };
  jobs = new Jobs(pino({ formatters }, { write: (line: string) => void lines.push(JSON.parse(line)) }));
});

afterEach(() => {
  vi.useRealTimers();
});

describe("[PA1] a job that throws", () => {
  it("is named in health with time and reason, delays no other job, and recovers", async () => {
    let isBroken = true;
    let others = 0;
    const run = (): void => {
      if (isBroken) throw new Error("no such table: spans");
    };
    jobs.start({ name: "alert tick", everyMs: 1_000, run });
    jobs.start({ name: "readiness", everyMs: 1_000, run: () => others++ });
    const startedMs = Date.now();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(others).toBe(3);
    expect(jobs.health()).toEqual([
      {
        name: "alert tick",
        state: "degraded",
        since: startedMs + 1_000,
        reason: "unexpected: no such table: spans",
        failures: 3,
      },
      { name: "readiness", state: "running", since: startedMs, failures: 0 },
    ]);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(jobs.health()[0]).toEqual({ name: "alert tick", state: "running", since: startedMs + 4_000, failures: 3 });
    expect(lines.map(({ level, job }) => [level, job])).toEqual([
      ["warn", "alert tick"],
      ["info", "alert tick"],
    ]);
  });

  it("hides the password of an address in its reason", async () => {
    const run = (): void => {
      throw new Error("no answer from mqtt://edge:s3cret@broker:1883");
    };
    jobs.start({ name: "look", everyMs: 10, run });
    await vi.advanceTimersByTimeAsync(10);
    expect(jobs.health()[0]?.reason).toBe("unexpected: no answer from mqtt://broker:1883");
    expect(JSON.stringify(lines)).not.toContain("s3cret");
  });
});

describe("[PA2] a job that returns a promise", () => {
  it("never overlaps with itself, and a rejection counts as a failure", async () => {
    const ends: PromiseWithResolvers<void>[] = [];
    const run = (): Promise<void> => {
      const end = Promise.withResolvers<void>();
      ends.push(end);
      return end.promise;
    };
    jobs.start({ name: "reload requests", everyMs: 1_000, run });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ends.length).toBe(1);
    ends[0]?.reject(new Error("disk full"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ends.length).toBe(2);
    expect(jobs.health()[0]).toMatchObject({ state: "degraded", reason: "unexpected: disk full", failures: 1 });
  });

  it("is named when it has not returned for long, and recovers when it does", async () => {
    const end = Promise.withResolvers<void>();
    jobs.start({ name: "user file", everyMs: 1_000, run: () => end.promise });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(jobs.health()[0]).toMatchObject({ state: "degraded", failures: 1 });
    expect(jobs.health()[0]?.reason).toMatch(/^a run has been under way for \d+ s/);
    end.resolve();
    await vi.advanceTimersByTimeAsync(1);
    expect(jobs.health()[0]).toMatchObject({ state: "running" });
  });

  it("ends before `stop` resolves, and does not begin again", async () => {
    const end = Promise.withResolvers<void>();
    let runs = 0;
    const run = (): Promise<void> => {
      runs++;
      return end.promise;
    };
    const job = jobs.start({ name: "certificate", everyMs: 100, run });
    await vi.advanceTimersByTimeAsync(100);
    let isStopped = false;
    const stopped = job.stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(isStopped).toBe(false);
    end.resolve();
    await stopped;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs).toBe(1);
    expect(jobs.health()).toEqual([]);
  });
});

it("[PA12] jobs that were started apart wake the thread together, each after at most its period", async () => {
  const runs: [name: string, ms: number][] = [];
  const start = (name: string, everyMs: number) =>
    jobs.start({ name, everyMs, run: () => runs.push([name, performance.now()]) });
  await vi.advanceTimersByTimeAsync(1_000 - (performance.now() % 1_000));
  const fromMs = performance.now();
  start("first", 1_000);
  await vi.advanceTimersByTimeAsync(437);
  start("second", 1_000);
  start("quick", 250);
  await vi.advanceTimersByTimeAsync(1_700);
  const at = (wanted: string) => runs.flatMap(([name, ms]) => (name === wanted ? [Math.round(ms - fromMs)] : []));
  expect(at("first")).toEqual([1_000, 2_000]);
  expect(at("second")).toEqual([1_000, 2_000]);
  expect(at("quick")).toEqual([500, 750, 1_000, 1_250, 1_500, 1_750, 2_000]);
});
