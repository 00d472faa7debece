import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import type { WholeSchedule } from "../../../edge/contracts/schedule/schedules.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";
import { at, madeSchedule, NEW, openedSchedules, scheduleFolder } from "../../fakes/schedule-book.ts";

it("[SD19][SD25] a schedule is asked for, read, checked, saved and removed by API", async () => {
  const { book } = openedSchedules(scheduleFolder());
  const app = buildApi({ ...fakeEdge().deps, schedules: book });
  const url = "/api/v1/schedules";
  try {
    const asked = await app.inject({ method: "POST", url, payload: NEW });
    expect(asked.statusCode, asked.body).toBe(202);
    const { uid } = asked.json<{ uid: string }>();
    await madeSchedule(book, uid);
    expect((await app.inject(url)).json()).toMatchObject({ schedules: [{ uid, state: "done", progress: 1 }] });
    const whole = (await app.inject(`${url}/${uid}`)).json<WholeSchedule>();
    const [operation] = whole.schedule?.operations ?? [];
    expect(operation).toMatchObject({ order: "O1", step: "mill", closedFrom: null, reason: { kind: "opens" } });
    const moves = [{ order: "O1", step: "wash", machine: "WASH", start: at(0) }];
    const checked = await app.inject({ method: "POST", url: `${url}/${uid}/check`, payload: { moves } });
    expect(checked.json()).toMatchObject({
      operations: [{ order: "O1", step: "wash", machine: "WASH", start: at(0), end: at(20) }],
      conflicts: [{ order: "O1", step: "wash", kind: "before", with: { order: "O1", step: "mill" } }],
    });
    const csv = await app.inject(`${url}/${uid}/export?format=csv&language=zh`);
    expect([csv.headers["content-type"], csv.body.split("\n").length]).toEqual([expect.stringContaining("csv"), 14]);
    const xml = await app.inject(`${url}/${uid}/export?format=b2mml`);
    expect([xml.headers["content-type"], xml.body]).toEqual([
      expect.stringContaining("application/xml"),
      expect.stringContaining("OperationsSchedule"),
    ]);
    expect((await app.inject(`${url}/plant`)).json()).toEqual({ plan: null, missing: [] });
    const late = { moves: [{ ...moves[0], start: "2026-02-30T08:00:00Z" }] };
    expect((await app.inject({ method: "POST", url: `${url}/${uid}/check`, payload: late })).json()).toMatchObject({
      cause: { code: "schedule-moment", params: { place: "moves[0].start" } },
    });
    expect((await app.inject({ method: "DELETE", url: `${url}/${uid}` })).json()).toEqual({ uid });
    expect((await app.inject(`${url}/${uid}`)).statusCode).toBe(404);
  } finally {
    await app.close();
    await book.close();
  }
});

it("[SD21] a refusal has every problem with its place, in both languages", async () => {
  const { book } = openedSchedules(scheduleFolder());
  const app = buildApi({ ...fakeEdge().deps, schedules: book });
  const refused = async (payload: object) => {
    const answer = await app.inject({ method: "POST", url: "/api/v1/schedules", payload });
    return [answer.statusCode, answer.json()] as const;
  };
  try {
    const [status, body] = await refused({ ...NEW, plan: { ...NEW.plan, machines: [], orders: [{ id: "A" }] } });
    expect(status).toBe(400);
    expect(body.problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          path: "plan.machines",
          text: { en: expect.any(String), zh: expect.stringMatching(/[\u4e00-\u9fff]/) },
          remedy: { en: expect.any(String), zh: expect.stringMatching(/[\u4e00-\u9fff]/) },
        }),
      ]),
    );
    expect(await refused({ name: "a" })).toMatchObject([400, { cause: { code: "schedule-either" } }]);
    expect(await refused({ name: "a", from: "none" })).toMatchObject([
      404,
      { cause: { code: "schedule-from-unknown" } },
    ]);
    expect(await refused({ ...NEW, at: at(0) })).toMatchObject([400, { cause: { code: "schedule-with-from" } }]);
  } finally {
    await app.close();
    await book.close();
  }
});
