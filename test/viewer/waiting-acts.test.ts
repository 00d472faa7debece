import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { acknowledge, acknowledgeAll, comment, shelve } from "../../twin-viewer/src/data/alert-acts-api.ts";
import {
  type ActedAlert,
  noteTaken,
  settleActs,
  type TakenAct,
  waitingActs,
  waitsFor,
} from "../../twin-viewer/src/data/waiting-acts.ts";

const WHY = { en: "the plant cannot be reached", zh: "无法连接工厂" };
let number = 0;

/** A hub that takes each act and hands it on later. */
function hubTakes(state: "waiting" | "sent" = "waiting"): void {
  vi.stubGlobal("fetch", () =>
    Promise.resolve(new Response(JSON.stringify({ state, eventUid: `event-${++number}`, why: WHY }), { status: 202 })),
  );
}

const alert = (more: Partial<ActedAlert> = {}): ActedAlert => ({
  alertUid: "a",
  occurrenceUid: "a-1",
  state: "active",
  acknowledged: null,
  comments: [],
  ...more,
});

const LINKED = { offsetMs: 0, isLinked: true, why: null };
const AWAY = { offsetMs: 0, isLinked: false, why: WHY };
const taken = (eventUid: string, more: Partial<TakenAct> = {}): TakenAct => ({
  eventUid,
  alertUid: "a",
  kind: "acknowledge",
  occurrenceUid: "a-1",
  comment: null,
  at: new Date().toISOString(),
  by: "ann",
  state: "waiting",
  answeredAt: null,
  why: null,
  ...more,
});

beforeEach(() => {
  waitingActs.value = [];
  settleActs([alert()]);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("[CV27] an act that waits for the plant", () => {
  it("is noted with time and reason, and is not done", async () => {
    hubTakes();
    const before = Date.now();
    expect(await acknowledge("a", "a-1")).toBe("waiting");
    const [act] = waitingActs.value;
    expect(act).toMatchObject({ alertUid: "a", act: "acknowledge", state: "waiting", why: WHY, occurrenceUid: "a-1" });
    expect(act?.sinceMs).toBeGreaterThanOrEqual(before);
    expect([waitsFor("a", "acknowledge"), waitsFor("a", "shelve"), waitsFor("b", "acknowledge")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("an edge's own 200 waits for nothing", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}")));
    expect(await acknowledge("a", "a-1")).toBe("done");
    expect(waitingActs.value).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>, Partial<ActedAlert>, Partial<ActedAlert>]>([
    ["acknowledge", () => acknowledge("a", "a-1"), { state: "shelved" }, { acknowledged: { by: "ann" } }],
    [
      "shelve",
      () => shelve("a", { minutes: 60, kind: "timed", reason: "filter" }),
      { acknowledged: { by: "ann" } },
      { state: "shelved" },
    ],
    [
      "remark",
      () => comment("a", "seen"),
      { comments: [{ at: 0, comment: "seen" }] },
      { comments: [{ at: new Date().toISOString(), comment: "seen" }] },
    ],
    [
      "remark of the stream",
      () => comment("a", "seen"),
      { comments: [{ at: Date.now() * 1000, comment: "other" }] },
      { comments: [{ at: Date.now() * 1000, comment: "seen" }] },
    ],
  ])("%s stays until the plant's alerts show it", async (_, send, other, done) => {
    hubTakes();
    await send();
    settleActs([alert()]);
    settleActs([alert(other)]);
    expect(waitingActs.value).toHaveLength(1);
    settleActs([alert(done)]);
    expect(waitingActs.value).toEqual([]);
  });

  it("ends with its alert, and with a new occurrence for an acknowledgement", async () => {
    hubTakes("sent");
    await acknowledge("a", "a-1");
    settleActs([alert({ occurrenceUid: "a-2" })]);
    expect(waitingActs.value).toEqual([]);
    await comment("a", "seen");
    settleActs([alert({ occurrenceUid: "a-2" })]);
    expect(waitingActs.value).toHaveLength(1);
    settleActs([]);
    expect(waitingActs.value).toEqual([]);
  });

  it("that the plant refuses later says so with the plant's reason, and may be tried again", async () => {
    hubTakes();
    await acknowledge("a", "a-1");
    const eventUid = waitingActs.value[0]?.eventUid ?? "";
    noteTaken([taken("of-another-alert", { alertUid: "b", state: "refused", why: WHY })], LINKED);
    noteTaken([taken(eventUid)], LINKED);
    expect(waitsFor("a", "acknowledge")).toBe(true);
    const why = { en: "acts of the hub are off", zh: "未启用集控端操作" };
    noteTaken([taken(eventUid, { state: "refused", why })], LINKED);
    expect(waitsFor("a", "acknowledge")).toBe(false);
    expect(waitingActs.value).toMatchObject([{ state: "refused", why }]);
    await acknowledge("a", "a-1");
    expect(waitingActs.value).toMatchObject([{ state: "waiting", why: WHY }]);
    // The hub's list may be from before.
    noteTaken([taken(eventUid, { state: "refused", why })], LINKED);
    expect(waitingActs.value).toMatchObject([{ state: "waiting" }]);
  });

  it("several together: each by itself waits, is done or is refused", async () => {
    const results = [
      { alertUid: "a", result: "waiting", state: null, eventUid: "e1", reason: null },
      { alertUid: "b", result: "done", state: "acknowledged", reason: null },
      { alertUid: "c", result: "refused", state: null, reason: "there is no such alert" },
    ];
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ results }))));
    const refused = await acknowledgeAll(["a", "b", "c"].map((uid) => ({ alertUid: uid, occurrenceUid: `${uid}-1` })));
    expect([...refused.keys()]).toEqual(["c"]);
    expect(waitingActs.value).toMatchObject([
      { alertUid: "a", occurrenceUid: "a-1", act: "acknowledge", state: "waiting" },
    ]);
  });
});

describe("[CV39] acts that wait, as the hub has them", () => {
  it("are there after a reload and on other pages, with the person and the link's reason", () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    noteTaken([taken("e2", { kind: "comment", comment: "seen", occurrenceUid: null, at }), taken("e1", { at })], AWAY);
    expect(waitingActs.value).toMatchObject([
      { eventUid: "e2", act: "comment", text: "seen", state: "waiting", why: WHY, by: "ann" },
      { eventUid: "e1", act: "acknowledge", occurrenceUid: "a-1", state: "waiting", sinceMs: Date.parse(at) },
    ]);
    expect([waitsFor("a", "acknowledge"), waitsFor("a", "shelve")]).toEqual([true, false]);
  });

  it("are told by this machine's clock, and are sent while the link is there", () => {
    noteTaken([taken("e3", { at: "2026-12-02T10:00:00Z" })], { ...LINKED, offsetMs: 3_000 });
    expect(waitingActs.value).toMatchObject([
      { state: "sent", why: null, sinceMs: Date.parse("2026-12-02T09:59:57Z") },
    ]);
  });

  it("do not come back once the plant's alerts have shown them, while the hub has yet to hear", () => {
    noteTaken([taken("e4")], LINKED);
    settleActs([alert({ acknowledged: { by: "ann" } })]);
    noteTaken([taken("e4")], LINKED);
    expect(waitingActs.value).toEqual([]);
    // Nor on a page whose alerts showed them before it read the list.
    noteTaken([taken("e5")], LINKED);
    expect(waitingActs.value).toEqual([]);
  });

  it("of which the newest was refused in the last hours say so on every page; those done or long over do not", () => {
    const long = new Date(Date.now() - 9 * 3_600_000).toISOString();
    const refused = (uid: string, more: Partial<TakenAct> = {}) => taken(uid, { state: "refused", why: WHY, ...more });
    noteTaken([refused("e6"), refused("e7")], LINKED);
    expect(waitingActs.value).toMatchObject([{ eventUid: "e6", state: "refused", why: WHY }]);
    waitingActs.value = [];
    noteTaken([taken("e8", { state: "done" }), refused("e9")], LINKED);
    noteTaken([refused("e10", { answeredAt: long })], LINKED);
    expect(waitingActs.value).toEqual([]);
  });

  it("that no page sends, or with times that are none, are left out", () => {
    noteTaken([taken("e11", { kind: "confirm" }), taken("e12", { at: "soon" }), taken("e13", { at: null })], LINKED);
    expect(waitingActs.value).toEqual([]);
  });
});
