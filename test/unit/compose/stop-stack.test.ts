import pino from "pino";
import { expect, it, vi } from "vitest";
import { StopStack } from "../../../edge/compose/stop-stack.ts";

const log = pino({ level: "silent" });

it("steps run last-in first-out, each after the one before", async () => {
  const order: string[] = [];
  const stack = new StopStack(1_000, log);
  stack.add("first", () => order.push("first"));
  stack.add("second", async () => {
    await Promise.resolve();
    order.push("second");
  });
  expect(await stack.run()).toBe(true);
  expect(order).toEqual(["second", "first"]);
});

it("a step that throws does not prevent the others, and the stop is not clean", async () => {
  const order: string[] = [];
  const stack = new StopStack(1_000, log);
  stack.add("log", () => order.push("log"));
  stack.add("broken", () => {
    throw new Error("no");
  });
  expect(await stack.run()).toBe(false);
  expect(order).toEqual(["log"]);
});

it("a step that hangs is abandoned at the deadline", async () => {
  vi.useFakeTimers();
  try {
    const order: string[] = [];
    const stack = new StopStack(1_000, log);
    stack.add("log", () => order.push("log"));
    stack.add("hanging", () => new Promise(() => {}));
    const stopped = stack.run();
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.advanceTimersByTimeAsync(300);
    expect(await stopped).toBe(false);
    expect(order).toEqual(["log"]);
  } finally {
    vi.useRealTimers();
  }
});

it("any number of hanging steps take no longer than the deadline, and a step keeps its reserved time", async () => {
  vi.useFakeTimers();
  try {
    const order: string[] = [];
    const stack = new StopStack(1_000, log);
    const closeLog = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 390));
      order.push("log");
    };
    stack.add("log", closeLog, { keepMs: 400 });
    for (let step = 0; step < 20; step++) stack.add(`hanging ${step}`, () => new Promise(() => {}));
    let clean: boolean | undefined;
    void stack.run().then((is) => (clean = is));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([order, clean]).toEqual([["log"], false]);
  } finally {
    vi.useRealTimers();
  }
});

it("a second stop waits for the first and repeats nothing", async () => {
  let runs = 0;
  const stack = new StopStack(1_000, log);
  stack.add("once", () => runs++);
  const both = await Promise.all([stack.run(), stack.run()]);
  expect(both).toEqual([true, true]);
  expect(runs).toBe(1);
});

it("an early step begins with the stop and is awaited in its turn, where its failure is named", async () => {
  const order: string[] = [];
  const ended = Promise.withResolvers<void>();
  const stack = new StopStack(10_000, log);
  stack.add("log", () => order.push("log"));
  const child = async (): Promise<void> => {
    order.push("child begins");
    await ended.promise;
    order.push("child ends");
  };
  stack.add("child", child, { isEarly: true });
  stack.add("broken", () => Promise.reject(new Error("no")), { isEarly: true });
  stack.add("api", async () => {
    order.push("api");
    await new Promise(setImmediate);
    ended.resolve();
  });
  expect(await stack.run()).toBe(false);
  expect(order).toEqual(["child begins", "api", "child ends", "log"]);
});

it("time is not reserved for an early step twice: it runs since the stop began", async () => {
  vi.useFakeTimers();
  try {
    const stack = new StopStack(1_000, log);
    const takes = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));
    stack.add("child", takes(600), { keepMs: 600, isEarly: true });
    stack.add("threads", takes(300));
    stack.add("sources", takes(500));
    let clean: boolean | undefined;
    void stack.run().then((is) => (clean = is));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(clean).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});
