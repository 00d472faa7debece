/** Possible losses of a session with the broker, over lost links and restarts. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Acknowledgements } from "../../../../edge/sources/mqtt/acknowledgements.ts";
import { BrokerDrops } from "../../../../edge/sources/mqtt/broker-drops.ts";
import { Continuity } from "../../../../edge/sources/mqtt/continuity.ts";
import { gapEvent, messageEvent } from "../../../../edge/sources/mqtt/events.ts";
import { Intake } from "../../../../edge/sources/mqtt/intake.ts";
import { KeepingTimes } from "../../../../edge/sources/mqtt/keeping-times.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
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

/** A memory with its last message at second 100 and a link that was alive until second 101. */
function past(inProcess: boolean, isKept = true): Continuity {
  const one = new Continuity(folder, isKept);
  one.stands(100 * S, at(101));
  one.snapshot()();
  return inProcess ? one : new Continuity(folder, isKept);
}

it(
  "[Q3] a kept session is whole when the broker ran on, and a gap when it may have been restarted or does " + "not say",
  () => {
    const resumed = (uptimeS: number | undefined) => past(true).outage({ sessionPresent: true, uptimeS, now: at(110) });
    expect(resumed(9)).toBeUndefined();
    expect(resumed(8)).toEqual({ from: 100 * S, to: 110 * S, reason: "source_down_no_history" });
    expect(resumed(undefined)).toEqual({ from: 100 * S, to: 110 * S, reason: "source_down_no_history" });
  },
);

it("[Q3] a clock step is not a restart of the broker; a reboot of its machine is", () => {
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

it("[Q3] the memory outlives a kill of the edge; a session that the broker forgot meanwhile is a gap", () => {
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

it("[Q3] nothing is declared before the first message ever, or from a torn file", () => {
  writeFileSync(join(folder, "session.json"), '{"newestUs":1');
  expect(
    new Continuity(folder, true).outage({ sessionPresent: false, uptimeS: undefined, now: at(1) }),
  ).toBeUndefined();
});

it("subscriptions of a kept session are remembered, so that unwanted ones can be removed", () => {
  const before = past(true);
  expect(before.subscribed(["a", "b/#"])).toEqual([]);
  before.snapshot()();
  expect([
    new Continuity(folder, true).subscribed(["b/#", "c"]),
    new Continuity(folder, true).subscribed(["a", "b/#"]),
  ]).toEqual([["a"], []]);
});

it(
  "[Q4] without a kept session each interruption is declared as a loss of QoS 0, also one by a restart of the " +
    "edge",
  () => {
    const resumption = { sessionPresent: false, uptimeS: 3_600, now: at(200) };
    expect(new Continuity(folder, false).outage(resumption)).toBeUndefined();
    expect(past(true, false).outage(resumption)).toEqual({ from: 100 * S, to: 200 * S, reason: "source_qos0" });
    expect(past(false, false).outage(resumption)).toEqual({
      from: 100 * S,
      to: 200 * S,
      reason: "edge_down_no_history",
    });
  },
);

it(
  "[Q13] a topic whose messages the broker does not keep, of QoS 0 or with an expiry, makes each longer outage " +
    "a gap until it sends others",
  () => {
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
  },
);

it("[Q13] remembers a thousand topics at most, the newest ones", () => {
  const keeping = new KeepingTimes();
  for (let n = 0; n <= 1_000; n++) keeping.note(`t/${n}`, 0);
  expect([keeping.all().length, keeping.all()[0]?.[0]]).toEqual([1_000, "t/1"]);
});

it("[Q14] a broker that does not report its dropped messages as expected leaves a gap at each outage", () => {
  const silent = new Continuity(folder, true, true);
  silent.stands(100 * S, at(101));
  const resumption = { sessionPresent: true, uptimeS: 3_600, now: at(110) };
  expect(silent.outage(resumption)).toEqual({ from: 100 * S, to: 110 * S, reason: "source_queue_overflow" });
  silent.dropsOfSession().counted("3", true, 102 * S);
  expect(silent.outage(resumption)).toBeUndefined();
  silent.snapshot()();
  expect(new Continuity(folder, true, true).outage(resumption)).toBeUndefined();
});

it(
  "[Q14] a rise of the broker's dropped messages is a gap where the edge was away or its window was full, and no " +
    "other client's loss is ours",
  () => {
    const first = new BrokerDrops(undefined);
    const refresh = (drops: BrokerDrops, s: number, isWindowFull = false) =>
      drops.refreshed({ now: s * S, newest: undefined, isWindowFull });
    expect(first.counted("5", true, 100 * S)).toBeUndefined();
    refresh(first, 110);
    expect(first.counted("9", false, 110 * S)).toBeUndefined();
    refresh(first, 120, true);
    expect(first.counted("12", false, 120 * S)).toEqual({ from: 110 * S, to: 120 * S });
    const next = new BrokerDrops(first.known);
    // Kept messages may be older than the reconnect: they count with the next refresh.
    expect(next.counted("20", true, 200 * S)).toBeUndefined();
    expect(next.known).toEqual(first.known);
    expect(refresh(next, 205)).toEqual({ from: 120 * S, to: 205 * S });
    expect(next.counted("21", false, 205 * S)).toEqual({ from: 120 * S, to: 205 * S });
    refresh(next, 215);
    expect(next.counted("30", false, 215 * S)).toBeUndefined();
    // A restarted broker counts from 0; its losses are the subject of rule Q3.
    const restarted = new BrokerDrops(next.known);
    expect([restarted.counted("0", true, 300 * S), restarted.counted("none", true, 300 * S)]).toEqual([
      undefined,
      undefined,
    ]);
    expect([refresh(restarted, 310), restarted.known?.count]).toEqual([undefined, 0]);
  },
);

it("[Q14] a gap of dropped messages ends after it begins, also where the wall clock was set back in between", () => {
  const drops = new BrokerDrops({ count: 5, at: 7_300 * S });
  drops.refreshed({ now: 110 * S, newest: undefined, isWindowFull: true });
  expect(drops.counted("9", false, 110 * S)).toEqual({ from: 110 * S, to: 7_300 * S });
});

it("[Q10] a file from before the clock was set back is written again", () => {
  const one = past(true);
  expect(one.isWritten).toBe(true);
  one.stands(100 * S, at(101 - 3600));
  expect(one.isWritten, "a time ahead of the clock would hide a restart of the broker").toBe(false);
});

it("[Q10] without messages the file follows the link every five seconds; a message goes with the next write", () => {
  const one = new Continuity(folder, true);
  expect(one.isWritten).toBe(false);
  // Before the first message there is nothing to follow.
  one.snapshot()();
  expect(one.isWritten).toBe(true);
  one.stands(100 * S, at(101));
  expect(one.isWritten).toBe(false);
  one.snapshot()();
  one.stands(undefined, at(105.9));
  expect(one.isWritten).toBe(true);
  one.stands(undefined, at(106));
  expect(one.isWritten).toBe(false);
  one.snapshot()();
  expect(one.isWritten).toBe(true);
  one.stands(106.5 * S, at(107));
  expect(one.isWritten).toBe(false);
  one.snapshot()();
  one.subscribed(["another/#"]);
  expect(one.isWritten).toBe(false);
});

it("[F14] a gap that a message shows is declared although the message itself is refused", () => {
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const reader: TopicReader = {
    filters: [],
    links: [],
    message: () => {
      outlet.addEvent(messageEvent("of.the.message", { schema: "x/1", time: 0, payload: {} }));
      outlet.addEvent(gapEvent({ source: "line/g/n", from: 1, to: 2, lost: 40 }));
      throw new RangeError("a number is cut off at the end of its message");
    },
  };
  const counters = { received: 0, dropped: 0, named: new Map<string, number>() };
  const rejections = new Rejections(pino({ level: "silent" }));
  const intake = new Intake({ reader, outlet, rejections, counters, kept: undefined });
  intake.take(
    { cmd: "publish", topic: "a", payload: Buffer.from("1"), qos: 0, dup: false, retain: false },
    () => undefined,
  );
  outlet.flush();
  expect(inlet.events.map(({ type }) => type)).toEqual(["gap.declared"]);
  expect(counters.dropped).toBe(1);
});
