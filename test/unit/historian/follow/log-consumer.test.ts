import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { causeInWords, causeOf, sentence } from "../../../../edge/contracts/alerts/causes.ts";
import type { Follower, FollowerMark } from "../../../../edge/contracts/path/follower.ts";
import { DeadLetters } from "../../../../edge/historian/follow/dead-letters.ts";
import { LogConsumer } from "../../../../edge/historian/follow/log-consumer.ts";
import type { LogItem } from "../../../../edge/historian/log/log-chunk.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-consumer-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Gives a finding with each second, and leaves every second event out. */
class Speaker implements Follower {
  readonly name = "speaker";
  readonly needs = { tags: "all", events: "all", waveforms: false } as const;
  readonly waiting = 0;
  mark: FollowerMark;
  leftOut = 0;
  #taken = 0;

  constructor(mark: FollowerMark) {
    this.mark = mark;
  }

  observe(): void {}

  take(): void {
    if (++this.#taken % 2 === 0) this.leftOut++;
  }

  tick() {
    return { findings: [] };
  }

  write(mark: FollowerMark): void {
    this.mark = mark;
  }

  close(): void {}
}

function eventAt(at: number): LogItem {
  const time = at * 1e6;
  const event = { source: "line", type: "note", time, receivedAt: time, payload: {} };
  return { at, event } as unknown as LogItem;
}

function consume() {
  const state = { now: 0, onDisk: -1, mark: { position: 0, time: 0 } };
  const consumer = new LogConsumer({
    name: "speaker",
    open: () => new Speaker(state.mark),
    letters: new DeadLetters(join(dir, "letters.txt"), "log"),
    log: pino({ level: "silent" }),
    clock: () => state.now,
    onOutput: () => undefined,
    working: () => undefined,
    isOnDisk: (key) => key <= state.onDisk,
    writeEveryMs: 1_000,
  });
  consumer.maintain();
  return { consumer, state };
}

it("[FO6] a follower that waits for its outputs to reach the disk is named with this reason, until they have", () => {
  const { consumer, state } = consume();
  expect(consumer.take(eventAt(1))).toBe(true);
  const look = (now: number) => {
    state.now = now;
    consumer.maintain();
    return consumer.health(10);
  };
  expect(look(500).state).toBe("running");
  expect([look(1_000).state, consumer.isReady]).toEqual(["running", false]);
  expect(look(5_999).state).toBe("running");
  const { state: standing, reason = "", backlogItems } = look(6_000);
  expect([standing, backlogItems]).toEqual(["degraded", 8]);
  expect(reason).toMatch(
    /^follower speaker: its outputs wait for the disk since \d{4}-\S+Z, and it takes no more items$/,
  );
  const cause = causeOf(reason);
  expect(cause.code).toBe("follower-waits");
  expect(sentence(causeInWords(cause), "zh")).toMatch(/^派生记录 speaker 的输出自 \d{4}-\S+ 起一直等待写入磁盘/);
  state.onDisk = 1;
  expect([look(6_250).state, consumer.isReady, consumer.written]).toEqual(["running", true, 2]);
  // The next wait begins anew.
  consumer.take(eventAt(2));
  expect(look(7_250).state).toBe("running");
  expect([look(12_249).state, look(12_250).state]).toEqual(["running", "degraded"]);
});

it("[FO5] what a follower left out is counted over its openings", () => {
  const { consumer, state } = consume();
  state.onDisk = Number.POSITIVE_INFINITY;
  for (let at = 1; at <= 5; at++) consumer.take(eventAt(at));
  expect(consumer.health(6).leftOut).toBe(2);
  consumer.close();
  consumer.maintain();
  for (let at = 6; at <= 9; at++) consumer.take(eventAt(at));
  expect(consumer.health(10).leftOut).toBe(4);
});
