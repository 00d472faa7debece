import { expect, it, vi } from "vitest";
import { STATE_OVERDUE_MS } from "../../../../edge/sources/mqtt/vda5050/observer.ts";
import { header, setUp, state } from "../../../fakes/mqtt/vehicles.ts";

it("reads numbers, booleans, words, counts and absent members, at the vehicle's time", () => {
  const { inlet, send } = setUp();
  const message = { ...state(1), timestamp: new Date(Date.now() - 1000).toISOString() };
  send("state", message);
  expect([0, 1, 2, 3, 4].map((ref) => inlet.latest(ref)?.value)).toEqual([77.5, 0, 1, 0, 0]);
  expect(inlet.latest(0)).toMatchObject({ time: Date.parse(message.timestamp) * 1000, status: 0, flags: 0 });
  expect(inlet.latest(9)).toBe(undefined);
  send("state", state(2, { operatingMode: "SERVICE", loads: [{ weight: 312.5 }] }));
  expect(inlet.latest(1)).toMatchObject({ value: Number.NaN, status: 0x80740000 });
  expect(inlet.latest(4)?.value).toBe(312.5);
});

it(
  "gives the route left as compact JSON, with positions from the order where the state has none, only when it " +
    "changes",
  () => {
    const { inlet, send } = setUp();
    send("order", {
      ...header(1),
      orderId: "o1",
      orderUpdateId: 0,
      nodes: [
        { nodeId: "N4", sequenceId: 4, released: true, actions: [], nodePosition: { x: 3, y: 4, mapId: "hall" } },
      ],
      edges: [],
    });
    const nodeStates = [{ nodeId: "N4", sequenceId: 4, released: true }];
    send("state", state(1, { nodeStates }));
    send("state", state(2, { nodeStates }));
    expect(inlet.samples(5).map(({ text }) => text)).toEqual([
      '{"order":"o1","last":"N1","nodes":[{"id":"N4","x":3,"y":4,"released":true}],"edges":[]}',
    ]);
    send(
      "state",
      state(3, {
        nodeStates: Array.from({ length: 500 }, (_, n) => ({
          nodeId: `node-with-a-long-name-${n}`,
          sequenceId: 2 * n,
          released: true,
        })),
      }),
    );
    const long = inlet.latest(5)?.text ?? "";
    expect(long.length).toBeLessThanOrEqual(4096);
    expect(JSON.parse(long).nodes.length).toBeGreaterThan(30);
  },
);

it("[F10] is live by ONLINE, state and visualization, and gone by OFFLINE or CONNECTIONBROKEN until ONLINE", () => {
  const { send, isLive, inlet } = setUp();
  send("connection", { ...header(1), connectionState: "ONLINE" });
  expect(isLive.get(0)).toBe(true);
  send("connection", { ...header(0, "2020-01-01T00:00:00.00Z"), connectionState: "CONNECTIONBROKEN" });
  expect(isLive.get(0)).toBe(false);
  expect(inlet.latest(7)).toMatchObject({ value: Number.NaN, time: Date.UTC(2020, 0) * 1000 });
  send("visualization", {
    ...header(1),
    agvPosition: { x: 1.5, y: 2, theta: 0, mapId: "hall", positionInitialized: true },
  });
  expect([isLive.get(0), inlet.latest(6)?.value]).toEqual([false, 1.5]);
  send("connection", { ...header(2), connectionState: "ONLINE" });
  expect([isLive.get(0), isLive.get(1)]).toEqual([true, undefined]);
});

it.each([true, false])(
  "[F26] a vehicle whose states go on for ten seconds after its connection broke is live (retained: %s)",
  (retained) => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    try {
      const { observer, send, isLive } = setUp();
      send("connection", { ...header(1), connectionState: "ONLINE" });
      const broken = Buffer.from(JSON.stringify({ ...header(0), connectionState: "CONNECTIONBROKEN" }));
      observer.message("uagv/v2/m/V1/connection", broken, retained);
      vi.advanceTimersByTime(9_000);
      send("state", state(1));
      expect(isLive.get(0)).toBe(false);
      vi.advanceTimersByTime(1_000);
      send("visualization", header(1));
      expect(isLive.get(0)).toBe(false);
      send("state", state(2));
      expect(isLive.get(0)).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  },
);

it("[F10] is lost when no state came for 35 s, even though visualizations do", () => {
  const { send, isLive, pass } = setUp();
  send("state", state(1));
  pass(STATE_OVERDUE_MS - 1_000);
  expect(isLive.get(0)).toBe(true);
  pass(STATE_OVERDUE_MS + 1_000);
  send("visualization", header(1));
  expect(isLive.get(0)).toBe(false);
  send("state", state(2));
  expect(isLive.get(0)).toBe(true);
});

it(
  "[F10] [F14] declares missing header numbers, a jump back as a gap of unknown size, and a repetition not at " + "all",
  () => {
    const { send, pass, inlet } = setUp();
    const startMs = Date.now() - 10_000;
    const say = (headerId: number, ms: number) =>
      send("state", { ...state(headerId), timestamp: new Date(startMs + ms).toISOString() });
    const gaps = () =>
      inlet.events
        .splice(0)
        .map(({ type, payload }) => [
          type,
          payload["source"],
          (payload["from"] as number) / 1000 - startMs,
          (payload["to"] as number) / 1000 - startMs,
          payload["lost"],
        ]);
    for (const [headerId, ms] of [
      [1, 0],
      [2, 10],
      [5, 20],
      [7, 30],
      [7, 30],
      [5, 20],
      [8, 40],
    ] as const)
      say(headerId, ms);
    expect(gaps()).toEqual([]);
    pass(0);
    pass(0);
    expect(gaps()).toEqual([["gap.declared", "line/m/V1/state", 10, 30, 3]]);
    say(0, 100);
    say(1, 110);
    pass(0);
    expect(gaps()).toEqual([["gap.declared", "line/m/V1/state", 40, 100, undefined]]);
    say(4, 120);
    say(1, 130);
    pass(0);
    expect(gaps()).toEqual([["gap.declared", "line/m/V1/state", 110, 130, undefined]]);
  },
);

it("[F14] pending gaps of a session are declared when it ends", () => {
  const { send, observer, inlet } = setUp();
  for (const headerId of [1, 2, 5]) send("state", state(headerId));
  observer.ended();
  send("visualization", {});
  send("visualization", { ...header(7) });
  observer.ended();
  send("state", state(6));
  expect(inlet.events.map(({ payload }) => [payload["lost"], payload["source"]])).toEqual([[2, "line/m/V1/state"]]);
});

it("reports each error when it appears and when it disappears", () => {
  const { send, inlet } = setUp();
  const error = { errorType: "obstacle", errorLevel: "WARNING", errorDescription: "something in the way" };
  for (const errors of [[error], [error], []]) send("state", state(1, { errors }));
  expect(
    inlet.events.map(({ type, assetUid, payload }) => [type, assetUid, payload["errorType"], payload["standing"]]),
  ).toEqual([
    ["vda5050.error", "urn:test:0", "obstacle", true],
    ["vda5050.error", "urn:test:0", "obstacle", false],
  ]);
});

it.each([
  ["a missing field", { ...state(1), safetyState: undefined }, "safetyState"],
  ["a wrong type", state(1, { driving: "yes" }), "/driving"],
  ["no JSON", "{", "JSON"],
  ["an array 200,000 deep", "[".repeat(200_000), "deeper"],
  ["a bare number", "5", "object"],
  ["an impossible time", { ...state(1), timestamp: "yesterday" }, "/timestamp"],
])("[F11] %s makes the vehicle stale and is reported once; others stay live", (_what, message, where) => {
  const { send, isLive, inlet } = setUp();
  send("state", state(1), "V2");
  send("state", state(1));
  const before = inlet.samples().length;
  for (let n = 0; n < 3; n++) expect(() => send("state", message)).toThrow(where);
  send("visualization", header(1));
  send("state", state(2), "V2");
  expect([isLive.get(0), isLive.get(1)]).toEqual([false, true]);
  expect(inlet.events.map(({ type }) => type)).toEqual(["vda5050.invalid"]);
  expect(inlet.samples().length).toBe(before + 1);
  send("state", state(2));
  expect(isLive.get(0)).toBe(true);
});

it.each([
  ["the past", -3_600_000],
  ["the future", 3_600_000],
])("[F13] a state from %s gets the arrival time and a flag", (_when, offsetMs) => {
  const { send, inlet } = setUp();
  const sentMs = Date.now();
  send("state", { ...state(1), timestamp: new Date(Date.now() + offsetMs).toISOString() });
  expect(inlet.latest(0)?.flags).toBe(16);
  expect((inlet.latest(0)?.time ?? 0) / 1000).toBeGreaterThanOrEqual(sentMs);
  expect((inlet.latest(0)?.time ?? 0) / 1000).toBeLessThanOrEqual(Date.now());
});
