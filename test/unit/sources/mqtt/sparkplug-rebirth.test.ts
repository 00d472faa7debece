/** Every order of host, node, births and requests in which data may be missing; the test controls time and messages. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../../../edge/sources/mqtt/sparkplug/config.ts";
import { SparkplugHost } from "../../../../edge/sources/mqtt/sparkplug/host.ts";
import { PrimaryHost } from "../../../../simulators/speak/mqtt/primary-host.ts";
import { encodePayload, type Metric, MetricType } from "../../../../simulators/speak/mqtt/sparkplug-encode.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";

const { int64, double } = MetricType;
const START_MS = 1_700_000_000_000;
const [HOUR_MS, MINUTE_MS] = [3_600_000, 60_000];
const STATE = "spBv1.0/STATE/edge";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date", "performance"], now: START_MS }));
afterEach(() => void vi.useRealTimers());

/** An edge node with two devices that acts only when the test says so. */
class FakeNode {
  readonly #say: (type: string, payload: Buffer, device?: string) => void;
  #seq = 0;
  bdSeq = 1;
  devices: readonly string[] = ["d1", "d2"];
  /** Device whose birth is lost. */
  lost = "";
  isReadable = true;

  constructor(say: (type: string, payload: Buffer, device?: string) => void) {
    this.#say = say;
  }

  births(): void {
    this.#seq = 0;
    this.#send("NBIRTH", [number("bdSeq", this.bdSeq)]);
    for (const device of this.devices) {
      if (device === this.lost) this.#seq++;
      else this.#send("DBIRTH", [value({ name: "Power", alias: Number(device[1]), datatype: double })], device);
    }
  }

  data(device: string, alias: number): void {
    this.#send("DDATA", [value({ alias })], device);
  }

  death(bdSeq = this.bdSeq): void {
    this.#say("NDEATH", encodePayload(Date.now(), [number("bdSeq", bdSeq)]));
  }

  #send(type: string, metrics: readonly Metric[], device?: string): void {
    const payload = encodePayload(Date.now(), metrics, this.#seq);
    this.#seq = (this.#seq + 1) & 255;
    this.#say(type, this.isReadable ? payload : payload.subarray(0, payload.length - 3), device);
  }
}

const number = (name: string, of: number): Metric => ({
  name,
  timestampMs: Date.now(),
  datatype: int64,
  form: int64,
  value: of,
});
const value = (metric: Partial<Metric>): Metric => ({ timestampMs: Date.now(), form: double, value: 1, ...metric });

function setUp() {
  const address = (device: string) => ({ group: "g", node: "n", device });
  const fake = fakeContext<SparkplugAddress, SparkplugBinding>(
    ["d1", "d2"].map((device) => ({ address: address(device), binding: { metric: "Power" } })),
  );
  const outlet = new Outlet();
  outlet.open(new FakeInlet());
  const options = { hostId: "edge", reorderTimeoutMs: 1_000, lastHeard: new LastHeard("/dev/null") };
  const host = new SparkplugHost(fake.context, outlet, options);
  const asked: number[] = [];
  const states: Buffer[] = [];
  const node = new FakeNode((type, payload, device) => {
    try {
      host.message(`spBv1.0/g/${type}/n${device === undefined ? "" : `/${device}`}`, payload);
    } catch {
      // Refused as malformed.
    }
  });
  /** Reaction of the node to a request. */
  const reaction = { to: (): void => undefined };
  const online = () =>
    host.online(({ topic, payload }) => {
      if (topic === STATE) states.push(Buffer.from(payload));
      else asked.push(Date.now() - START_MS);
      if (topic !== STATE) queue.push(() => reaction.to());
    });
  const queue: (() => void)[] = [];
  /** Advances time like the session, four ticks a second; `each` runs once a second. */
  const pass = (ms: number, each: () => void = () => undefined) => {
    const until = Date.now() + ms;
    while (Date.now() < until) {
      vi.advanceTimersByTime(250);
      if ((Date.now() - START_MS) % 1_000 === 0) each();
      host.tick(performance.now());
      for (const react of queue.splice(0)) react();
    }
  };
  return {
    ...fake,
    host,
    node,
    asked,
    states,
    reaction,
    online,
    pass,
    areLive: () => [fake.isLive.get(0), fake.isLive.get(1)],
  };
}

const BOTH = [true, true];

describe("[F9] a quiet node whose births the edge missed is live within ten seconds", () => {
  it.each([
    [600, 2_000],
    [2_000, 3_000],
    [5_000, 6_000],
    [11_000, 10_000],
  ])("that receives requests from %s ms after the subscription on: within %s ms", (listensMs, withinMs) => {
    const { node, reaction, online, pass, areLive } = setUp();
    online();
    reaction.to = () => Date.now() - START_MS >= listensMs && node.births();
    pass(listensMs + withinMs);
    expect(areLive()).toEqual(BOTH);
  });

  it("when the will of its earlier connection comes before any birth", () => {
    const { node, reaction, online, pass, areLive } = setUp();
    online();
    node.death(0);
    reaction.to = () => node.births();
    pass(1_000);
    expect(areLive()).toEqual(BOTH);
  });

  it("when the will of its earlier connection has the same bdSeq, as with nodes that never count", () => {
    const { node, reaction, online, pass, areLive } = setUp();
    online();
    node.births();
    pass(1_000);
    node.death();
    expect(areLive()).toEqual([false, false]);
    reaction.to = () => node.births();
    pass(10_000);
    expect(areLive()).toEqual(BOTH);
  });

  it("when its births after a death were lost", () => {
    const { node, reaction, online, pass, areLive } = setUp();
    online();
    node.births();
    pass(1_000);
    node.death();
    node.bdSeq++;
    let hasConnected = false;
    reaction.to = () => hasConnected && node.births();
    pass(4_000);
    hasConnected = true;
    pass(10_000);
    expect(areLive()).toEqual(BOTH);
  });

  it("when only the last birth of its devices was lost, without a later number", () => {
    const { node, reaction, online, pass, areLive } = setUp();
    online();
    node.lost = "d2";
    node.births();
    reaction.to = () => {
      node.lost = "";
      node.births();
    };
    pass(10_000);
    expect(areLive()).toEqual(BOTH);
  });

  it("when a device's birth repeats the number of the node's", () => {
    const { host, node, online, areLive } = setUp();
    online();
    node.devices = ["d1"];
    node.births();
    const birth = encodePayload(Date.now(), [value({ name: "Power", alias: 2, datatype: double })], 1);
    host.message("spBv1.0/g/DBIRTH/n/d2", birth);
    expect(areLive()).toEqual(BOTH);
  });
});

it("[F9] a node that sends without births gets another request within five seconds, however long it was away", () => {
  const { node, asked, online, pass } = setUp();
  online();
  pass(HOUR_MS);
  const before = asked.length;
  pass(5_000, () => node.data("d1", 1));
  expect(asked.length).toBeGreaterThan(before);
});

it("[F9] a lost request to a born node is repeated", () => {
  const { node, asked, online, pass } = setUp();
  online();
  node.births();
  pass(6_000);
  node.data("d1", 99);
  pass(MINUTE_MS);
  expect(asked.length).toBeGreaterThanOrEqual(3);
});

describe("[F23] requests stay few", () => {
  const perMinute = (asked: readonly number[]) => {
    const counts = new Array<number>(60).fill(0);
    for (const ms of asked)
      counts[Math.min(59, Math.floor(ms / MINUTE_MS))] = (counts[Math.min(59, Math.floor(ms / MINUTE_MS))] ?? 0) + 1;
    return counts;
  };

  it("to a node that is not there: seven in the first minute, then one a minute", () => {
    const { asked, online, pass } = setUp();
    online();
    pass(HOUR_MS);
    const [first = 0, ...later] = perMinute(asked);
    expect(first).toBeLessThanOrEqual(7);
    expect(Math.max(...later)).toBeLessThanOrEqual(2);
    expect(asked.length).toBeLessThanOrEqual(70);
  });

  it.each([
    ["talks and never answers", (node: FakeNode) => node.data("d1", 1), () => undefined],
    [
      "uses an alias that its births do not have",
      (node: FakeNode) => node.data("d1", 99),
      (node: FakeNode) => node.births(),
    ],
    [
      "answers with births that cannot be read",
      (node: FakeNode) => node.data("d1", 1),
      (node: FakeNode) => garbage(node),
    ],
  ])("to a node that %s", (_what, each, answer) => {
    const { node, asked, reaction, online, pass } = setUp();
    online();
    reaction.to = () => answer(node);
    pass(HOUR_MS, () => each(node));
    const [first = 0, second = 0, ...later] = perMinute(asked);
    expect(first).toBeLessThanOrEqual(15);
    expect(second).toBeLessThanOrEqual(15);
    expect(Math.max(...later)).toBeLessThanOrEqual(2);
  });

  it("to a node of which a device is off: once for that device", () => {
    const { node, asked, reaction, online, pass } = setUp();
    online();
    node.devices = ["d1"];
    node.births();
    reaction.to = () => node.births();
    pass(HOUR_MS, () => node.data("d1", 1));
    expect(asked).toHaveLength(1);
  });

  function garbage(node: FakeNode): void {
    node.isReadable = false;
    node.births();
    node.isReadable = true;
  }
});

describe("[F24] a node that waits for its primary host learns that the host is online", () => {
  const state = (online: boolean, timestamp: number) => Buffer.from(JSON.stringify({ online, timestamp }));

  it.each([
    ["after the goodbye of an earlier start whose clock was ahead", true],
    ["after the goodbye of another start that ended when this one was online", false],
  ])("%s", (_when, isRetained) => {
    const { host, states, online } = setUp();
    const node = new PrimaryHost("edge");
    const goodbye = state(false, START_MS + 30_000);
    if (isRetained) node.hear(goodbye);
    if (isRetained) host.message(STATE, goodbye, true);
    online();
    if (!isRetained) host.message(STATE, goodbye, false);
    if (!isRetained) node.hear(goodbye);
    for (const payload of states) node.hear(payload);
    expect(node.isOnline).toBe(true);
    node.hear(Buffer.from(host.farewell()[0]?.payload ?? ""));
    expect(node.isOnline).toBe(false);
  });

  it("and two hosts under one id do not outbid each other", () => {
    const { host, states, online } = setUp();
    online();
    for (let n = 1; n <= 100; n++) host.message(STATE, state(true, START_MS + n), false);
    expect(states).toHaveLength(1);
  });
});
