/** The book of recommendations: BR6 and BR8 in docs/rules/reports.md, R14 to R16 and R31 in docs/rules/records.md. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type OpenAdviceBook, openAdviceBook } from "../../../edge/advice/advice-book.ts";
import { rankingFrom } from "../../../edge/advice/ranking.ts";
import { followUpOf, outcomeOf } from "../../../edge/contracts/records/advice-book.ts";
import { adviceState } from "../../../edge/contracts/records/recommendation.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import type { WorkAct } from "../../../edge/contracts/records/work-item.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { DAY, decision, newAdvice, PRESS } from "../../fakes/records/advice.ts";
import { LI, MODEL, S, T0, work } from "../../fakes/records/work.ts";
import { log } from "../detect/bench-plant.ts";

const principal = { user: "li", role: "operator", origin: "127.0.0.1" } as const;
const operator = { role: "operator", principal } as const;
const ALERT = { kind: "alert", uid: "a-1", occurrenceUid: "o-1" } as const;

let dir: string;
let journal: MemoryJournal;
let book: OpenAdviceBook;
let items: Map<string, WorkItem>;
let alerts: Map<string, { occurrenceUid: string; clearedAt?: number }>;

const open = async (bounds?: { most: number; underWay: number }) => {
  book = await openAdviceBook({
    dir,
    journal,
    log,
    known: { alert: (uid) => alerts.get(uid), item: (uid) => items.get(uid), items: () => items.values() },
    typeOf: (uid) => (uid === PRESS ? "press" : undefined),
    position: () => 77,
    ...(bounds === undefined ? {} : { bounds }),
  });
};
const reopen = async () => {
  await book.close();
  await open();
};
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-advice-"));
  journal = new MemoryJournal();
  items = new Map();
  alerts = new Map();
  await open();
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

const path = () => join(dir, "recommendations.log");
/** Puts one on record; answers its uid. */
async function noted(key: string, more: Parameters<typeof newAdvice>[1] = {}, at = T0): Promise<string> {
  return (await book.note([newAdvice(key, more)], at)).get(key)?.adviceUid ?? "";
}
const stateOf = (uid: string) => adviceState(book.find(uid) as never);

it("[BR6] what a rule says again is one recommendation, on disk with its time and place in the log", async () => {
  const first = await noted("k");
  expect(await noted("k", { why: { zh: "另", en: "other" } }, T0 + S)).toBe(first);
  expect(book.find(first)).toMatchObject({ proposedAt: T0, logPosition: 77, acts: [], why: { en: "10 h are left" } });
  await reopen();
  expect(book.find(first)).toMatchObject({ key: "k", proposedAt: T0 });
  expect(await noted("k", {}, T0 + S)).toBe(first);
  // Its time is over: the same line is new advice.
  const second = await noted("k", { validUntil: T0 + 3 * DAY }, T0 + 2 * DAY);
  expect(second).not.toBe(first);
  expect([...book.newestFirst()].map(({ adviceUid }) => adviceUid)).toEqual([second, first]);
  // The first one expires only now, and is not the newest of its key.
  await book.tick(T0 + 2 * DAY);
  expect(stateOf(first)).toBe("expired");
  expect(await noted("k", {}, T0 + 2 * DAY)).toBe(second);
});

it("[BR6] 500 may be under way and 3,000 are kept; what finds no place is counted", async () => {
  await book.close();
  await open({ most: 3, underWay: 2 });
  const [a, b] = [await noted("a"), await noted("b")];
  expect(await noted("c")).toBe("");
  expect(book.leftOut).toBe(1);
  await book.act(a, decision("decline", { note: "known" }), operator);
  await book.act(b, decision("not-useful"), operator);
  const [c, d] = [await noted("c"), await noted("d")];
  await book.act(c, decision("not-useful"), operator);
  await noted("e");
  // The oldest that are over are forgotten first.
  expect([a, b].map((uid) => book.find(uid))).toEqual([undefined, undefined]);
  expect([stateOf(c), stateOf(d)]).toEqual(["not-useful", "proposed"]);
});

/** Accepting with a work item, of which only the item came to the disk. */
function half(adviceUid: string, more: { readonly itemUid?: string } = {}): void {
  const accepts = { adviceUid, actUid: "act-of-li", role: "operator", note: "this week" };
  const own = { itemUid: "item-1", reportedAt: T0 + S, reportedBy: LI, accepts, ...more };
  items.set(own.itemUid, work([], own) as unknown as WorkItem);
}

it("[R31] after a kill between work item and decision, the start makes up for the decision, once", async () => {
  const [uid, other] = [await noted("k"), await noted("other")];
  half(uid);
  await reopen();
  // Also where its time is over meanwhile.
  await book.tick(T0 + 2 * DAY);
  expect(stateOf(uid)).toBe("accepted");
  expect(stateOf(other)).toBe("expired");
  const acts = book.find(uid)?.acts ?? [];
  expect(acts).toMatchObject([
    { actUid: "act-of-li", kind: "accept", by: LI, at: T0 + S, itemUid: "item-1", note: "this week" },
  ]);
  expect(journal.entries).toMatchObject([
    { action: "advice.accept", target: uid, result: "done", principal: { user: "li", role: "operator" } },
  ]);
  await reopen();
  await book.tick(T0 + 2 * DAY);
  expect(book.find(uid)?.acts).toEqual(acts);
});

it("[R31] what somebody decided since stays, and an item whose recommendation is gone changes nothing", async () => {
  const uid = await noted("k");
  half(uid);
  half("gone", { itemUid: "item-2" });
  await book.act(uid, decision("not-useful", { at: T0 + 2 * S }), operator);
  await book.act(uid, decision("take-back", { at: T0 + 3 * S }), operator);
  await reopen();
  await book.tick(T0 + 4 * S);
  expect(stateOf(uid)).toBe("proposed");
});

it("[R15] people decide, on record with who and when; programs and viewers do not", async () => {
  const uid = await noted("k");
  const byProgram = { ...decision("accept"), by: MODEL };
  await expect(book.act(uid, byProgram, operator)).rejects.toMatchObject({ code: "forbidden" });
  await expect(book.act(uid, decision("accept"), { ...operator, role: "viewer" })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(book.act(uid, decision("decline"), operator)).rejects.toMatchObject({ code: "bad-request" });
  await expect(book.act("none", decision("accept"), operator)).rejects.toMatchObject({ code: "not-found" });
  const accept = decision("accept", { itemUid: "w-1" });
  await book.act(uid, accept, operator);
  await book.act(uid, accept, operator);
  expect(stateOf(uid)).toBe("accepted");
  const said = journal.entries.map(({ action, result, principal: who }) => [action, result, who.user]);
  expect(said).toEqual([
    ["advice.accept", "refused", "li"],
    ["advice.accept", "refused", "li"],
    ["advice.decline", "refused", "li"],
    ["advice.accept", "refused", "li"],
    ["advice.accept", "done", "li"],
  ]);
});

it("[R15] a decision that the audit log lacks after a kill is recorded at the next start, once", async () => {
  const uid = await noted("k");
  journal.record = () => Promise.reject(new Error("killed"));
  await expect(book.act(uid, decision("not-useful"), operator)).rejects.toThrow("killed");
  journal = new MemoryJournal();
  await reopen();
  await book.tick(T0 + S);
  await reopen();
  expect(stateOf(uid)).toBe("not-useful");
  expect(journal.entries.map(({ action }) => action)).toEqual(["advice.not-useful"]);
});

it("[R31] it ends by itself: after its time, with its alert, and with its work", async () => {
  alerts.set("a-1", { occurrenceUid: "o-1" });
  const old = await noted("old", { validUntil: T0 + S });
  const gone = await noted("gone", { basis: [ALERT] });
  const followed = await noted("followed", { basis: [ALERT] });
  await book.act(followed, decision("accept"), operator);
  await book.tick(T0 + S);
  expect([old, gone, followed].map(stateOf)).toEqual(["proposed", "proposed", "accepted"]);
  alerts.set("a-1", { occurrenceUid: "o-1", clearedAt: T0 + S });
  await book.tick(T0 + 2 * S);
  expect([old, gone, followed].map(stateOf)).toEqual(["expired", "withdrawn", "assessed"]);
  expect(outcomeOf(book.find(followed) as never)).toEqual({ verdict: "over" });
  // The edge's own acts are no decisions of people.
  expect(journal.entries).toHaveLength(1);
});

const act = (kind: WorkAct["kind"], more: Partial<WorkAct> = {}): WorkAct => ({
  ...{ actUid: kind, kind, at: T0 + 2 * S, by: LI },
  ...more,
});

const RIGHT = act("finish", { done: "-", verdict: "right", foundKind: "bearing-wear" });

it.each([
  ["closed, right", [act("start"), RIGHT, act("verify")], { verdict: "right", found: "bearing-wear" }],
  ["closed, unsaid", [act("start"), act("finish", { done: "-" }), act("verify")], { verdict: "unknown" }],
  ["rejected", [act("reject", { note: "no" })], { verdict: "not-done" }],
  ["gone", undefined, { verdict: "unknown" }],
] as const)("[R31] work that is %s says what came of it", async (_, acts, outcome) => {
  const uid = await noted("k");
  items.set("w-1", work([], { kind: "maintenance" }) as never);
  await book.act(uid, decision("accept", { itemUid: "w-1" }), operator);
  await book.tick(T0 + S);
  expect(stateOf(uid)).toBe("accepted");
  if (acts === undefined) items.clear();
  else items.set("w-1", work(acts, { kind: "maintenance" }) as never);
  for (let i = 0; i < 2; i++) await book.tick(T0 + 3 * S);
  expect(stateOf(uid)).toBe("assessed");
  expect(outcomeOf(book.find(uid) as never)).toEqual(outcome);
  expect(followUpOf(book, T0)).toMatchObject({ made: 1, followed: 1, right: outcome.verdict === "right" ? 1 : 0 });
});

it("[BR8] two marks are a step, four are two, and taking a mark back undoes it", async () => {
  const mark = async (key: string) => {
    const uid = await noted(key);
    await book.act(uid, decision("not-useful", { at: T0 + book.version * S }), operator);
    return uid;
  };
  const steps = () => book.ranking.places.map((place) => place.steps);
  expect(book.ranking).toEqual({ version: null, places: [] });
  await mark("1");
  expect(steps()).toEqual([0]);
  const second = await mark("2");
  expect(book.ranking.places).toEqual([{ rule: "brief/wear", assetType: "press", notUseful: 2, right: 0, steps: 1 }]);
  await book.act(second, decision("take-back", { at: T0 + 50 * S }), operator);
  expect(steps()).toEqual([0]);
  expect(book.ranking.version).toBe(T0 + 50 * S);
  for (const key of ["3", "4", "5", "6", "7"]) await mark(key);
  expect(steps()).toEqual([2]);
  await reopen();
  expect(steps()).toEqual([2]);
});

it("[BR8] judgements of one instant count in one order, whichever way the records come", async () => {
  const given = [await noted("1"), await noted("2"), await noted("3"), await noted("4")];
  items.set("w-1", work([act("start"), RIGHT, act("verify")], { kind: "maintenance" }) as never);
  for (const uid of given.slice(2)) await book.act(uid, decision("accept", { itemUid: "w-1" }), operator);
  for (const uid of given.slice(0, 2)) await book.act(uid, decision("not-useful", { at: T0 + 3 * S }), operator);
  for (let i = 0; i < 2; i++) await book.tick(T0 + 3 * S);
  const records = [...book.newestFirst()];
  const typeOf = () => "press";
  expect(rankingFrom(records, typeOf)).toEqual(rankingFrom([...records].reverse(), typeOf));
});

it("[BR8] what nobody judged gives the order no new version", async () => {
  const uid = await noted("k", { validUntil: T0 + S });
  await book.act(uid, decision("accept"), operator);
  await book.tick(T0 + 2 * S);
  expect(outcomeOf(book.find(uid) as never)).toEqual({ verdict: "unknown" });
  expect(book.ranking.version).toBeNull();
});

it("[BR6] one that is too large is counted, and the others are on record", async () => {
  const huge = { zh: "长", en: "long".repeat(10_000) };
  const found = await book.note([newAdvice("huge", { why: huge }), newAdvice("k")], T0);
  expect([...found.keys()]).toEqual(["k"]);
  expect(book.leftOut).toBe(1);
});

it("[BR6] a torn last line is cut off, and a damaged one is left out with the file kept beside", async () => {
  const [a, b] = [await noted("a"), await noted("b")];
  await book.close();
  const [first = "", second = ""] = readFileSync(path(), "utf8").split("\n");
  appendFileSync(path(), first.slice(0, 40));
  await open();
  expect([book.find(a), book.find(b)].every((one) => one !== undefined)).toBe(true);
  await book.close();
  appendFileSync(path(), `${second.replace('"b"', '"x"')}\n`);
  await open();
  expect(readdirSync(dir).some((name) => name.startsWith("recommendations.log.damaged-"))).toBe(true);
  expect([...book.newestFirst()]).toHaveLength(2);
});
