import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createOidc } from "../../../../../edge/access/oidc.ts";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import { type FakeAccounts, startAccounts } from "../../../../fakes/access/accounts.ts";
import { type FakeProvider, startProvider } from "../../../../fakes/access/oidc-provider.ts";
import { fakeEdge, MemoryJournal } from "../../../../fakes/api/deps.ts";
import { STEPS, stepWallClock, stopClocks } from "../../../../fakes/clock/clocks.ts";

let people: FakeAccounts;
let provider: FakeProvider;
let app: Api;
let journal: MemoryJournal;
beforeEach(async () => {
  people = await startAccounts();
  provider = await startProvider("gemba");
  journal = new MemoryJournal();
  const config = {
    label: "Plant login",
    issuer: provider.issuer,
    clientId: "gemba",
    clientSecret: "a-client-secret",
    publicUrl: "http://localhost:8080",
    scope: "openid profile",
    nameClaim: "preferred_username",
    roleClaim: "groups",
    roles: [
      { group: "gemba-view", role: "viewer" },
      { group: "gemba-operate", role: "operator" },
    ] as const,
  };
  app = buildApi(
    fakeEdge({ accounts: people.accounts, journal, oidc: createOidc(config, pino({ level: "silent" })) }).deps,
  );
  provider.claims = {
    sub: "s-1",
    preferred_username: "ann@plant.example",
    groups: ["gemba-view", "gemba-operate", "others"],
  };
});
afterEach(async () => {
  vi.useRealTimers();
  await app.close();
  await provider[Symbol.asyncDispose]();
  await people[Symbol.asyncDispose]();
});

const get = (url: string, cookie = "") => app.inject({ url, headers: { host: "localhost", cookie } });
const cookiesOf = (answer: { headers: Record<string, unknown> }) =>
  [answer.headers["set-cookie"]]
    .flat()
    .map((one) => String(one).split(";")[0])
    .filter((one) => !one?.endsWith("="))
    .join("; ");

/** The browser's path to the provider and back, up to the edge's answer. `onTheWay` runs before the provider's page. */
async function there(cookieFor = (cookie: string) => cookie, onTheWay = () => {}) {
  const begun = await get("/api/v1/session/oidc");
  expect(begun.statusCode).toBe(302);
  onTheWay();
  const at = await fetch(String(begun.headers.location), { redirect: "manual" });
  const back = new URL(at.headers.get("location") ?? "");
  return {
    answer: await get(`${back.pathname}${back.search}`, cookieFor(cookiesOf(begun))),
    back,
    cookie: cookiesOf(begun),
    begun,
  };
}

it("[U17] signing in at the provider gives a session with the highest role of a group, and is recorded", async () => {
  const { answer, begun } = await there();
  expect(begun.headers.location).toMatch(/code_challenge_method=S256/);
  expect(String(begun.headers["set-cookie"])).toMatch(/HttpOnly; SameSite=Lax; Max-Age=600/);
  expect([answer.statusCode, answer.headers.location]).toEqual([302, "/"]);
  const who = await get("/api/v1/session", cookiesOf(answer));
  expect(who.json()).toEqual({ users: true, user: "ann", role: "operator", provider: "Plant login", directory: null });
  expect(journal.entries).toMatchObject([
    { action: "login.oidc", target: "ann", result: "done", principal: { user: "ann", role: "operator" } },
  ]);
  expect(people.accounts.users()).toMatchObject([{ name: "ann", isExternal: true }]);
  expect(
    (
      await app.inject({
        method: "POST",
        url: "/api/v1/session",
        headers: { host: "localhost" },
        payload: { name: "ann", password: "anything at all" },
      })
    ).statusCode,
  ).toBe(401);
});

it.each(STEPS)("[TW9] [U17] a wall clock set %s leaves a sign-in its ten minutes", async (_how, stepMs) => {
  stopClocks();
  const wait = (ms: number) => () => {
    stepWallClock(stepMs);
    vi.advanceTimersByTime(ms);
  };
  expect((await there(undefined, wait(600_000))).answer.statusCode).toBe(302);
  expect((await there(undefined, wait(600_001))).answer.statusCode).toBe(403);
});

it("[U17] the role follows the provider at each sign-in; a user without a group is refused", async () => {
  await there();
  provider.claims = { ...provider.claims, groups: "gemba-view" };
  await there();
  expect(people.accounts.users()).toMatchObject([{ name: "ann", role: "viewer" }]);
  provider.claims = { ...provider.claims, groups: ["others"] };
  const { answer } = await there();
  expect([answer.statusCode, cookiesOf(answer)]).toEqual([403, ""]);
  expect(journal.entries.at(-1)).toMatchObject({ action: "login.oidc", result: "refused" });
});

it("[U17] a name of another user is not taken over", async () => {
  await people.add("ann", "admin");
  const { answer } = await there();
  expect(answer.statusCode).toBe(409);
  expect(people.accounts.users()).toMatchObject([{ name: "ann", role: "admin" }]);
});

it.each(["nonce", "signature", "issuer"] as const)("[U17] a token with a wrong %s is refused", async (what) => {
  provider.wrong = what;
  const { answer } = await there();
  expect([answer.statusCode, cookiesOf(answer)]).toEqual([403, ""]);
  expect(people.accounts.users()).toEqual([]);
  expect(answer.body).not.toContain("a-client-secret");
});

it("[PA11] [U17] an answer of the provider that is too long is not read to its end", async () => {
  provider.claims = { ...provider.claims, note: "x".repeat(2 * 1024 * 1024) };
  expect((await there()).answer.statusCode).toBe(403);
  expect(people.accounts.users()).toEqual([]);
});

it("[S12] [U17] another browser, a used state and an invented one are refused", async () => {
  expect((await there(() => "")).answer.statusCode).toBe(400);
  const { back, cookie } = await there();
  expect((await get(`${back.pathname}${back.search}`, cookie)).statusCode).toBe(403);
  expect((await get("/api/v1/session/oidc/callback?code=x&state=y", "z=1")).statusCode).toBe(400);
});

it("[U12] [U17] row 2: calls that did not begin in this browser write nothing, provider or not", async () => {
  const bare = buildApi(fakeEdge({ accounts: people.accounts, journal }).deps);
  const call = {
    url: "/api/v1/session/oidc/callback?code=x&state=y",
    headers: { host: "localhost", "sec-fetch-site": "cross-site" },
  };
  for (let i = 0; i < 20; i++) {
    const answer = await bare.inject(call);
    expect([answer.statusCode, answer.headers["set-cookie"]]).toEqual([404, undefined]);
  }
  await bare.close();
  for (let i = 0; i < 20; i++) {
    const answer = await app.inject(call);
    // A page of another site does not disturb a sign-in in progress.
    expect([answer.statusCode, answer.headers["set-cookie"]]).toEqual([400, undefined]);
  }
  expect(journal.entries).toEqual([]);
  const begin = await app.inject({
    url: "/api/v1/session/oidc",
    headers: { host: "localhost", "sec-fetch-site": "cross-site" },
  });
  expect([begin.statusCode, begin.headers["set-cookie"]]).toEqual([403, undefined]);
  provider.wrong = "nonce";
  for (let i = 0; i < 3; i++) expect((await there()).answer.statusCode).toBe(403);
  expect(journal.entries).toMatchObject([{ action: "login.oidc", target: "unknown", result: "refused" }]);
});

it("[U17] without a provider in the config the routes do not exist; an unreachable provider is reported", async () => {
  const bare = buildApi(fakeEdge({ accounts: people.accounts }).deps);
  expect((await bare.inject({ url: "/api/v1/session/oidc", headers: { host: "localhost" } })).statusCode).toBe(404);
  await bare.close();
  const issuer = provider.issuer;
  await provider[Symbol.asyncDispose]();
  const answer = await get("/api/v1/session/oidc");
  expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([503, expect.stringContaining(issuer)]);
  provider = await startProvider("gemba");
});
