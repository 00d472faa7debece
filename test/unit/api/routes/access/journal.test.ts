import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openAlertBook } from "../../../../../edge/alerts/alert-book.ts";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import { fakeEdge, LATHE, MemoryJournal, NOW_US } from "../../../../fakes/api/deps.ts";
import { log } from "../../../detect/bench-plant.ts";

let app: Api;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-journal-"));
});
afterEach(async () => {
  await app.close();
  rmSync(dir, { recursive: true });
});

it("[J1] [J6] the journal has the completed and the refused actions on an alert, newest first", async () => {
  const journal = new MemoryJournal();
  const alerts = await openAlertBook({ dir, edge: "e", clock: () => NOW_US, log, journal });
  alerts.apply([
    {
      rule: "hot",
      assetUid: LATHE,
      kind: "process",
      standing: true,
      at: NOW_US,
      severity: 700,
      message: { zh: "热", en: "hot" },
      evidence: [],
    },
  ]);
  const uid = alerts.standing()[0]?.alertUid ?? "";
  app = buildApi(fakeEdge({ alerts, journal }).deps);
  const acknowledge = (alertUid: string, comment?: string) =>
    app.inject({
      method: "POST",
      url: `/api/v1/alerts/${alertUid}/acknowledge`,
      payload: comment === undefined ? {} : { comment, signature: "reviewed" },
    });
  await acknowledge(uid, "on my way");
  await acknowledge(uid);
  await acknowledge("no-such");
  const { entries } = (await app.inject("/api/v1/journal?action=alert")).json<{ entries: Record<string, unknown>[] }>();
  expect(
    entries.map(({ action, target, result, user, origin, reason }) => ({
      action,
      target,
      result,
      user,
      origin,
      reason,
    })),
  ).toEqual([
    {
      action: "alert.acknowledge",
      target: "no-such",
      result: "refused",
      user: "local",
      origin: "127.0.0.1",
      reason: expect.stringMatching(/\S/),
    },
    {
      action: "alert.acknowledge",
      target: uid,
      result: "refused",
      user: "local",
      origin: "127.0.0.1",
      reason: expect.stringMatching(/\S/),
    },
    {
      action: "alert.acknowledge",
      target: uid,
      result: "done",
      user: "local",
      origin: "127.0.0.1",
      reason: "on my way",
    },
  ]);
  expect(entries[2]).toMatchObject({
    before: { state: "active" },
    after: { state: "acknowledged" },
    signature: "reviewed",
  });
  await alerts.close();
});

it("malformed queries are rejected", async () => {
  app = buildApi(fakeEdge().deps);
  for (const query of ["limit=0", "limit=99999", "from=yesterday", "colour=red"])
    expect((await app.inject(`/api/v1/journal?${query}`)).statusCode, query).toBe(400);
});

it("[S7] [S17] [P3] the journal is exported oldest first, with pseudonyms, without formulas, recorded", async () => {
  const journal = new MemoryJournal();
  await journal.record({
    principal: { user: "ann", role: "operator", origin: "10.0.0.7" },
    action: "alert.comment",
    target: "a-1",
    result: "done",
    reason: "=HYPERLINK(1)",
  });
  await journal.record({
    principal: { user: "bob", role: "admin", origin: "10.0.0.8" },
    action: "user.add",
    target: "ann",
    result: "done",
  });
  app = buildApi(fakeEdge({ journal, pseudonymOf: (name) => `p-${name.length}` }).deps);
  const answer = await app.inject("/api/v1/journal/export");
  expect([answer.statusCode, answer.headers["content-type"], answer.headers["content-disposition"]]).toEqual([
    200,
    "text/csv; charset=utf-8; header=present",
    'attachment; filename="gemba-journal.csv"',
  ]);
  const [head, first, second, end] = answer.body.split("\r\n");
  expect(head).toBe("seq,time,user,role,origin,action,target,result,reason,signature,before,after,hash");
  expect(first).toContain(`"p-3","operator","p-8","alert.comment","a-1","done","'=HYPERLINK(1)"`);
  expect(second).toContain(`"p-3","admin","p-8","user.add","p-3","done"`);
  expect(end).toBe("");
  expect(answer.body).not.toMatch(/ann|bob|10\.0/);
  expect(await journal.read({ limit: 1 })).toMatchObject([
    { action: "export", target: "journal", principal: { user: "local" } },
  ]);
  expect((await app.inject("/api/v1/journal/export?limit=5")).statusCode).toBe(400);
});
