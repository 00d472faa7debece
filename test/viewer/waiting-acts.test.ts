import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { acknowledge, acknowledgeAll, comment, shelve } from "../../twin-viewer/src/data/alert-acts-api.ts";
import {
  type ActedAlert,
  noteRefusals,
  settleActs,
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

beforeEach(() => {
  waitingActs.value = [];
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
    noteRefusals([{ eventUid: "another", state: "refused", why: WHY }]);
    noteRefusals([{ eventUid, state: "waiting", why: null }]);
    expect(waitsFor("a", "acknowledge")).toBe(true);
    const why = { en: "acts of the hub are off", zh: "未启用集控端操作" };
    noteRefusals([{ eventUid, state: "refused", why }]);
    expect(waitsFor("a", "acknowledge")).toBe(false);
    expect(waitingActs.value).toMatchObject([{ state: "refused", why }]);
    await acknowledge("a", "a-1");
    expect(waitingActs.value).toMatchObject([{ state: "waiting", why: WHY }]);
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
