/** Missing Sparkplug messages: declared gaps and rebirth requests. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { encodePayload, MetricType } from "../../../../simulators/speak/mqtt/sparkplug-encode.ts";
import {
  at,
  bdSeqMetric,
  data,
  death,
  deviceBirth,
  double,
  nodeBirth,
  START,
  setUp,
} from "../../../fakes/mqtt/sparkplug-host.ts";

const folder = mkdtempSync(join(tmpdir(), "gemba-conformance-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(
  "[host-reordering-param, -start, -rebirth] a message missing for the configured time is declared, and births " +
    "are asked for",
  () => {
    const { send, pass, commands, gaps } = setUp(undefined, 3_000);
    send("NBIRTH", nodeBirth());
    send("DBIRTH", deviceBirth());
    send("DDATA", data(4, 4));
    pass(2_900);
    expect([gaps(), commands()]).toEqual([[], []]);
    pass(5_000);
    expect(gaps()).toEqual([[at(1) * 1000, at(4) * 1000, 2, "source_qos0"]]);
    expect(commands()).toHaveLength(1);
  },
);

it("[host-reordering-success] a message within that time ends the waiting", () => {
  const { send, pass, commands, gaps } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  send("DDATA", data(3, 3));
  send("DDATA", data(2, 2));
  pass(60_000);
  expect([gaps(), commands()]).toEqual([[], []]);
});

it("[F9] unknown alias, data before birth and a gap ask together at most once in five seconds", () => {
  const { send, pass, commands } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  for (let n = 2; n < 100; n += 3) send("DDATA", data(n, n, { alias: 99 }));
  for (let ms = 0; ms <= 12_000; ms += 250) pass(ms);
  expect(commands().length).toBeLessThanOrEqual(3);
});

it(
  "[F9] a request is worded with an alias where the birth gave Rebirth one, and otherwise every second time " +
    "that nobody answers",
  () => {
    const { send, pass, commands } = setUp();
    for (let ms = 0; ms <= 40_000; ms += 250) pass(ms);
    const alias = (n: number) =>
      /rebirth(..)/i.exec(Buffer.from(commands()[n]?.payload as Uint8Array).toString("latin1"))?.[1]?.charCodeAt(0);
    const [ALIAS, DATATYPE] = [0x10, 0x20];
    expect([0, 1, 2].map(alias)).toEqual([DATATYPE, ALIAS, DATATYPE]);
    const before = commands().length;
    send(
      "NBIRTH",
      encodePayload(
        at(0),
        [
          bdSeqMetric(0),
          {
            name: "Node Control/Rebirth",
            alias: 7,
            timestampMs: at(0),
            datatype: MetricType.boolean,
            form: MetricType.boolean,
            value: false,
          },
        ],
        0,
      ),
    );
    send("DDATA", data(1, 1));
    pass(60_000);
    expect(Buffer.from(commands()[before]?.payload as Uint8Array).toString("latin1")).toContain("Rebirth\x10\x07\x20");
  },
);

it("[F14] a node that begins its next session with the same bdSeq was nevertheless gone", () => {
  const { send, gaps, isLive } = setUp();
  send("NBIRTH", nodeBirth(0));
  send("DBIRTH", deviceBirth());
  send("NBIRTH", nodeBirth(0, 1_000));
  expect(gaps()).toEqual([]);
  send("DBIRTH", deviceBirth(1, 1_001));
  send("NDEATH", death(0));
  expect(isLive.get(0)).toBe(false);
  send("NBIRTH", nodeBirth(0, 5_000));
  expect(gaps()).toEqual([[at(1_001) * 1000, at(5_000) * 1000, undefined, "source_qos0"]]);
});

it("[F14] a message lost just before a rebirth is declared by the birth that settles the count", () => {
  const { send, gaps } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  send("DDATA", data(4, 4));
  send("NBIRTH", nodeBirth(0, 10));
  expect(gaps()).toEqual([[at(1) * 1000, at(4) * 1000, 2, "source_qos0"]]);
});

it("[F14] a new bdSeq declares the time between the last message and the birth", () => {
  const { send, gaps } = setUp();
  send("NBIRTH", nodeBirth(1));
  send("DBIRTH", deviceBirth());
  send("NBIRTH", nodeBirth(3, 5_000));
  expect(gaps()).toEqual([[at(1) * 1000, at(5_000) * 1000, undefined, "source_qos0"]]);
});

it("[F14] exactly 256 missing messages are visible in the payload times", () => {
  const { send, gaps } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  for (let n = 2; n < 300; n++) send("DDATA", data(n, 100 * n));
  expect(gaps()).toEqual([]);
  send("DDATA", data(300 + 256, 100 * (300 + 256)));
  expect(gaps()).toEqual([[at(29_900) * 1000, at(55_600) * 1000, undefined, "source_qos0"]]);
});

it("[F14] repeated pauses of a node are not gaps", () => {
  const { send, gaps } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  for (let n = 2; n < 2_000; n++) send("DDATA", data(n, n + 10_000 * Math.floor(n / 50)));
  expect(gaps()).toEqual([]);
});

it(
  "[F14] [F15] messages sent while nobody listened are declared over sessions and restarts, and closed by " +
    "historical values",
  () => {
    const earlier = new LastHeard(folder);
    const first = setUp(earlier);
    first.send("NBIRTH", nodeBirth(1));
    first.send("DBIRTH", deviceBirth());
    first.send("DDATA", data(2, 1_000));
    first.pass(250);
    const { send, pass, inlet, gaps } = setUp(new LastHeard(folder));
    send("NBIRTH", nodeBirth(2, 60_000));
    send("DBIRTH", deviceBirth(1, 60_001));
    expect(gaps()).toEqual([[at(1_000) * 1000, at(60_000) * 1000, undefined, "source_qos0"]]);
    send("DDATA", data(2, 2_000, { isHistorical: true }));
    send("DDATA", data(3, 59_000, { isHistorical: true }));
    send("DDATA", data(4, 60_100));
    expect(inlet.samples(0).map(({ flags, time }) => [flags, time / 1000 - START])).toEqual([
      [0, 60_001],
      [2, 2_000],
      [2, 59_000],
      [0, 60_100],
    ]);
    pass(10_000);
    const closed = inlet.events.filter(({ type }) => type === "gap.closed").map(({ payload }) => payload);
    expect(closed).toMatchObject([
      {
        source: "line/g/n",
        from: at(1_000) * 1000,
        to: at(60_000) * 1000,
        filledFrom: at(2_000) * 1000,
        filledTo: at(59_000) * 1000,
        values: 2,
      },
    ]);
  },
);

it("[Q17] data of a device whose birth was lost is declared by its next birth, also after a restart", () => {
  const lastHeard = new LastHeard(folder);
  const { send, host, gaps } = setUp(lastHeard);
  send("NBIRTH", nodeBirth());
  send("DDATA", data(2, 20));
  send("DDATA", data(3, 30));
  host.ended();
  expect(lastHeard.get("g/n")?.time).toBe(at(0) * 1000);
  const birthLost = [at(0) * 1000, at(20) * 1000, 1, "source_qos0"];
  send("NBIRTH", nodeBirth(0, 40));
  expect(gaps()).toEqual([birthLost]);
  host.ended();
  expect(lastHeard.get("g/n")?.time).toBe(at(20) * 1000);
  send("DBIRTH", deviceBirth(1, 41));
  expect(gaps()).toEqual([birthLost, [at(20) * 1000, at(41) * 1000, 2, "source_qos0"]]);
  host.ended();
  expect(lastHeard.get("g/n")?.time).toBe(at(40) * 1000 + 1000);
});

it("[Q18] a metric that no birth named is a declared gap of its device up to the birth that follows", () => {
  const lastHeard = new LastHeard(join(folder, "unnamed"));
  const { send, host, gaps, commands, pass, inlet, context } = setUp(lastHeard);
  pass(1_000);
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  const asked = commands().length;
  pass(60_000);
  send("DDATA", data(2, 20, { alias: 99 }));
  send("DDATA", data(3, 25));
  send("DDATA", data(4, 30, { alias: 300_000 }));
  const unwanted = { name: "Other", timestampMs: at(35), datatype: double, form: double, value: 5 } as const;
  send("DDATA", encodePayload(at(35), [unwanted], 5));
  host.ended();
  expect(lastHeard.get("g/n")?.time, "an edge killed now declares the gap at its next start").toBe(at(20) * 1000);
  expect(gaps()).toEqual([]);
  pass(70_000);
  expect(commands().length).toBeGreaterThan(asked);
  expect(context.counters.named.get("unreadable")).toBe(2);
  send("NBIRTH", nodeBirth(0, 40));
  send("DBIRTH", deviceBirth(1, 41));
  expect(gaps()).toEqual([[at(20) * 1000, at(41) * 1000, 2, "source_qos0"]]);
  expect(inlet.events.find(({ type }) => type === "gap.declared")?.payload).toMatchObject({ source: "line/g/n/d" });
  send("DDATA", data(2, 50));
  host.ended();
  expect([gaps().length, lastHeard.get("g/n")?.time]).toEqual([1, at(50) * 1000]);
});

it("[Q18] a metric that no birth ever names is declared every five minutes", () => {
  const { send, gaps, pass } = setUp();
  send("NBIRTH", nodeBirth());
  send("DBIRTH", deviceBirth());
  send("DDATA", data(2, 20, { alias: 99 }));
  send("DDATA", data(3, 500, { alias: 99 }));
  pass(299_000);
  expect(gaps()).toEqual([]);
  pass(301_000);
  expect(gaps()).toEqual([[at(20) * 1000, at(500) * 1000, 2, "source_qos0"]]);
  pass(700_000);
  expect(gaps()).toHaveLength(1);
});

it("[F14] messages missing when a node's session ends are declared with the time until its next birth", () => {
  const { send, gaps } = setUp();
  send("NBIRTH", nodeBirth(1));
  send("DBIRTH", deviceBirth());
  send("DDATA", data(4, 4));
  send("NBIRTH", nodeBirth(2, 5_000));
  expect(gaps()).toEqual([
    [at(1) * 1000, at(4) * 1000, 2, "source_qos0"],
    [at(4) * 1000, at(5_000) * 1000, undefined, "source_qos0"],
  ]);
});

it("[LA8] a node that is not remembered is reported to the audit, once and not after a restart", () => {
  const lastHeard = new LastHeard(join(folder, "strangers"));
  const { send, inlet, host } = setUp(lastHeard);
  send("NBIRTH", nodeBirth(1));
  send("NBIRTH", nodeBirth(2, 1_000));
  expect(inlet.strangers).toEqual([["g/n", 0]]);
  host.meet();
  const again = setUp(new LastHeard(join(folder, "strangers")));
  again.send("NBIRTH", nodeBirth(3, 2_000));
  expect(again.inlet.strangers).toEqual([]);
});
