import { afterEach, expect, it } from "vitest";
import type { Api } from "../../../edge/api/deps.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { startAccounts } from "../../fakes/accounts.ts";
import { fakeEdge } from "../../fakes/api-deps.ts";

let app: Api;
afterEach(() => app.close());

it("[S15] whoever asks too fast gets 429 with Retry-After; other addresses, other users and other kinds of requests do not", async () => {
  await using people = await startAccounts();
  await people.add("ann", "viewer");
  await people.add("bo", "viewer");
  const [ann, bo] = ["ann", "bo"].map((user) => people.accounts.issueToken({ user, label: "t", role: "viewer", days: 1 }).secret);
  app = buildApi(fakeEdge({ accounts: people.accounts }).deps);
  const ask = (url: string, token = ann, remoteAddress = "127.0.0.1") => app.inject({ url, headers: { authorization: `Bearer ${token}` }, remoteAddress });
  const gaps = "/api/v1/gaps";
  const answers = await Promise.all(Array.from({ length: 400 }, () => ask(gaps)));
  const refused = answers.filter(({ statusCode }) => statusCode === 429);
  expect(answers.filter(({ statusCode }) => statusCode === 200).length).toBeGreaterThanOrEqual(300);
  expect(refused.length).toBeGreaterThan(20);
  expect(refused[0]?.headers["retry-after"]).toBe("1");
  expect(refused[0]?.json()).toMatchObject({ code: "too-many" });
  expect((await ask(gaps, bo)).statusCode).toBe(200);
  expect((await ask(gaps, ann, "127.0.0.2")).statusCode).toBe(200);
  expect((await ask("/api/v1/plant")).statusCode).toBe(200);
});

it("[S15] acting has a limit of its own", async () => {
  app = buildApi(fakeEdge().deps);
  const act = () => app.inject({ method: "POST", url: "/api/v1/alerts/alert-1/acknowledge", payload: {} });
  const codes = new Set((await Promise.all(Array.from({ length: 260 }, act))).map(({ statusCode }) => statusCode));
  expect(codes).toEqual(new Set([200, 409, 429]));
});
