import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { AlarmServer } from "../fakes/opcua/alarm-server.ts";
import { act, bench, office, SOON } from "../fakes/opcua/alert-office.ts";
import { OpcuaRig } from "../fakes/opcua/session.ts";

it.concurrent("[C16] [O1] [O10] an alarm of the server is one alert that follows it over cuts", async () => {
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
  // An occurrence that ended without an acknowledgement is a branch that has cleared and waits.
  expect(
    book
      .standing()
      .filter(({ origin }) => origin.branchId !== undefined)
      .map(({ state }) => state),
  ).toEqual(["cleared"]);
  // Raised, and raised again after clearing.
  expect(book.annunciatedSince(0)).toBe(annunciated + 1);
  const eventIds = rig.inlet.events
    .filter(({ type }) => type === "opcua.condition")
    .map(({ payload }) => payload["eventId"]);
  expect(new Set(eventIds).size).toBe(eventIds.length);
});

it.concurrent("[C16] [O2] an alarm that ended while the edge was down clears at the start", async () => {
  await using own = await office();
  const { dir, desk, standing } = own;
  const port = await (async () => {
    await using one = await bench(own);
    one.server.heat(90);
    await standing("active");
    return one.server.port;
  })();
  // Another run of the server: the condition no longer exists.
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

it.concurrent("[O3] actions go to the server first, with the operator's name; its answer is recorded", async () => {
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

it.concurrent("[O4] an action refused by the server is not done here, and its answer is recorded", async () => {
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

it.concurrent("[O5] without writeBack an action counts in the edge only, as audit log and alert show", async () => {
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
  expect(journal.entries.at(-1)?.after).toMatchObject({ server: "not sent" });
});

it.concurrent("[C17] [O11] an action whose answer is lost is read back as done, never sent again", async () => {
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

it.concurrent("[C17] [O11] an action that never reached the server is refused, and not sent later", async () => {
  await using own = await office();
  const { book, standing, records } = own;
  await using one = await bench(own);
  const { server, proxy, rig } = one;
  server.heat(90);
  const { alertUid } = await standing("active");
  await book.act(alertUid, act({ kind: "comment", comment: "one" }));
  proxy.mode = "blackhole";
  const acted = book.act(alertUid, act({ kind: "comment", comment: "two" }));
  const outcome = acted.then(
    () => "done",
    (error: Error) => error.message,
  );
  await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("degraded"), SOON);
  proxy.mode = "reset";
  proxy.mode = "pass";
  expect(await outcome).toMatch(/not done/);
  await vi.waitFor(() => expect(rig.health.at(-1)?.state).toBe("running"), SOON);
  expect(server.methods.get("AddComment")).toBe(1);
  expect(server.state.comment).toBe("li: one");
  expect(records()).toEqual(["alert.comment done", "alert.comment refused"]);
  await expect(book.act(alertUid, act({ kind: "comment", comment: "three" }))).resolves.toMatchObject({
    state: "active",
  });
  expect(server.methods.get("AddComment")).toBe(2);
});

it.concurrent("[C17] [O11] while the link is known to be cut, no action is sent, neither then nor later", async () => {
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
