import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openAlertBook } from "../../../edge/analytics/alert-book.ts";
import type { Api } from "../../../edge/api/deps.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { fakeEdge, LATHE, MemoryJournal, NOW_US } from "../../fakes/api-deps.ts";
import { log } from "../analytics/bench-plant.ts";

let app: Api;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-journal-"));
});
afterEach(async () => {
  await app.close();
  rmSync(dir, { recursive: true });
});

it("[J1] [J6] what was done to an alert and what was refused stands in the journal, newest first", async () => {
  const journal = new MemoryJournal();
  const alerts = await openAlertBook({ dir, edge: "e", clock: () => NOW_US, log, journal });
  alerts.apply([{ rule: "hot", assetUid: LATHE, kind: "process", standing: true, at: NOW_US, severity: 700, message: { zh: "热", en: "hot" }, evidence: [] }]);
  const uid = alerts.standing()[0]?.alertUid ?? "";
  app = buildApi(fakeEdge({ alerts, journal }).deps);
  const acknowledge = (alertUid: string, comment?: string) =>
    app.inject({ method: "POST", url: `/api/v1/alerts/${alertUid}/acknowledge`, payload: comment === undefined ? {} : { comment, signature: "reviewed" } });
  await acknowledge(uid, "on my way");
  await acknowledge(uid);
  await acknowledge("no-such");
  const { entries } = (await app.inject("/api/v1/journal?action=alert")).json<{ entries: Record<string, unknown>[] }>();
  expect(entries.map(({ action, target, result, user, origin, reason }) => ({ action, target, result, user, origin, reason }))).toEqual([
    { action: "alert.acknowledge", target: "no-such", result: "refused", user: "local", origin: "127.0.0.1", reason: expect.stringMatching(/\S/) },
    { action: "alert.acknowledge", target: uid, result: "refused", user: "local", origin: "127.0.0.1", reason: expect.stringMatching(/\S/) },
    { action: "alert.acknowledge", target: uid, result: "done", user: "local", origin: "127.0.0.1", reason: "on my way" },
  ]);
  expect(entries[2]).toMatchObject({ before: { state: "active" }, after: { state: "acknowledged" }, signature: "reviewed" });
  await alerts.close();
});

it("a question that is none is refused", async () => {
  app = buildApi(fakeEdge().deps);
  for (const query of ["limit=0", "limit=99999", "from=yesterday", "colour=red"]) expect((await app.inject(`/api/v1/journal?${query}`)).statusCode, query).toBe(400);
});
