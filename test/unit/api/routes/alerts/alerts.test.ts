import { describe, expect, it } from "vitest";
import { LATHE, NOW_US } from "../../../../fakes/api/deps.ts";
import { expectProblem, servedEdge } from "../../served-edge.ts";

const { start, get, post } = servedEdge();

describe("alerts", () => {
  it("lists active alerts, with evidence by tagUid", async () => {
    start();
    const { alerts, version } = (await get("/api/v1/alerts")).json<{
      version: number;
      alerts: Record<string, unknown>[];
    }>();
    expect(version).toBe(1);
    expect(alerts[0]).toMatchObject({
      alertUid: "alert-1",
      state: "active",
      priority: 2,
      raisedAt: "2026-11-24T02:42:07.123456Z",
      clearedAt: null,
      ...{ acknowledged: null, asksAck: true, values: null, causedBy: null, members: [], memberCount: 0 },
      evidence: [{ tagUid: `${LATHE}#temperature`, value: 81.5, limit: 75, prediction: null }],
    });
  });

  it("[FL10] answers the groups with the whole alert of each cause", async () => {
    const WAYS = ["electricity" as const];
    const common = { assetUid: LATHE, label: "CNC-101", way: "electricity" } as const;
    const consequences = [{ alertUid: "b", explainedBy: "alert-1", step: WAYS, ways: WAYS }];
    const group = { cause: "alert-1", since: NOW_US, lateS: 3, priority: 2 as const, common, consequences };
    start({
      alertGroups: {
        read: () => ({ version: 4, isFlood: true, groups: [group, { ...group, cause: "gone" }] }),
        readAt: (at) => ({ version: at, isFlood: false, groups: [] }),
      },
    });
    const answer = (await get("/api/v1/alerts/groups")).json<{ groups: object[] }>();
    expect(answer).toMatchObject({ version: 4, isFlood: true });
    expect(answer.groups).toHaveLength(1);
    expect(answer.groups[0]).toMatchObject({
      cause: { alertUid: "alert-1", state: "active" },
      since: "2026-11-24T02:42:07.123456Z",
      ...{ lateS: 3, priority: 2, common, consequences },
    });
    const past = (await get("/api/v1/alerts/groups?at=2026-11-24T02:42:07Z")).json();
    expect(past).toEqual({ version: Date.UTC(2026, 10, 24, 2, 42, 7) * 1000, isFlood: false, groups: [] });
    expect((await get("/api/v1/alerts/groups?at=nonsense")).statusCode).toBe(400);
  });

  it("[FL10] a recording has no groups", async () => {
    start();
    expect((await get("/api/v1/alerts/groups")).json()).toEqual({ version: 1, isFlood: false, groups: [] });
  });

  it("[R3] evidence of an older version is answered with null for missing fields", async () => {
    const { alerts } = start();
    const now = alerts.standing()[0]?.evidence[0];
    if (now === undefined) throw new Error("no evidence");
    const answer = async () =>
      (await get("/api/v1/alerts")).json<{ alerts: { evidence: Record<string, unknown>[] }[] }>().alerts[0]
        ?.evidence[0];
    const older = { detector: null, from: null, to: null, startValue: null, quality: null, value: 81.5 };
    expect(await answer()).toMatchObject(older);
    Object.assign(now, { detector: "limit", from: NOW_US - 9e6, to: NOW_US, startValue: 70, quality: "uncertain" });
    expect(await answer()).toMatchObject({
      detector: "limit",
      from: "2026-11-24T02:41:58.123456Z",
      to: "2026-11-24T02:42:07.123456Z",
      startValue: 70,
      quality: "uncertain",
    });
  });

  it("answers the history when a time is given", async () => {
    start();
    const count = async (query: string): Promise<number> =>
      (await get(`/api/v1/alerts?${query}`)).json<{ alerts: unknown[] }>().alerts.length;
    expect(await count("from=-1h&to=2026-11-24T02:43:00Z")).toBe(1);
    expect(await count("from=-1h&to=-10m")).toBe(0);
    expectProblem(await get("/api/v1/alerts?limit=2001"), 400, "bad-request");
  });

  it("acknowledges as local, with and without comment and body; the second time is a conflict", async () => {
    const { alerts } = start();
    const response = await post("/api/v1/alerts/alert-1/acknowledge", { comment: "on my way" });
    expect(response.json()).toMatchObject({
      state: "acknowledged",
      acknowledged: { at: "2026-11-24T02:42:07.123456Z", by: "local", comment: "on my way" },
    });
    expectProblem(await post("/api/v1/alerts/alert-1/acknowledge"), 409, "conflict");
    expect(alerts.actions.map((action) => action.kind)).toEqual(["acknowledge", "acknowledge"]);
    expectProblem(await post("/api/v1/alerts/no-such/acknowledge", {}), 404, "not-found");
  });

  it("shelves for minutes or until a time, and unshelves", async () => {
    const { alerts } = start();
    await post("/api/v1/alerts/alert-1/shelve", { minutes: 30, reason: "sensor is being changed" });
    await post("/api/v1/alerts/alert-1/shelve", { until: "2026-11-24T03:00:00Z", reason: "again" });
    await post("/api/v1/alerts/alert-1/unshelve");
    const principal = { user: "local", role: "local", origin: "127.0.0.1" };
    expect(alerts.actions).toEqual([
      {
        kind: "shelve",
        shelf: "timed",
        at: NOW_US,
        principal,
        until: NOW_US + 1800e6,
        reason: "sensor is being changed",
      },
      {
        kind: "shelve",
        shelf: "timed",
        at: NOW_US,
        principal,
        until: Date.UTC(2026, 10, 24, 3) * 1000,
        reason: "again",
      },
      { kind: "unshelve", at: NOW_US, principal },
    ]);
  });

  it.each([
    ["no reason", { minutes: 5 }],
    ["an empty reason", { minutes: 5, reason: " " }],
    ["both times", { minutes: 5, until: "2026-11-24T03:00:00Z", reason: "r" }],
    ["no time", { reason: "r" }],
    ["a time in the past", { until: "2026-11-24T02:00:00Z", reason: "r" }],
    ["more than a day", { minutes: 1_441, reason: "r" }],
    ["minutes as text", { minutes: "5", reason: "r" }],
    ["an unknown field", { minutes: 5, reason: "r", by: "somebody else" }],
  ])("refuses to shelve with %s", async (_, body) => {
    const { alerts } = start();
    expectProblem(await post("/api/v1/alerts/alert-1/shelve", body), 400, "bad-request");
    expect(alerts.actions).toEqual([]);
  });
});
