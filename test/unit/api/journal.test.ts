import { afterEach, expect, it } from "vitest";
import type { Api } from "../../../edge/api/deps.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { fakeEdge } from "../../fakes/api-deps.ts";

let app: Api;
afterEach(() => app.close());

it("[J1] [J6] what was done to an alert and what was refused stands in the journal, newest first", async () => {
  app = buildApi(fakeEdge().deps);
  const acknowledge = (uid: string, comment?: string) => app.inject({ method: "POST", url: `/api/v1/alerts/${uid}/acknowledge`, payload: comment === undefined ? {} : { comment } });
  await acknowledge("alert-1", "on my way");
  await acknowledge("alert-1");
  await acknowledge("no-such");
  const { entries } = (await app.inject("/api/v1/journal?action=alert")).json<{ entries: Record<string, unknown>[] }>();
  expect(entries.map(({ action, target, result, user, origin, reason }) => ({ action, target, result, user, origin, reason }))).toEqual([
    { action: "alert.acknowledge", target: "no-such", result: "refused", user: "local", origin: "127.0.0.1", reason: expect.stringMatching(/\S/) },
    { action: "alert.acknowledge", target: "alert-1", result: "refused", user: "local", origin: "127.0.0.1", reason: expect.stringMatching(/\S/) },
    { action: "alert.acknowledge", target: "alert-1", result: "done", user: "local", origin: "127.0.0.1", reason: "on my way" },
  ]);
  expect(entries[2]).toMatchObject({ before: { state: "active" }, after: { state: "acknowledged" } });
});

it("a question that is none is refused", async () => {
  app = buildApi(fakeEdge().deps);
  for (const query of ["limit=0", "limit=99999", "from=yesterday", "colour=red"]) expect((await app.inject(`/api/v1/journal?${query}`)).statusCode, query).toBe(400);
});
