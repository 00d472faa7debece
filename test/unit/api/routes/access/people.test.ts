import { afterEach, expect, it } from "vitest";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import type { EdgeEvent } from "../../../../../edge/contracts/path/event-batch.ts";
import { PEOPLE_COUNTED } from "../../../../../edge/contracts/plant/people.ts";
import { fakeEdge, MemoryJournal, NOW_US } from "../../../../fakes/api/deps.ts";

let app: Api;
afterEach(() => app.close());

it("[P6] gives the counts of zones by the minute, oldest first", async () => {
  const event = (minute: number): EdgeEvent => ({
    eventUid: `e-${minute}`,
    type: PEOPLE_COUNTED,
    time: NOW_US - (NOW_US % 60e6) - minute * 60e6,
    receivedAt: NOW_US,
    schema: "zone-counts/1",
    payload: { heardS: minute, zones: [{ id: "cell", most: minute }] },
  });
  const asked: unknown[] = [];
  const events = async (question: unknown) => {
    asked.push(question);
    return [event(1), event(2)];
  };
  app = buildApi(fakeEdge({ events: { events } }).deps);
  expect((await app.inject("/api/v1/zone-counts?from=-10m")).json()).toEqual({
    minutes: [
      { from: "2026-11-24T02:40:00.000000Z", heardSeconds: 2, zones: [{ zone: "cell", most: 2 }] },
      { from: "2026-11-24T02:41:00.000000Z", heardSeconds: 1, zones: [{ zone: "cell", most: 1 }] },
    ],
  });
  expect(asked).toEqual([{ from: NOW_US - 600e6, to: NOW_US, type: PEOPLE_COUNTED, limit: 2_000 }]);
});

it("[P7] reading positions kept with an alert is recorded; no other alert or file can be read", async () => {
  const journal = new MemoryJournal();
  const evidence = {
    read: (alertUid: string) =>
      alertUid === "alert-1"
        ? [{ alertUid, occurrenceUid: "o-1", at: NOW_US, people: [{ times: [NOW_US], x: [1.5], y: [2] }] }]
        : [],
  };
  app = buildApi(fakeEdge({ evidence, journal }).deps);
  const answer = await app.inject("/api/v1/alerts/alert-1/positions");
  expect([answer.statusCode, answer.headers["cache-control"]]).toEqual([200, "no-store"]);
  expect(answer.json()).toEqual({
    alertUid: "alert-1",
    occurrences: [
      {
        occurrenceUid: "o-1",
        raisedAt: "2026-11-24T02:42:07.123456Z",
        people: [{ times: ["2026-11-24T02:42:07.123456Z"], x: [1.5], y: [2] }],
      },
    ],
  });
  expect(
    (await journal.read({ limit: 9 })).map(({ action, target, principal }) => [action, target, principal.user]),
  ).toEqual([["export.positions", "alert-1", "local"]]);
  expect((await app.inject("/api/v1/alerts/alert-2/positions")).statusCode).toBe(404);
  expect((await app.inject("/api/v1/alerts/..%2Fusers/positions")).statusCode).toBe(400);
});
