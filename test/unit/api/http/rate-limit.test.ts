import { fastify } from "fastify";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Api } from "../../../../edge/api/http/api.ts";
import { limitRates } from "../../../../edge/api/http/rate-limit.ts";
import { buildApi } from "../../../../edge/api/server.ts";
import { Counters } from "../../../../edge/observe/counters.ts";
import { startAccounts } from "../../../fakes/access/accounts.ts";
import { fakeEdge } from "../../../fakes/api/deps.ts";

let app: Api;
// Limits are refilled by time: on a slow machine none would be reached.
beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(async () => {
  vi.useRealTimers();
  await app.close();
});

it("[S15] a client with too many requests gets 429 with Retry-After; other clients and kinds do not", async () => {
  await using people = await startAccounts();
  await people.add("ann", "viewer");
  await people.add("bo", "viewer");
  const [ann, bo] = ["ann", "bo"].map(
    (user) => people.accounts.issueToken({ user, label: "t", role: "viewer", days: 1 }).secret,
  );
  app = buildApi(fakeEdge({ accounts: people.accounts }).deps);
  const ask = (url: string, token = ann, remoteAddress = "127.0.0.1") =>
    app.inject({ url, headers: { authorization: `Bearer ${token}` }, remoteAddress });
  const gaps = "/api/v1/gaps";
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  // As many at once as may wait in the queue (rule B8).
  for (let round = 0; round < 8; round++)
    answers.push(...(await Promise.all(Array.from({ length: 50 }, () => ask(gaps)))));
  const refused = answers.filter(({ statusCode }) => statusCode === 429);
  expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(300);
  expect(refused).toHaveLength(100);
  expect(refused[0]?.headers["retry-after"]).toBe("1");
  expect(refused[0]?.json()).toMatchObject({ code: "too-many" });
  expect((await ask(gaps, bo)).statusCode).toBe(200);
  expect((await ask(gaps, ann, "127.0.0.2")).statusCode).toBe(200);
  expect((await ask("/api/v1/plant")).statusCode).toBe(200);
});

it("[S15] actions have a separate limit", async () => {
  app = buildApi(fakeEdge().deps);
  const act = () => app.inject({ method: "POST", url: "/api/v1/alerts/alert-1/acknowledge", payload: {} });
  const codes = new Set((await Promise.all(Array.from({ length: 260 }, act))).map(({ statusCode }) => statusCode));
  expect(codes).toEqual(new Set([200, 409, 429]));
});

/** Every route of the edge with the limits alone; the clock stands still, so that nothing is refilled. */
async function untilRefused(url: string): Promise<string> {
  app = fastify({ logger: false }) as unknown as Api;
  limitRates(app, { counters: new Counters(), clock: () => 0 });
  for (const route of ["/api/v1/plant", "/api/v1/aligned", "/api/v1/journal", "/metrics", "/api/docs/json", "/*"])
    app.get(route, async () => "");
  for (let i = 0; i < 1_100; i++) {
    const { statusCode, body } = await app.inject({ url });
    if (statusCode === 429) return `${i} ${/\((\w+)\)/.exec(body)?.[1]}`;
  }
  return "never";
}

it.each([
  ["/%61pi/v1/aligned?tags=x", "300 history"],
  ["/api/v1/%61ligned?tags=x", "300 history"],
  ["/api/v1/aligned?/api/v1/plant", "300 history"],
  ["http://localhost/api/v1/x/../aligned", "300 history"],
  ["/%61pi/v1/journ%61l", "30 export"],
  ["/api/v1/plant?/api/v1/journal", "300 list"],
  ["/metrics", "1000 status"],
  ["/%61pi/docs/json", "30 export"],
  ["/index.html", "never"],
])("[S15] [U19] row 5: the address %s counts as its route (%s), however it is spelt", async (url, expected) => {
  expect(await untilRefused(url)).toBe(expected);
});
