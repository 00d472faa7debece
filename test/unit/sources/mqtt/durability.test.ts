import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { Acknowledgements } from "../../../../edge/sources/mqtt/acknowledgements.ts";
import { BrokerDrops } from "../../../../edge/sources/mqtt/broker-drops.ts";
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
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (s: number) => ({ us: s * S });

/** A memory whose last message was of second 100 and whose link stood until second 101. */
function past(inProcess: boolean, isKept = true): Continuity {
  const one = new Continuity(folder, isKept);
  one.stands(100 * S, at(101));
  one.snapshot()();
  return inProcess ? one : new Continuity(folder, isKept);
}

it("[D1] [Q3] a kept session is whole when the broker ran on, and a gap when it may have been restarted or does not say", () => {
  const resumed = (uptimeS: number | undefined) => past(true).outage({ sessionPresent: true, uptimeS, now: at(110) });
  expect(resumed(9)).toBeUndefined();
  expect(resumed(8)).toEqual({ from: 100 * S, to: 110 * S, reason: "source_down_no_history" });
  expect(resumed(undefined)).toEqual({ from: 100 * S, to: 110 * S, reason: "source_down_no_history" });
});

it("[Q3] a clock that is set anew makes no broker look restarted; a machine that was does", () => {
  const resumed = (clockS: number, upS: number, boot: string) => {
    const one = new Continuity(folder, true);
    one.stands(100 * S, { us: 101 * S, boot: "a", upUs: 50 * S });
    one.snapshot()();
    return new Continuity(folder, true).outage({
      sessionPresent: true,
      uptimeS: 20,
      now: { us: clockS * S, boot, upUs: upS * S },
    });
  };
  expect(resumed(3_710, 60, "a")).toBeUndefined();
  expect(resumed(110, 80, "a")).toEqual({ from: 100 * S, to: 110 * S, reason: "source_down_no_history" });
  expect(resumed(110, 80, "b")).toBeUndefined();
  expect(resumed(3_710, 60, "b")?.reason).toBe("source_down_no_history");
});

it("[D2] [Q3] the memory outlives a kill of the edge; a session that the broker forgot meanwhile is a gap", () => {
  expect(past(false).outage({ sessionPresent: true, uptimeS: 3_600, now: at(200) })).toBeUndefined();
  expect(past(false).outage({ sessionPresent: false, uptimeS: 3_600, now: at(200) })).toEqual({
    from: 100 * S,
    to: 200 * S,
    reason: "edge_down_no_history",
  });
  expect(past(true).outage({ sessionPresent: false, uptimeS: 3_600, now: at(200) })?.reason).toBe(
    "source_down_no_history",
  );
});

it("[Q3] nothing is declared before the first message ever, nor from a torn file", () => {
  writeFileSync(join(folder, "session.json"), '{"newestUs":1');
  expect(
    new Continuity(folder, true).outage({ sessionPresent: false, uptimeS: undefined, now: at(1) }),
  ).toBeUndefined();
});

it("what a kept session is subscribed to is remembered, so that given-up topics can be left", () => {
  const before = past(true);
  expect(before.subscribed(["a", "b/#"])).toEqual([]);
  before.snapshot()();
  expect([
    new Continuity(folder, true).subscribed(["b/#", "c"]),
    new Continuity(folder, true).subscribed(["a", "b/#"]),
  ]).toEqual([["a"], []]);
});

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

it("[Q2] [K15] a waveform of a message that comes again, or proves malformed, is taken back", () => {
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

it("[Q4] without a kept session each interruption is declared as a loss of QoS 0, also one by a restart of the edge", () => {
  const resumption = { sessionPresent: false, uptimeS: 3_600, now: at(200) };
  expect(new Continuity(folder, false).outage(resumption)).toBeUndefined();
  expect(past(true, false).outage(resumption)).toEqual({ from: 100 * S, to: 200 * S, reason: "source_qos0" });
  expect(past(false, false).outage(resumption)).toEqual({ from: 100 * S, to: 200 * S, reason: "edge_down_no_history" });
});

it("[Q10] what was heard is of the moment it was asked for, a peer never heard before is news until then, and nothing is written before it is told to", () => {
  const heard = new LastHeard(folder);
  expect([heard.hasNewPeer, heard.snapshot()]).toEqual([false, undefined]);
  heard.set("a", 5 * S, 1);
  expect(heard.hasNewPeer).toBe(true);
  const write = heard.snapshot();
  heard.set("a", 9 * S, 2);
  expect([heard.hasNewPeer, new LastHeard(folder).get("a")]).toEqual([false, undefined]);
  write?.();
  expect(new LastHeard(folder).get("a")).toEqual({ time: 5 * S, count: 1 });
  heard.snapshot()?.();
  expect(new LastHeard(folder).get("a")).toEqual({ time: 9 * S, count: 2 });
  const memory = new Continuity(folder, false);
  memory.stands(5 * S, at(5));
  const keep = memory.snapshot();
  memory.stands(9 * S, at(9));
  keep();
  expect(new Continuity(folder, false).outage({ sessionPresent: false, uptimeS: undefined, now: at(10) })?.from).toBe(
    5 * S,
  );
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

it("[D2] [Q1] a PUBACK goes out only after the commit, in the order of arrival", async () => {
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

it("[Q2] what is remembered of messages is bounded, the oldest go first", () => {
  const repeats = new Repeats(true);
  const message = (n: number) => ({ topic: "a", payload: Buffer.from(String(n)), messageId: 1, dup: false });
  for (let n = 0; n <= 32_768; n++) repeats.isRepeat(message(n));
  expect([repeats.isRepeat(message(32_768)), repeats.isRepeat(message(0))]).toEqual([true, false]);
});

it("[D5] [Q7] a fight over the client id slows down to one connect in five seconds, a broker that was away does not", () => {
  const silent = new Pacing(false);
  const live = (from: number, to: number) => {
    silent.connected(from);
    silent.ended("lost", to);
  };
  live(0, 500);
  expect(silent.waitMs(500)).toBe(0);
  live(1_000, 1_500);
  expect(silent.waitMs(1_500)).toBe(4_500);
  silent.failed(false, 6_000);
  live(7_000, 7_500);
  expect(silent.waitMs(7_500)).toBe(0);
  const telling = new Pacing(true);
  telling.connected(0);
  telling.ended("taken over", 500);
  expect(telling.waitMs(500)).toBe(4_500);
});

it("[D10] [Q7] refused credentials are tried again slowly", () => {
  const pacing = new Pacing(true);
  pacing.failed(true, 1_000);
  expect([pacing.waitMs(1_000), pacing.waitMs(16_000)]).toEqual([15_000, 0]);
});

it("[Q13] a topic whose messages the broker does not keep, of QoS 0 or with an expiry, makes each longer outage a gap until it sends others", () => {
  const one = past(true);
  const outage = (s: number) => one.outage({ sessionPresent: true, uptimeS: 3_600, now: at(101 + s) })?.reason;
  const counters = { received: 0, dropped: 0, named: new Map<string, number>() };
  const reader: TopicReader = { filters: [], links: [], message: () => undefined };
  const kept = {
    acknowledgements: new Acknowledgements(() => undefined),
    repeats: new Repeats(true),
    keeping: one.keeping,
  };
  const intake = new Intake({
    reader,
    outlet: new Outlet(),
    rejections: new Rejections(pino({ level: "silent" })),
    counters,
    kept,
  });
  const take = (qos: 0 | 1, more: { retain?: boolean; topic?: string; properties?: object } = {}) =>
    intake.take(
      {
        cmd: "publish",
        topic: "a",
        payload: Buffer.from("1"),
        messageId: qos,
        dup: false,
        retain: false,
        ...more,
        qos,
      },
      () => undefined,
    );
  take(1);
  take(0, { retain: true });
  take(0, { topic: "$SYS/broker/uptime" });
  expect(outage(5)).toBeUndefined();
  take(0);
  expect(outage(1)).toBe("source_qos0");
  one.snapshot()();
  const later = new Continuity(folder, true).outage({ sessionPresent: true, uptimeS: 3_600, now: at(110) });
  expect(later).toEqual({ from: 100 * S, to: 110 * S, reason: "source_qos0" });
  take(1, { properties: { messageExpiryInterval: 7 } });
  expect([outage(6), outage(7)]).toEqual([undefined, "source_qos0"]);
  take(1);
  expect(outage(60)).toBeUndefined();
});

it("[Q13] remembers a thousand topics at most, the newest ones", () => {
  const keeping = new KeepingTimes();
  for (let n = 0; n <= 1_000; n++) keeping.note(`t/${n}`, 0);
  expect([keeping.all().length, keeping.all()[0]?.[0]]).toEqual([1_000, "t/1"]);
});

it("[Q14] a broker that should say how many messages it dropped, and did not, leaves a gap at each outage", () => {
  const silent = new Continuity(folder, true, true);
  silent.stands(100 * S, at(101));
  const resumption = { sessionPresent: true, uptimeS: 3_600, now: at(110) };
  expect(silent.outage(resumption)).toEqual({ from: 100 * S, to: 110 * S, reason: "source_queue_overflow" });
  silent.dropsOfSession().counted("3", true, 102 * S);
  expect(silent.outage(resumption)).toBeUndefined();
  silent.snapshot()();
  expect(new Continuity(folder, true, true).outage(resumption)).toBeUndefined();
});

it("[Q14] a rise of the broker's dropped messages is a gap where we were away or our window was full, and no other client's loss is ours", () => {
  const first = new BrokerDrops(undefined);
  const refresh = (drops: BrokerDrops, s: number, isWindowFull = false) =>
    drops.refreshed({ now: s * S, newest: undefined, isWindowFull });
  expect(first.counted("5", true, 100 * S)).toBeUndefined();
  refresh(first, 110);
  expect(first.counted("9", false, 110 * S)).toBeUndefined();
  refresh(first, 120, true);
  expect(first.counted("12", false, 120 * S)).toEqual({ from: 110 * S, to: 120 * S });
  const next = new BrokerDrops(first.known);
  // What the broker kept may be of before we came back: it counts with the next refresh.
  expect(next.counted("20", true, 200 * S)).toBeUndefined();
  expect(next.known).toEqual(first.known);
  expect(refresh(next, 205)).toEqual({ from: 120 * S, to: 205 * S });
  expect(next.counted("21", false, 205 * S)).toEqual({ from: 120 * S, to: 205 * S });
  refresh(next, 215);
  expect(next.counted("30", false, 215 * S)).toBeUndefined();
  // A broker that was started anew counts from nothing; what it lost then is Q3's.
  const restarted = new BrokerDrops(next.known);
  expect([restarted.counted("0", true, 300 * S), restarted.counted("none", true, 300 * S)]).toEqual([
    undefined,
    undefined,
  ]);
  expect([refresh(restarted, 310), restarted.known?.count]).toEqual([undefined, 0]);
});
