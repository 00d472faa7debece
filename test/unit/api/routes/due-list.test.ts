/** `GET /api/v1/maintenance-due` and its table (rules UP11 and UP18 in docs/rules/upkeep.md). */
import { expect, it } from "vitest";
import type { DueEntry } from "../../../../edge/contracts/records/due-list.ts";
import { LATHE, MemoryJournal, NOW_US } from "../../../fakes/api/deps.ts";
import { expectProblem, servedEdge } from "../served-edge.ts";

const DAY_US = 86_400e6;
const edge = servedEdge();
const entry = (key: string, days: number | null): DueEntry => {
  const at = days === null ? null : NOW_US + days * DAY_US;
  return {
    key,
    source: "plan",
    assetUid: key === "other" ? ("urn:test:other" as typeof LATHE) : LATHE,
    assetLabel: "L-1",
    component: null,
    title: { zh: "润滑", en: "Grease" },
    state: "later",
    due: { at, earliest: at, latest: null },
    criteria: [
      {
        by: "hours",
        every: 100,
        used: 20,
        due: { at, earliest: at, latest: null },
        rate: { perDay: 8, days: 12 },
        unseenS: 60,
        unknown: null,
      },
    ],
    lastDone: { at: NOW_US - DAY_US, how: "first-seen", itemUid: null },
    work: { itemUid: "w-1", state: "planned", due: at },
    alertUid: null,
    lastsMin: 30,
    responsible: "Li Wei",
    parts: [
      {
        part: "SEAL-1",
        name: { zh: "密封圈", en: "Seal" },
        quantity: 1,
        onHand: 0,
        short: 1,
        arrives: at,
        isLate: false,
      },
    ],
    stop: { line: "A", share: 0.5, piecesPerHour: 12, lostPieces: null },
    window: { from: NOW_US, to: NOW_US + DAY_US, basis: "planned-stop", title: null },
    noWindow: null,
  };
};
const due = { due: async () => [entry("near", 3), entry("far", 40), entry("other", 5), entry("unknown", null)] };
const keysOf = async (query: string) =>
  (await edge.get(`/api/v1/maintenance-due${query}`))
    .json<{ entries: { key: string }[] }>()
    .entries.map(({ key }) => key);

it("[UP11] answers what is due with its times, by asset and by days", async () => {
  edge.start({ due });
  const response = await edge.get("/api/v1/maintenance-due");
  expect(response.statusCode, response.body).toBe(200);
  expect(response.json()).toMatchObject({
    now: "2026-11-24T02:42:07.123456Z",
    entries: [
      {
        key: "near",
        due: { at: "2026-11-27T02:42:07.123456Z", latest: null },
        criteria: [{ by: "hours", used: 20, perDay: 8, basisDays: 12 }],
        work: { itemUid: "w-1", state: "planned" },
        parts: [{ part: "SEAL-1", short: 1 }],
        window: { basis: "planned-stop" },
      },
      {},
      {},
      { key: "unknown", due: { at: null } },
    ],
  });
  expect(await keysOf("?days=7")).toEqual(["near", "other", "unknown"]);
  expect(await keysOf("?asset=urn:test:other")).toEqual(["other"]);
  expectProblem(await edge.get("/api/v1/maintenance-due?days=x"), 400, "bad-request");
});

it("[UP18] answers page by page, with the counts of the whole list", async () => {
  const states = ["overdue", "due", "later", "unknown"] as const;
  const entries = Array.from({ length: 520 }, (_, at) => ({
    ...entry(`plan/${at}`, at),
    state: states[Math.floor(at / 200)] as DueEntry["state"],
  }));
  edge.start({ due: { due: async () => entries } });
  const ask = async (query: string) =>
    (await edge.get(`/api/v1/maintenance-due${query}`)).json<{
      entries: { key: string }[];
      count: number;
      urgentCount: number;
      cursor: string | null;
    }>();
  const first = await ask("");
  expect(first.entries).toHaveLength(100);
  expect(first).toMatchObject({ count: 520, urgentCount: 400, cursor: "plan/99" });
  const second = await ask(`?limit=500&cursor=${encodeURIComponent(first.cursor ?? "")}`);
  expect(second.entries.map(({ key }) => key)).toEqual(entries.slice(100).map(({ key }) => key));
  expect(second.cursor).toBeNull();
  expect(await ask("?days=10&limit=11")).toMatchObject({ count: 11, cursor: null });
  for (const query of ["limit=501", "limit=0", "cursor=gone"])
    expectProblem(await edge.get(`/api/v1/maintenance-due?${query}`), 400, "bad-request");
});

it("[UP11] the table is recorded, and an edge without plans says so", async () => {
  const journal = new MemoryJournal();
  edge.start({ due, journal, pseudonymOf: (name) => `P-${name.length}` });
  const response = await edge.get("/api/v1/maintenance-due.csv?days=7");
  expect(response.headers["content-type"]).toContain("text/csv");
  expect(response.body.trimEnd().split("\r\n")).toHaveLength(4);
  expect(response.body).toContain('"P-6"');
  expect(response.body).not.toContain("Li Wei");
  expect(journal.entries).toMatchObject([
    { action: "export", target: "maintenance-due", after: { entries: 3, days: "7" } },
  ]);
});

it("an edge that keeps no plans says so", async () => {
  edge.start();
  expectProblem(await edge.get("/api/v1/maintenance-due"), 503, "unavailable");
});
