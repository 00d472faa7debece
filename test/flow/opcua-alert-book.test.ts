/** Conditions of a server in the alert book, and what operators do with them on its way back. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { openAlertBook } from "../../edge/alerts/alert-book.ts";
import type { OpenAlertBook } from "../../edge/alerts/open-alert-book.ts";
import type { AlertView, OperatorAction } from "../../edge/contracts/alerts/alert.ts";
import type { ConditionDesk } from "../../edge/contracts/alerts/condition.ts";
import { MemoryJournal } from "../fakes/api/deps.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { AlarmServer } from "../fakes/opcua/alarm-server.ts";
import { OpcuaRig } from "../fakes/opcua/session.ts";

const LI = { user: "li", role: "operator", origin: "::1" };
const SOON = { timeout: 30_000, interval: 20 };

/** What a test has of its own: its folder, an alert book, the record. */
interface Office extends AsyncDisposable {
  readonly dir: string;
  readonly journal: MemoryJournal;
  readonly book: OpenAlertBook;
  readonly desk: ConditionDesk;
  /** The alert of the alarm itself, once it is in this state; earlier occurrences are branches beside it. */
  standing(state: AlertView["state"]): Promise<AlertView>;
  records(): string[];
}

async function office(): Promise<Office> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-alert-book-"));
  const journal = new MemoryJournal();
  const book = await openAlertBook({
    dir,
    edge: "edge",
    clock: () => Date.now() * 1000,
    log: pino({ level: "silent" }),
    journal,
  });
  const desk: ConditionDesk = {
    report: (reports) => book.report(reports),
    endMissing: (...ended) => book.endMissing(...ended),
    forwardTo: (writer) => book.forwardTo("line", writer),
  };
  return {
    ...{ dir, journal, book, desk },
    async standing(state) {
      const itself = () => book.standing().filter(({ origin }) => origin.branchId === undefined);
      await vi.waitFor(() => expect(itself().map((alert) => alert.state)).toEqual([state]), SOON);
      return itself()[0] as AlertView;
    },
    records: () => journal.entries.map(({ action, result }) => `${action} ${result}`),
    async [Symbol.asyncDispose]() {
      await book.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

interface Bench extends AsyncDisposable {
  readonly server: AlarmServer;
  readonly proxy: TcpProxy;
  readonly rig: OpcuaRig;
}

async function bench({ dir, desk }: Office, config: object = { writeBack: "conditions" }): Promise<Bench> {
  const server = await AlarmServer.start(join(dir, "pki"));
  const proxy = await TcpProxy.to(server.port);
  const rig = await OpcuaRig.of({
    tags: [{ path: "own:Temperature", every: 0 }],
    config: { endpoint: `opc.tcp://127.0.0.1:${proxy.port}`, events: true, connectTimeoutMs: 3000, ...config },
    conditions: desk,
    dataDir: join(dir, "source"),
  });
  const running = rig.keepRunning();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(0), SOON);
  return {
    ...{ server, proxy, rig },
    async [Symbol.asyncDispose]() {
      await rig.stop();
      await running;
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function act(action: object): OperatorAction {
  return { at: Date.now() * 1000, principal: LI, ...action } as OperatorAction;
}

it.concurrent("[C16] [O1] [O10] an alarm of the server is an alert with its origin; it follows every change, and nothing is annunciated twice over cuts", async () => {
  await using own = await office();
  const { book, standing } = own;
  await using one = await bench(own);
  const { server, proxy, rig } = one;
  server.heat(90);
  const alert = await standing("active");
  expect(alert).toMatchObject({
    origin: { edge: "edge", source: "line", conditionId: expect.stringMatching(/^nsu=urn:gemba:test;/) },
    ...{
      rule: "TooHot",
      assetUid: "urn:test:machine:1",
      kind: "process",
      annunciation: "alarm",
      condition: { acknowledged: false, retain: true },
    },
  });
  const annunciated = book.annunciatedSince(0);
  for (const cut of ["cool", "hot", "none"] as const) {
    proxy.mode = "reset";
    await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("degraded"), SOON);
    if (cut !== "none") server.heat(cut === "hot" ? 90 : 20);
    const before = rig.health.length;
    proxy.mode = "pass";
    await vi.waitFor(() => expect(rig.health.length).toBeGreaterThan(before), SOON);
    const now = await standing(cut === "cool" ? "cleared" : "active");
    expect(now.condition).toMatchObject({ acknowledged: server.state.acknowledged, retain: server.state.retain });
  }
  // An occurrence that nobody acknowledged before it ended is a branch, over and waiting.
  expect(
    book
      .standing()
      .filter(({ origin }) => origin.branchId !== undefined)
      .map(({ state }) => state),
  ).toEqual(["cleared"]);
  // Raised, and raised again after it had gone.
  expect(book.annunciatedSince(0)).toBe(annunciated + 1);
  const eventIds = rig.inlet.events
    .filter(({ type }) => type === "opcua.condition")
    .map(({ payload }) => payload["eventId"]);
  expect(new Set(eventIds).size).toBe(eventIds.length);
});

it.concurrent("[C16] [O2] an alarm that ended while the edge was down is over after its start", async () => {
  await using own = await office();
  const { dir, desk, standing } = own;
  const port = await (async () => {
    await using one = await bench(own);
    one.server.heat(90);
    await standing("active");
    return one.server.port;
  })();
  // Another run of the server: the condition is not there any more.
  await using server = await AlarmServer.start(join(dir, "pki"), port);
  await using rig = await OpcuaRig.of({
    tags: [{ path: "own:Temperature", every: 0 }],
    config: { endpoint: `opc.tcp://127.0.0.1:${server.port}`, events: true },
    conditions: desk,
    dataDir: join(dir, "source"),
  });
  await rig.run();
  await standing("cleared");
});

it.concurrent("[O3] acknowledge, confirm, comment, shelve and unshelve are done at the server first, with the operator's name, and on record with what it answered", async () => {
  await using own = await office();
  const { journal, book, standing, records } = own;
  await using one = await bench(own);
  const { server } = one;
  server.heat(90);
  const { alertUid } = await standing("active");
  expect(await book.act(alertUid, act({ kind: "comment", comment: "coming" }))).toMatchObject({ state: "active" });
  expect(server.state.comment).toBe("li: coming");
  expect(await book.act(alertUid, act({ kind: "acknowledge", comment: "seen" }))).toMatchObject({
    state: "acknowledged",
    acknowledged: { by: "li", comment: "seen" },
  });
  expect(server.state).toMatchObject({ acknowledged: true, comment: "li: seen" });
  const until = Date.now() * 1000 + 600e6;
  expect(
    await book.act(alertUid, act({ kind: "shelve", shelf: "timed", until, reason: "spare part comes" })),
  ).toMatchObject({ state: "shelved", shelf: { by: "li" } });
  expect(server.state).toMatchObject({ shelving: "TimedShelved", comment: "li: spare part comes" });
  expect(await book.act(alertUid, act({ kind: "unshelve" }))).toMatchObject({ state: "acknowledged" });
  expect(server.state.shelving).toBe("Unshelved");
  server.heat(20);
  await vi.waitFor(() => expect(book.find(alertUid)?.clearedAt).toBeDefined(), SOON);
  await book.act(alertUid, act({ kind: "confirm" }));
  await vi.waitFor(() => expect(server.state).toMatchObject({ confirmed: true, retain: false }), SOON);
  await vi.waitFor(() => expect(book.standing()).toEqual([]), SOON);
  expect(records()).toEqual([
    "alert.comment done",
    "alert.acknowledge done",
    "alert.shelve done",
    "alert.unshelve done",
    "alert.confirm done",
  ]);
  expect(journal.entries.map(({ after }) => (after as { server?: string }).server)).toEqual(
    journal.entries.map(() => "Good"),
  );
});

it.concurrent("[O4] what the server refuses is not done here, and the record says what it answered", async () => {
  await using own = await office();
  const { journal, book, standing } = own;
  await using one = await bench(own);
  const { server } = one;
  server.heat(90);
  const { alertUid } = await standing("active");
  await expect(book.act(alertUid, act({ kind: "remove-from-service", reason: "maintenance" }))).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/refused.*\(Bad\w+\)/),
  });
  expect(book.find(alertUid)?.outOfService).toBeUndefined();
  expect(journal.entries.at(-1)).toMatchObject({
    action: "alert.remove-from-service",
    result: "refused",
    reason: expect.stringContaining("refused"),
  });
});

it.concurrent("[O5] without writeBack an act counts here only: nothing is called at the server, and record and alert say so", async () => {
  await using own = await office();
  const { journal, book, standing } = own;
  await using one = await bench(own, { writeBack: "off" });
  const { server } = one;
  server.heat(90);
  const { alertUid } = await standing("active");
  const after = await book.act(alertUid, act({ kind: "acknowledge" }));
  expect(after).toMatchObject({
    state: "acknowledged",
    acknowledged: { by: "li" },
    condition: { acknowledged: false },
  });
  expect(server.state.acknowledged).toBe(false);
  expect([...server.methods.keys()].filter((name) => name !== "ConditionRefresh")).toEqual([]);
  expect(journal.entries.at(-1)?.after).toMatchObject({ server: "not told" });
});

it.concurrent("[C17] [O11] an act whose answer the link took with it is read back, never sent again: done there, it is done here", async () => {
  await using own = await office();
  const { journal, book, standing } = own;
  await using one = await bench(own);
  const { server, proxy } = one;
  server.heat(90);
  const { alertUid } = await standing("active");
  // The request has arrived, the answer does not leave.
  server.onMethod = (name) => {
    if (name !== "Acknowledge") return;
    proxy.mode = "reset";
    setTimeout(() => {
      proxy.mode = "pass";
    }, 200);
  };
  expect(await book.act(alertUid, act({ kind: "acknowledge", comment: "seen" }))).toMatchObject({
    state: "acknowledged",
    acknowledged: { by: "li" },
  });
  expect(server.methods.get("Acknowledge")).toBe(1);
  expect(server.state.acknowledged).toBe(true);
  expect(journal.entries.at(-1)).toMatchObject({
    result: "done",
    after: { server: expect.stringContaining("read back") },
  });
});

it.concurrent("[C17] [O11] an act that did not reach the server before the link died is refused after reading back, and never sent later", async () => {
  await using own = await office();
  const { book, standing, records } = own;
  await using one = await bench(own);
  const { server, proxy, rig } = one;
  server.heat(90);
  const { alertUid } = await standing("active");
  await book.act(alertUid, act({ kind: "comment", comment: "one" }));
  proxy.mode = "blackhole";
  const acted = book.act(alertUid, act({ kind: "comment", comment: "two" }));
  const told = acted.then(
    () => "done",
    (error: Error) => error.message,
  );
  await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("degraded"), SOON);
  proxy.mode = "reset";
  proxy.mode = "pass";
  expect(await told).toMatch(/not done/);
  await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("running"), SOON);
  expect(server.methods.get("AddComment")).toBe(1);
  expect(server.state.comment).toBe("li: one");
  expect(records()).toEqual(["alert.comment done", "alert.comment refused"]);
  await expect(book.act(alertUid, act({ kind: "comment", comment: "three" }))).resolves.toMatchObject({
    state: "active",
  });
  expect(server.methods.get("AddComment")).toBe(2);
});

it.concurrent("[C17] [O11] while the link is known to be cut nothing is sent, then or later", async () => {
  await using own = await office();
  const { book, standing } = own;
  await using one = await bench(own);
  const { server, proxy, rig } = one;
  server.heat(90);
  const { alertUid } = await standing("active");
  proxy.mode = "reset";
  await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("degraded"), SOON);
  await expect(book.act(alertUid, act({ kind: "acknowledge" }))).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("nothing was done"),
  });
  proxy.mode = "pass";
  await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("running"), SOON);
  await expect(book.act(alertUid, act({ kind: "acknowledge" }))).resolves.toMatchObject({ state: "acknowledged" });
  expect(server.methods.get("Acknowledge")).toBe(1);
});
