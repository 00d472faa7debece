/** Events of a server as events of the plant: by rules of the config, from event types and from tracking blocks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ConditionReport } from "../../edge/contracts/alerts/condition.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { AlarmServer } from "../fakes/opcua/alarm-server.ts";
import { OpcuaRig } from "../fakes/opcua/session.ts";

const SOON = { timeout: 30_000, interval: 20 };
let dir: string;
let reports: ConditionReport[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-events-"));
  reports = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const PIECES = {
  event: "own:PieceEventType",
  becomes: "event",
  type: { field: "own:Kind", map: { COMPLETED: "piece.completed", ARRIVED: "piece.arrived" } },
  pieceId: "own:PieceId",
  sequence: "own:Sequence",
  payload: {
    tools: "own:Tools",
    wear: { field: "own:Tool", at: "Wear[0]" },
    grip: { field: "own:Tool", at: "Grip", map: { "1": "closed" } },
  },
};

function rigOf(port: number, config: object): Promise<OpcuaRig> {
  return OpcuaRig.of({
    tags: [
      { path: "own:Temperature", every: 0 },
      { path: "own:Nothing", root: "/Objects/own:Other" },
    ],
    config: { endpoint: `opc.tcp://127.0.0.1:${port}`, ...config },
    dataDir: join(dir, "source"),
    labels: new Map([["PRS-01", "urn:press" as AssetUid]]),
    conditions: {
      report: (some) => void reports.push(...some),
      endMissing: () => undefined,
      forwardTo: () => undefined,
    },
  });
}

const plantEvents = (rig: OpcuaRig) =>
  rig.inlet.events.filter(({ type }) => type.startsWith("piece.") || type === "events.missing");

it("[O6] a rule makes events of the plant from events, structures and lists; unknown types are counted", async () => {
  await using server = await AlarmServer.start(join(dir, "pki"));
  await using rig = await rigOf(server.port, { eventRules: [PIECES] });
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(0), SOON);
  const time = new Date("2026-03-02T01:14:07.250Z");
  server.piece({ sequence: 8, kind: "COMPLETED", piece: "PC-1", time });
  server.piece({ sequence: 9, kind: "WASHED", piece: "PC-2" });
  server.notice("door open");
  await vi.waitFor(() => expect(rig.inlet.events.map(({ type }) => type)).toContain("opcua.event"), SOON);
  expect(plantEvents(rig)).toEqual([
    expect.objectContaining({
      ...{
        type: "piece.completed",
        assetUid: "urn:test:machine:1",
        time: time.getTime() * 1000,
        pieceId: "PC-1",
        schema: "piece.completed/1",
      },
      payload: { source: "line", tools: ["4", "7"], wear: 4, grip: "closed" },
    }),
  ]);
  expect(rig.counters.named.get("eventsWithoutType")).toBe(1);
});

it("[O7] numbered events are taken once over cuts and restarts; a jump is recorded as missing", async () => {
  await using server = await AlarmServer.start(join(dir, "pki"));
  await using proxy = await TcpProxy.to(server.port);
  const send = (sequence: number, second: number) =>
    server.piece({
      sequence,
      kind: "ARRIVED",
      piece: `PC-${sequence}`,
      time: new Date(Date.UTC(2026, 2, 2, 1, 0, second)),
    });
  {
    await using rig = await rigOf(proxy.port, { eventRules: [PIECES] });
    await rig.run();
    await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(0), SOON);
    send(5, 1);
    send(5, 1);
    send(8, 2);
    send(7, 3);
    await vi.waitFor(
      () =>
        expect(plantEvents(rig).map(({ pieceId, payload }) => pieceId ?? payload["lost"])).toEqual([
          "PC-5",
          2,
          "PC-8",
          "PC-7",
        ]),
      SOON,
    );
    expect(rig.counters.named.get("eventsRepeated")).toBe(1);
    proxy.mode = "reset";
    send(9, 4);
    await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("degraded"), SOON);
    proxy.mode = "pass";
    await vi.waitFor(() => expect(plantEvents(rig).at(-1)?.pieceId).toBe("PC-9"), SOON);
  }
  send(10, 5);
  await using again = await rigOf(proxy.port, { eventRules: [PIECES] });
  await again.run();
  send(9, 4);
  send(11, 6);
  await vi.waitFor(() => expect(plantEvents(again).map(({ pieceId }) => pieceId)).toEqual(["PC-10", "PC-11"]), SOON);
  // A restarted controller counts from one again.
  send(1, 60);
  await vi.waitFor(() => expect(plantEvents(again).at(-1)?.pieceId).toBe("PC-1"), SOON);
});

it("[O8] a ring gives each record once, in order, over restarts; overwritten ones are missing", async () => {
  await using server = await AlarmServer.start(join(dir, "pki"));
  const rings = [
    {
      path: "/Objects/own:Machine/own:Ring",
      every: 50,
      type: "piece.tracked",
      sequence: "Number",
      pieceId: "Name",
      payload: { wear: "Wear[0]" },
    },
  ];
  const records = (...numbers: number[]) => numbers.map((number) => ({ number, piece: `P${number}` }));
  const pieces = (rig: OpcuaRig) => plantEvents(rig).map(({ pieceId, payload }) => pieceId ?? payload["lost"]);
  server.ring(records(4, 1, 2, 3));
  {
    await using rig = await rigOf(server.port, { rings });
    await rig.run();
    await vi.waitFor(() => expect(pieces(rig)).toEqual(["P1", "P2", "P3", "P4"]), SOON);
    expect(plantEvents(rig)[0]).toMatchObject({ type: "piece.tracked", payload: { source: "line", wear: 0.5 } });
    server.ring(records(4, 5, 2, 3));
    await vi.waitFor(() => expect(pieces(rig)).toEqual(["P1", "P2", "P3", "P4", "P5"]), SOON);
    server.ring(records(8, 9, 10, 11));
    await vi.waitFor(() => expect(pieces(rig).slice(5)).toEqual([2, "P8", "P9", "P10", "P11"]), SOON);
  }
  server.ring(records(12, 9, 10, 11));
  await using again = await rigOf(server.port, { rings });
  await again.run();
  await vi.waitFor(() => expect(pieces(again)).toEqual(["P12"]), SOON);
});

it("[O9] an event that is not a condition may become an alert without acknowledgement, or be left out", async () => {
  await using server = await AlarmServer.start(join(dir, "pki"));
  await using rig = await rigOf(server.port, {
    eventRules: [
      { event: "own:NoticeEventType", becomes: "alert", kind: "system", payload: {} },
      { ...PIECES, becomes: "nothing" },
    ],
  });
  await rig.run();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(0), SOON);
  server.piece({ sequence: 1, kind: "ARRIVED", piece: "PC-1" }, 1);
  server.notice("door open");
  await vi.waitFor(() => expect(reports.map(({ active }) => active)).toEqual([true, false]), SOON);
  expect(reports[0]).toMatchObject({
    rule: "NoticeEventType",
    kind: "system",
    annunciation: "event",
    severity: 300,
    message: { en: "door open" },
    assetUid: "urn:test:machine:1",
  });
  expect(rig.inlet.events.map(({ payload }) => payload["message"])).toEqual(["door open"]);
});
