import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { Acknowledgements } from "../../../../edge/sources/mqtt/acknowledgements.ts";
import { Continuity } from "../../../../edge/sources/mqtt/continuity.ts";
import { Intake } from "../../../../edge/sources/mqtt/intake.ts";
import { KeepingTimes } from "../../../../edge/sources/mqtt/keeping-times.ts";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import { Pacing } from "../../../../edge/sources/mqtt/pacing.ts";
import { Rejections } from "../../../../edge/sources/mqtt/rejections.ts";
import { Repeats } from "../../../../edge/sources/mqtt/repeats.ts";
import type { TopicReader } from "../../../../edge/sources/mqtt/topic-reader.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";

const S = 1_000_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-continuity-"));
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const at = (s: number) => ({ us: s * S });

it("[Q5] a kept session is not read while the log is full, QoS 0 always is", () => {
  const counters = { received: 0, dropped: 0, named: new Map<string, number>() };
  const reader: TopicReader = { filters: [], links: [], message: () => undefined };
  const kept = {
    acknowledgements: new Acknowledgements(() => undefined),
    repeats: new Repeats(true),
    keeping: new KeepingTimes(),
  };
  const packet = (messageId: number) =>
    ({
      cmd: "publish",
      topic: "a",
      payload: Buffer.from(String(messageId)),
      qos: 1,
      messageId,
      dup: false,
      retain: false,
    }) as const;
  for (const session of [kept, undefined]) {
    const intake = new Intake({
      reader,
      outlet: new Outlet(),
      rejections: new Rejections(pino({ level: "silent" })),
      counters,
      kept: session,
    });
    let isFull = true;
    intake.isFull = () => isFull;
    const answers: (Error | undefined)[] = [];
    intake.take(packet(1), (error) => answers.push(error));
    intake.resume();
    expect(answers).toHaveLength(session === undefined ? 1 : 0);
    isFull = false;
    intake.resume();
    // The error tells mqtt.js to send no PUBACK.
    expect(answers.map((error) => error?.message)).toEqual([
      session === undefined ? undefined : expect.stringContaining("held back"),
    ]);
  }
  expect(counters.named.get("stalled")).toBe(1);
});

it("[Q2] [K15] a waveform of a repeated or malformed message is taken back", () => {
  const counters = { received: 0, dropped: 0, named: new Map<string, number>() };
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const block = {
    tag: 0 as TagRef,
    start: 1,
    receivedAt: 1,
    dtS: 1,
    unit: "1",
    points: new Float32Array(17),
    status: 0,
    flags: 0,
    context: {},
  };
  const reader: TopicReader = {
    filters: [],
    links: [],
    message(topic) {
      outlet.addWaveform(block);
      if (topic === "bad") throw new RangeError("cut off");
    },
  };
  const kept = {
    acknowledgements: new Acknowledgements(() => undefined),
    repeats: new Repeats(true),
    keeping: new KeepingTimes(),
  };
  const intake = new Intake({ reader, outlet, rejections: new Rejections(pino({ level: "silent" })), counters, kept });
  const send = (topic: string) =>
    intake.take(
      { cmd: "publish", topic, payload: Buffer.from("same"), qos: 1, messageId: 1, dup: false, retain: false },
      () => undefined,
    );
  send("a");
  send("a");
  send("bad");
  outlet.flush();
  expect(inlet.waveforms).toEqual([block]);
  expect([counters.received, counters.dropped, counters.named.get("repeated")]).toEqual([1, 1, 1]);
});

it("[Q10] a snapshot of the received messages keeps its own moment, and is written when the log has them", () => {
  const heard = new LastHeard(folder);
  expect(heard.snapshot()).toBeUndefined();
  heard.set("a", 5 * S, 1);
  const write = heard.snapshot();
  heard.set("a", 9 * S, 2);
  expect(new LastHeard(folder).get("a")).toBeUndefined();
  write?.();
  expect(new LastHeard(folder).get("a")).toEqual({ time: 5 * S, count: 1 });
  heard.snapshot()?.();
  expect(new LastHeard(folder).get("a")).toEqual({ time: 9 * S, count: 2 });
  const memory = new Continuity(folder, false);
  memory.stands(5 * S, at(5));
  const keep = memory.snapshot();
  memory.stands(9 * S, at(9));
  keep();
  const resumption = { sessionPresent: false, uptimeS: undefined, now: at(10) };
  expect(new Continuity(folder, false).outage(resumption)?.from).toBe(5 * S);
});

it("[Q16] a new peer is recorded with its first message before the log has the message, and stays recorded", () => {
  const heard = new LastHeard(folder);
  heard.set("old", 1 * S, 1);
  heard.snapshot()?.();
  heard.set("old", 3 * S, 3);
  const earlier = heard.snapshot();
  heard.set("new", 5 * S, 0);
  heard.set("new", 6 * S, 1);
  heard.meet();
  const onDisk = () => ["old", "new"].map((peer) => new LastHeard(folder).get(peer));
  expect(onDisk()).toEqual([
    { time: 1 * S, count: 1 },
    { time: 5 * S, count: 0 },
  ]);
  // A snapshot from before the peer's first message must not remove the peer again.
  earlier?.();
  expect(onDisk()).toEqual([
    { time: 3 * S, count: 3 },
    { time: 5 * S, count: 0 },
  ]);
});

it("[Q16] the first messages ever are recorded, without the drops that they have not declared yet", () => {
  const first = new Continuity(folder, true, true);
  first.meet(5 * S, at(6));
  first.meet(9 * S, at(9));
  const resumption = { sessionPresent: true, uptimeS: 3_600, now: at(10) };
  expect(new Continuity(folder, true, true).outage(resumption)).toEqual({
    from: 5 * S,
    to: 10 * S,
    reason: "source_queue_overflow",
  });
});

/** Ids in the PUBACKs that were written. */
function idsIn(bytes: Buffer): number[] {
  const ids: number[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    expect([bytes[at], bytes[at + 1]]).toEqual([0x40, 2]);
    ids.push(bytes.readUInt16BE(at + 2));
  }
  return ids;
}

class SlowInlet extends FakeInlet {
  readonly waiting: (() => void)[] = [];
  override committed(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

it("[Q1] a PUBACK goes out only after the commit, in the order of arrival", async () => {
  const written: number[] = [];
  const inlet = new SlowInlet();
  const acknowledgements = new Acknowledgements((bytes) => written.push(...idsIn(bytes)));
  const { signal } = new AbortController();
  for (const id of [7, 65_535, 1]) acknowledgements.hold(id, id !== 65_535);
  acknowledgements.handedOver(1, inlet, signal);
  expect([written, acknowledgements.held]).toEqual([[], 3]);
  inlet.waiting.shift()?.();
  await acknowledgements.settled();
  expect([written, acknowledgements.held]).toEqual([[7], 2]);
  acknowledgements.finish(65_535);
  acknowledgements.handedOver(2, inlet, signal);
  inlet.waiting.shift()?.();
  await acknowledgements.settled();
  expect([written, acknowledgements.held]).toEqual([[7, 65_535, 1], 0]);
});

it("[Q2] a repeat is known by its bytes where they hold the time, else by DUP flag and packet identifier", () => {
  const message = { topic: "a", payload: Buffer.from('{"t":1}'), messageId: 1, dup: false };
  const timed = new Repeats(true);
  expect([
    timed.isRepeat(message),
    timed.isRepeat({ ...message, messageId: 2 }),
    timed.isRepeat({ ...message, topic: "b" }),
  ]).toEqual([false, true, false]);
  const bare = new Repeats(false);
  expect([
    bare.isRepeat(message),
    bare.isRepeat(message),
    bare.isRepeat({ ...message, dup: true }),
    bare.isRepeat({ ...message, dup: true, messageId: 2 }),
  ]).toEqual([false, false, true, false]);
});

it("[Q2] the memory of messages is bounded, the oldest go first", () => {
  const repeats = new Repeats(true);
  const message = (n: number) => ({ topic: "a", payload: Buffer.from(String(n)), messageId: 1, dup: false });
  for (let n = 0; n <= 32_768; n++) repeats.isRepeat(message(n));
  expect([repeats.isRepeat(message(32_768)), repeats.isRepeat(message(0))]).toEqual([true, false]);
});

it(
  "[Q7] a contest for the client id slows down to one connect in five seconds, a broker that was away does " + "not",
  () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const silent = new Pacing(false);
    const live = () => {
      silent.connected();
      vi.advanceTimersByTime(500);
      silent.ended("lost");
    };
    live();
    expect(silent.waitMs()).toBe(0);
    vi.advanceTimersByTime(500);
    live();
    expect(silent.waitMs()).toBe(4_500);
    vi.advanceTimersByTime(4_500);
    silent.failed(false);
    live();
    expect(silent.waitMs()).toBe(0);
    const named = new Pacing(true);
    named.connected();
    vi.advanceTimersByTime(500);
    named.ended("taken over");
    expect(named.waitMs()).toBe(4_500);
  },
);

it("[Q7] refused credentials are tried again slowly", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const pacing = new Pacing(true);
  pacing.failed(true);
  expect(pacing.waitMs()).toBe(15_000);
  vi.advanceTimersByTime(15_000);
  expect(pacing.waitMs()).toBe(0);
});
