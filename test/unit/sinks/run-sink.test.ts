import { pino } from "pino";
import { expect, it, vi } from "vitest";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import { type Sink, SinkRetry } from "../../../edge/contracts/path/sink.ts";
import { runSink, type SinkFeed } from "../../../edge/pipeline/run-sink.ts";
import { numbered, valuesOf } from "../../fakes/source/samples.ts";

/** Ten samples per read, a hundred in total; never settles by itself. */
class FakeFeed implements SinkFeed {
  at = 0;
  acknowledged = 0;
  rewinds = 0;
  lost = 0;
  get backlogSamples(): number {
    return 100 - this.acknowledged;
  }
  async read(_max: number, signal: AbortSignal): Promise<{ batches: readonly SampleBatch[]; to: number }> {
    if (this.at >= 100)
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    const from = this.at;
    this.at += 10;
    return { batches: [numbered(from, 10)], to: this.at };
  }
  acknowledge(to: number): void {
    this.acknowledged = to;
  }
  confirmed = 0;
  confirm(): void {
    this.confirmed++;
  }
  rewind(): Promise<void> {
    this.rewinds++;
    this.at = this.acknowledged;
    return Promise.resolve();
  }
}

function setUp(
  write: (
    batches: readonly SampleBatch[],
  ) => Promise<Awaited<ReturnType<Awaited<ReturnType<Sink["connect"]>>["write"]>>>,
) {
  const feed = new FakeFeed();
  const stop = new AbortController();
  const sink: Sink = { connect: () => Promise.resolve({ write, [Symbol.asyncDispose]: () => Promise.resolve() }) };
  const running = runSink(
    { name: "s", kind: "fake", sink, feed, settleMs: 0, log: pino({ level: "silent" }), firstRetryMs: 1 },
    stop.signal,
  );
  return { feed, stop, running };
}

it("delivers in order and counts, despite failures in between", async () => {
  const got: number[] = [];
  let calls = 0;
  const { feed, stop, running } = setUp((batches) => {
    if (++calls % 3 === 0) throw new SinkRetry("busy", 0);
    got.push(...valuesOf(batches));
    return Promise.resolve({ kind: "written" });
  });
  await vi.waitFor(() => expect(feed.acknowledged).toBe(100), { interval: 2 });
  expect(got).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(running.health()).toMatchObject({ state: "running", written: 100, rejected: 0, backlogSamples: 0 });
  stop.abort();
  await running.done;
  expect(running.health().state).toBe("stopped");
});

it("counts samples that the sink will never take and continues", async () => {
  const { feed, stop, running } = setUp(() =>
    Promise.resolve({ kind: "partly", rejected: Uint32Array.of(1, 2), reason: "type" }),
  );
  await vi.waitFor(() => expect(feed.acknowledged).toBe(100), { interval: 2 });
  expect(running.health()).toMatchObject({ written: 80, rejected: 20 });
  stop.abort();
  await running.done;
});

it("keeps everything while it waits as long as the sink asked, and stops at once on request", async () => {
  let calls = 0;
  const { feed, stop, running } = setUp(() => {
    calls++;
    throw new SinkRetry("token is wrong", 30_000);
  });
  await vi.waitFor(
    () => expect(running.health()).toMatchObject({ state: "degraded", reason: "token is wrong", backlogSamples: 100 }),
    { interval: 2 },
  );
  stop.abort();
  await running.done;
  expect([calls, feed.acknowledged]).toEqual([1, 0]);
});

it("[L18] settles acknowledged data while the server keeps running, and rewinds after its restart", async () => {
  const feed = new FakeFeed();
  const stop = new AbortController();
  let server = 1;
  const connect = () => {
    const first = server;
    return Promise.resolve({
      write: () => Promise.resolve({ kind: "written" as const }),
      isSameRun: () => Promise.resolve(server === first),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  };
  const running = runSink(
    {
      name: "s",
      kind: "fake",
      sink: { connect },
      feed,
      settleMs: 15_000,
      watchEveryMs: 1,
      log: pino({ level: "silent" }),
      firstRetryMs: 1,
    },
    stop.signal,
  );
  await vi.waitFor(() => expect(feed.confirmed).toBeGreaterThan(2), { interval: 2 });
  expect(feed.rewinds).toBe(1);
  server = 2;
  await vi.waitFor(() => expect(feed.rewinds).toBe(2), { interval: 2 });
  const before = feed.confirmed;
  await vi.waitFor(() => expect(feed.confirmed).toBeGreaterThan(before), { interval: 2 });
  stop.abort();
  await running.done;
});

it("[L18] sends nothing before it knows the run of the server", async () => {
  const feed = new FakeFeed();
  const stop = new AbortController();
  let writes = 0;
  const write = () => {
    writes++;
    return Promise.resolve({ kind: "written" as const });
  };
  const sink: Sink = {
    connect: () =>
      Promise.resolve({
        write,
        isSameRun: () => Promise.resolve(undefined),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
  const running = runSink(
    { name: "s", kind: "fake", sink, feed, settleMs: 15_000, log: pino({ level: "silent" }), firstRetryMs: 1 },
    stop.signal,
  );
  await vi.waitFor(() => expect(feed.rewinds).toBeGreaterThan(2), { interval: 2 });
  expect([writes, running.health().state]).toEqual([0, "degraded"]);
  stop.abort();
  await running.done;
});

it.each(["connect", "write"] as const)(
  "[K19] a sink whose %s never settles is given up and tried again",
  async (which) => {
    const feed = new FakeFeed();
    const stop = new AbortController();
    let isFirst = true;
    const hangsFirst = <T>(what: string, then: T): Promise<T> => {
      if (!isFirst || what !== which) return Promise.resolve(then);
      isFirst = false;
      return new Promise(() => undefined);
    };
    let disposed = 0;
    const session = {
      write: () => hangsFirst("write", { kind: "written" } as const),
      [Symbol.asyncDispose]: async () => {
        disposed++;
      },
    };
    const sink: Sink = { connect: () => hangsFirst("connect", session) };
    const options = {
      name: "s",
      kind: "fake",
      sink,
      feed,
      settleMs: 0,
      log: pino({ level: "silent" }),
      firstRetryMs: 1,
      answerWithinMs: 20,
    };
    const running = runSink(options, stop.signal);
    await vi.waitFor(() => expect(feed.acknowledged).toBe(100), { timeout: 10_000, interval: 10 });
    expect(disposed).toBe(which === "write" ? 1 : 0);
    stop.abort();
    await running.done;
  },
);
