/** `/api/v1/recommendations`: R15 and R31 in docs/rules/records.md, BR10 in docs/rules/reports.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type OpenAdviceBook, openAdviceBook } from "../../../../../edge/advice/advice-book.ts";
import { AdviceLog } from "../../../../../edge/advice/advice-log.ts";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import { type OpenWorkBook, openWorkBook } from "../../../../../edge/work/work-book.ts";
import { WorkLog } from "../../../../../edge/work/work-log.ts";
import { fakeEdge, LATHE, MemoryJournal, NOW_US } from "../../../../fakes/api/deps.ts";
import { DAY, newAdvice } from "../../../../fakes/records/advice.ts";
import { log } from "../../../detect/bench-plant.ts";

let dir: string;
let journal: MemoryJournal;
let book: OpenAdviceBook;
let work: OpenWorkBook;
let app: Api;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-advice-api-"));
  journal = new MemoryJournal();
  work = await openWorkBook({ dir, journal, log });
  const { deps, alerts } = fakeEdge({ journal, work });
  book = await openAdviceBook({
    dir,
    journal,
    log,
    known: { alert: (uid) => alerts.find(uid), item: (uid) => work.find(uid), items: () => work.newestFirst() },
    typeOf: () => "lathe",
    position: () => 5,
  });
  app = buildApi({ ...deps, advice: book });
});
afterEach(async () => {
  await app.close();
  await book.close();
  await work.close();
  rmSync(dir, { recursive: true });
});

/** Lets no byte of recommendations come to the disk until it is disposed of. */
function fullDisk(): Disposable {
  const append = vi.spyOn(AdviceLog.prototype, "append").mockRejectedValue(new Error("ENOSPC"));
  return { [Symbol.dispose]: () => append.mockRestore() };
}

const about = { about: { assetUid: LATHE, component: "spindle" }, validUntil: NOW_US + DAY };
async function noted(key: string, more: object = {}): Promise<string> {
  const records = await book.note([newAdvice(key, { ...about, ...more })], NOW_US);
  return records.get(key)?.adviceUid ?? "";
}
async function ask(method: "GET" | "POST", url: string, payload?: object) {
  const answer = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
  return { status: answer.statusCode, body: answer.json() };
}
const decide = (uid: string, body: object) => ask("POST", `/api/v1/recommendations/${uid}/acts`, body);

it("[R15] the list is paged, newest first, and says what the caller may do", async () => {
  const uids = [await noted("a"), await noted("b"), await noted("c", { about: {} })];
  const first = await ask("GET", "/api/v1/recommendations?limit=2");
  expect(first.body.recommendations.map((one: { adviceUid: string }) => one.adviceUid)).toEqual([uids[2], uids[1]]);
  expect(first.body).toMatchObject({
    openCount: 3,
    leftOut: 0,
    followUp: { made: 3, followed: 0, right: 0, wrong: 0, open: 0 },
    ranking: { version: null, places: [] },
  });
  const [plant, ofLathe] = first.body.recommendations;
  expect(plant).toMatchObject({ assetUid: null, assetLabel: null, logPosition: 5 });
  expect(ofLathe).toMatchObject({ assetLabel: "CNC-101", state: "proposed", rule: "brief/wear", itemUid: null });
  expect(ofLathe.may).toEqual(["accept", "decline", "not-useful"]);
  const next = await ask("GET", `/api/v1/recommendations?limit=2&cursor=${first.body.cursor}`);
  expect(next.body).toMatchObject({ recommendations: [{ adviceUid: uids[0] }], cursor: null });
  expect((await ask("GET", "/api/v1/recommendations?cursor=x")).status).toBe(400);
  expect((await ask("GET", "/api/v1/recommendations/x")).status).toBe(404);
});

it("[BR6] the list says how many recommendations found no place", async () => {
  await noted("huge", { why: { zh: "长", en: "long".repeat(10_000) } });
  expect((await ask("GET", "/api/v1/recommendations")).body).toMatchObject({ openCount: 0, leftOut: 1 });
});

it("[BR10] a line is called not useful and that is taken back; each is on record with who did it", async () => {
  const uid = await noted("a");
  const marked = await decide(uid, { actUid: "1", kind: "not-useful" });
  expect(marked.body).toMatchObject({ state: "not-useful", may: ["take-back"] });
  expect((await decide(uid, { actUid: "1", kind: "not-useful" })).body.acts).toHaveLength(1);
  expect((await decide(uid, { actUid: "2", kind: "take-back" })).body).toMatchObject({ state: "proposed" });
  expect(journal.entries.map(({ action, principal }) => [action, principal.user])).toEqual([
    ["advice.not-useful", "local"],
    ["advice.take-back", "local"],
  ]);
  expect((await decide(uid, { actUid: "3", kind: "expire" })).status).toBe(400);
  expect((await decide(uid, { actUid: "4", kind: "decline" })).status).toBe(400);
});

it("[R31] a decision that the disk refuses after its work item is stored as soon as the disk takes it", async () => {
  const uid = await noted("a");
  {
    using _ = fullDisk();
    expect((await decide(uid, { actUid: "1", kind: "accept", reportWork: true, note: "now" })).status).toBe(503);
    await expect(book.tick(NOW_US)).rejects.toMatchObject({ code: "unavailable" });
  }
  const [item] = [...work.newestFirst()];
  expect(item?.accepts).toMatchObject({ adviceUid: uid, actUid: "1", note: "now" });
  await book.tick(NOW_US);
  const after = await ask("GET", `/api/v1/recommendations/${uid}`);
  expect(after.body).toMatchObject({ state: "accepted", itemUid: item?.itemUid });
  // The person tries again: nothing is done twice.
  const again = await decide(uid, { actUid: "1", kind: "accept", reportWork: true, note: "now" });
  expect(again.body).toMatchObject({ state: "accepted", itemUid: item?.itemUid });
  expect([again.body.acts.length, [...work.newestFirst()].length]).toEqual([1, 1]);
});

it("[R31] a work item that the disk refuses leaves no decision behind", async () => {
  const uid = await noted("a");
  const append = vi.spyOn(WorkLog.prototype, "append").mockRejectedValueOnce(new Error("ENOSPC"));
  expect((await decide(uid, { actUid: "1", kind: "accept", reportWork: true })).status).toBe(503);
  append.mockRestore();
  expect((await ask("GET", `/api/v1/recommendations/${uid}`)).body).toMatchObject({ state: "proposed", acts: [] });
  expect([...work.newestFirst()]).toEqual([]);
});

it("[R31] accepting reports a work item of the alert behind it, once; a refused decision reports none", async () => {
  const basis = [{ kind: "alert", uid: "alert-1", occurrenceUid: "" }];
  const uid = await noted("a", { basis });
  const accepted = await decide(uid, { actUid: "1", kind: "accept", reportWork: true });
  const { itemUid } = accepted.body;
  expect(accepted.body).toMatchObject({ state: "accepted", itemUid: expect.any(String) });
  expect((await decide(uid, { actUid: "1", kind: "accept", reportWork: true })).body.itemUid).toBe(itemUid);
  const [item] = [...work.newestFirst()];
  expect(item).toMatchObject({ itemUid, cause: "alert-1", about: { assetUid: LATHE, component: "spindle" } });
  expect([...work.newestFirst()]).toHaveLength(1);
  // A decision that is refused leaves no work behind.
  const other = await noted("b");
  await decide(other, { actUid: "2", kind: "decline", note: "known" });
  expect((await decide(other, { actUid: "3", kind: "accept", reportWork: true })).status).toBe(409);
  expect([...work.newestFirst()]).toHaveLength(1);
  const plant = await noted("c", { about: {} });
  expect((await decide(plant, { actUid: "4", kind: "accept", reportWork: true })).status).toBe(400);
  expect((await decide(plant, { actUid: "5", kind: "accept" })).body).toMatchObject({ itemUid: null });
});
