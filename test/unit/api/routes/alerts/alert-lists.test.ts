import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openAlertBook } from "../../../../../edge/alerts/alert-book.ts";
import type { OpenAlertBook } from "../../../../../edge/alerts/open-alert-book.ts";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import type { TagRef } from "../../../../../edge/contracts/plant/tag.ts";
import { fakeEdge, LATHE, MemoryJournal, NOW_US } from "../../../../fakes/api/deps.ts";
import { log } from "../../../detect/bench-plant.ts";

let app: Api;
let dir: string;
let alerts: OpenAlertBook;
let journal: MemoryJournal;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-lists-"));
  journal = new MemoryJournal();
  alerts = await openAlertBook({ dir, edge: "e", clock: () => NOW_US, log, journal });
  app = buildApi(fakeEdge({ alerts, journal, pseudonymOf: (name) => `p-${name}` }).deps);
});
afterEach(async () => {
  await app.close();
  await alerts.close();
  rmSync(dir, { recursive: true });
});

const raise = (rule: string, standing = true, value = 81.5) =>
  alerts.apply([
    {
      rule,
      assetUid: LATHE,
      kind: "process",
      standing,
      at: NOW_US,
      severity: 700,
      message: { zh: `=${rule} 高`, en: `=${rule} high` },
      evidence: [],
      value: { tag: 0 as TagRef, value, towards: "up" },
    },
  ]);
const bulk = (payload: object) => app.inject({ method: "POST", url: "/api/v1/alerts/acknowledge", payload });
const seen = () => alerts.standing().map(({ alertUid, occurrenceUid }) => ({ alertUid, occurrenceUid }));

it("[A91] several alerts are acknowledged at once, each with its own answer and its own entry", async () => {
  for (let i = 0; i < 60; i++) raise(`r${i}`);
  const list = seen();
  raise("r0", false);
  raise("r0");
  const response = await bulk({
    alerts: [...list, { alertUid: "no-such", occurrenceUid: "x" }],
    comment: "flood",
    signature: "reviewed",
  });
  expect(response.statusCode).toBe(200);
  const { results } = response.json<{
    results: { alertUid: string; result: string; state: string | null; code: string | null; reason: string | null }[];
  }>();
  expect(results).toHaveLength(61);
  expect(results.filter(({ result, state }) => result === "done" && state === "acknowledged")).toHaveLength(59);
  const refused = results.filter(({ result }) => result === "refused");
  expect(refused.map(({ code }) => code).sort()).toEqual(["conflict", "not-found"]);
  expect(refused.every(({ reason }) => (reason ?? "") !== "")).toBe(true);
  expect(journal.entries.filter(({ result }) => result === "done")).toHaveLength(59);
  expect(journal.entries.filter(({ result }) => result === "refused")).toHaveLength(2);
  expect(journal.entries.find(({ result }) => result === "done")).toMatchObject({
    action: "alert.acknowledge",
    reason: "flood",
    signature: "reviewed",
  });
});

it("[A91] a missing list, a too long one and one without occurrences are refused as a whole", async () => {
  raise("hot");
  const [one] = seen();
  expect((await bulk({ alerts: [] })).statusCode).toBe(400);
  expect((await bulk({ alerts: Array.from({ length: 501 }, () => one) })).statusCode).toBe(400);
  expect((await bulk({ alerts: [{ alertUid: one?.alertUid }] })).statusCode).toBe(400);
  expect(alerts.standing()[0]?.state).toBe("active");
});

it("[A92] alerts are exported with figures and pseudonyms, filtered as requested, and recorded", async () => {
  raise("hot");
  raise("cold", true, 3);
  await bulk({ alerts: seen().slice(0, 1) });
  const [acknowledged] = alerts.standing().filter(({ state }) => state === "acknowledged");
  const response = await app.inject("/api/v1/alerts/export?state=acknowledged");
  expect(response.headers["content-type"]).toContain("text/csv");
  expect(response.body[0]).toBe("\uFEFF");
  const [head, line, ...rest] = response.body.slice(1).split("\r\n");
  expect(head?.split(",").slice(0, 4)).toEqual(["alertUid", "occurrenceUid", "asset", "assetUid"]);
  expect(rest).toEqual([""]);
  const cells = new Map(head?.split(",").map((name, i) => [name, line?.slice(1, -1).split('","')[i]]));
  expect(cells.get("alertUid")).toBe(acknowledged?.alertUid);
  expect(cells.get("acknowledgedBy")).toBe("p-local");
  const raisedMs = (acknowledged?.raisedAt ?? 0) / 1000;
  expect(cells.get("raisedAt")).toBe(new Date(raisedMs).toISOString());
  // Shanghai, the site of the plant, is eight hours ahead.
  const local = new Date(raisedMs + 8 * 3_600_000).toISOString().slice(0, -1).replace("T", " ");
  expect(cells.get("raisedAt.local")).toBe(local);
  expect(cells.get("message")).toMatch(/^'=/);
  expect(Number(cells.get("raisedValue"))).toBe(acknowledged?.values?.raised);
  expect(journal.entries.at(-1)).toMatchObject({
    action: "export",
    target: "alerts",
    after: { alerts: 1, state: "acknowledged" },
  });
  expect((await app.inject("/api/v1/alerts/export?from=-1h&to=-10m")).body.trim()).toBe(head);
});
