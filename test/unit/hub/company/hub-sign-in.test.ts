/** Sign-in at the company's provider at a hub, and what groups give (docs/rules/company.md). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createOidc } from "../../../../edge/access/oidc.ts";
import type { OpenAccounts } from "../../../../edge/access/open-accounts.ts";
import { followProvider } from "../../../../edge/compose/serving/serving.ts";
import { StopStack } from "../../../../edge/compose/stop-stack.ts";
import { encodeAct, readRemoteAct } from "../../../../edge/contracts/fleet/remote-act.ts";
import { SiteAccess } from "../../../../edge/hub/api/rights.ts";
import type { Jobs } from "../../../../edge/observe/jobs.ts";
import { PASSWORD } from "../../../fakes/access/accounts.ts";
import { type FakeProvider, startProvider } from "../../../fakes/access/oidc-provider.ts";
import { A, B, type CompanyHub, startCompanyHub } from "../../../fakes/fleet/company-hub.ts";

const RECHECK_US = 15 * 60e6;

let provider: FakeProvider;
let hub: CompanyHub;
beforeEach(async () => {
  provider = await startProvider("gemba");
  provider.refreshes = true;
  const config = {
    label: "Company login",
    issuer: provider.issuer,
    clientId: "gemba",
    clientSecret: "a-client-secret",
    publicUrl: "http://localhost:8090",
    scope: "openid profile",
    nameClaim: "preferred_username",
    roleClaim: "groups",
    recheckMinutes: 15,
    roles: [
      { group: "east", role: "viewer", sites: ["name:East *"] },
      { group: "plant-b", role: "operator", sites: [B] },
      { group: "hub-admins", role: "admin", sites: ["all"] },
    ] as const,
  };
  hub = await startCompanyHub({ oidc: createOidc(config, pino({ level: "silent" })), open: [A, B] });
  hub.names.set(A, "East Hall");
  hub.names.set(B, "West Hall");
  provider.claims = { sub: "s-1", preferred_username: "ann@company.example", groups: ["east", "plant-b", "others"] };
});
afterEach(async () => {
  await hub[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

const get = (url: string, cookie = "") => hub.app.inject({ url, headers: { host: "localhost", cookie } });
const cookieOf = (answer: { headers: Record<string, unknown> }) =>
  [answer.headers["set-cookie"]]
    .flat()
    .map((one) => String(one).split(";")[0] ?? "")
    .filter((one) => !one.endsWith("="))
    .join("; ");

/** To the provider and back. */
async function there() {
  const begun = await get("/api/v1/session/oidc");
  const at = await fetch(String(begun.headers.location), { redirect: "manual" });
  const back = new URL(at.headers.get("location") ?? "");
  const answer = await get(`${back.pathname}${back.search}`, cookieOf(begun));
  return { answer, back, begun };
}

async function signedIn(): Promise<string> {
  const { answer } = await there();
  expect(answer.statusCode).toBe(302);
  return cookieOf(answer);
}

const rightsOf = async (cookie: string) => {
  const answer = await get("/api/v1/company/sites", cookie);
  if (answer.statusCode !== 200) return answer.statusCode;
  return answer.json<{ sites: { edgeId: string; rights: string }[] }>().sites.map((one) => [one.edgeId, one.rights]);
};
const askAgain = (signal = new AbortController().signal) => hub.users.accounts.readProvider(RECHECK_US, signal);
const recheck = async () => {
  hub.users.now += RECHECK_US;
  await askAgain();
};

it("[CV45] everybody must sign in; the page offers the provider, whose people get what their groups give", async () => {
  expect((await get("/api/v1/company/sites")).statusCode).toBe(401);
  expect((await get(`/sites/${A}/api/v1/session`)).json()).toMatchObject({ user: null, provider: "Company login" });
  const { answer } = await there();
  expect([answer.statusCode, answer.headers.location]).toEqual([302, "/"]);
  const cookie = cookieOf(answer);
  expect(await rightsOf(cookie)).toEqual([
    [A, "view"],
    [B, "act"],
  ]);
  expect((await get(`/sites/${A}/api/v1/alerts`, cookie)).statusCode).toBe(200);
  expect(hub.journal.entries).toMatchObject([
    { action: "login.oidc", target: "ann", after: { sites: `viewer at name:East *; operator at ${B}` } },
  ]);
  // Users of the hub itself sign in beside it, such as while the provider is away.
  await hub.users.add("root", "admin");
  const payload = { name: "root", password: PASSWORD };
  const own = { method: "POST", url: "/api/v1/session", headers: { host: "localhost" }, payload } as const;
  expect((await hub.app.inject(own)).statusCode).toBe(200);
});

it.each(["nonce", "signature", "issuer", "key", "audience", "expired", "clock"] as const)(
  "[CV45] a token with a wrong %s, and a return that comes twice, open no session at a hub",
  async (what) => {
    provider.wrong = what;
    const { answer, back, begun } = await there();
    expect([answer.statusCode, cookieOf(answer)]).toEqual([403, ""]);
    expect(hub.users.accounts.users()).toEqual([]);
    expect(answer.body).not.toContain("a-client-secret");
    provider.wrong = undefined;
    expect((await get(`${back.pathname}${back.search}`, cookieOf(begun))).statusCode).toBe(403);
    expect((await get(`${back.pathname}${back.search}`)).statusCode).toBe(400);
  },
);

it("[CV45] a provider that is away is named, and people of no group do not get in", async () => {
  provider.claims = { ...provider.claims, groups: ["others"] };
  const { answer } = await there();
  expect(answer.json()).toMatchObject({ status: 403, cause: { code: "provider-group" } });
  const { issuer } = provider;
  await hub[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
  const config = { label: "x", issuer, clientId: "x", publicUrl: "http://localhost", scope: "openid" };
  const claims = { nameClaim: "sub", roleClaim: "groups", roles: [], recheckMinutes: 15 };
  hub = await startCompanyHub({ oidc: createOidc({ ...config, ...claims }, pino({ level: "silent" })) });
  const away = await get("/api/v1/session/oidc");
  expect([away.statusCode, away.json<{ detail: string }>().detail]).toEqual([503, expect.stringContaining(issuer)]);
  provider = await startProvider("gemba");
});

it("[CV46] a role at some sites is none at the hub, and a site of another name is gone at once", async () => {
  const cookie = await signedIn();
  expect((await get("/api/v1/session", cookie)).json()).toMatchObject({ user: "ann", role: "viewer" });
  // The page of a site explains its buttons by the role there.
  for (const [site, role] of [
    [A, "viewer"],
    [B, "operator"],
  ])
    expect((await get(`/sites/${site}/api/v1/session`, cookie)).json()).toMatchObject({ user: "ann", role });
  hub.names.set(A, "Renamed");
  expect(await rightsOf(cookie)).toEqual([[B, "act"]]);
  expect((await get(`/sites/${A}/api/v1/alerts`, cookie)).statusCode).toBe(403);
  provider.claims = { ...provider.claims, groups: ["hub-admins"] };
  const admin = await signedIn();
  expect((await get("/api/v1/session", admin)).json()).toMatchObject({ role: "admin" });
  expect(await rightsOf(admin)).toHaveLength(2);
  expect((await get("/api/v1/users", admin)).statusCode).toBe(200);
});

it("[CV47] within the time of the config, a change of groups counts for open sessions, and is on record", async () => {
  const cookie = await signedIn();
  provider.claims = { ...provider.claims, groups: ["plant-b"] };
  hub.users.now += RECHECK_US - 1;
  await askAgain();
  expect(await rightsOf(cookie)).toHaveLength(2);
  hub.users.now += 1;
  await askAgain();
  expect(await rightsOf(cookie)).toEqual([[B, "act"]]);
  expect(hub.users.acts).toMatchObject([{ action: "user.role", target: "ann", after: { sites: `operator at ${B}` } }]);
  // Each answer has a new refresh token, and the old one is good no more.
  await recheck();
  await recheck();
  expect(await rightsOf(cookie)).toEqual([[B, "act"]]);
});

it.each([
  ["the provider refuses", () => Object.assign(provider, { refreshStatus: 400 })],
  ["no group gives a role", () => Object.assign(provider.claims, { groups: [] })],
  ["another person answers", () => Object.assign(provider.claims, { sub: "s-2" })],
  ["the signature is wrong", () => Object.assign(provider, { wrong: "signature" })],
  ["the key is unknown", () => Object.assign(provider, { wrong: "key" })],
  ["the user was removed", () => hub.users.accounts.removeUser("ann")],
])("[CV47] a session ends where %s, and does not come back", async (what, happens) => {
  await hub.users.add("root", "admin");
  const cookie = await signedIn();
  happens();
  await recheck();
  expect(await rightsOf(cookie)).toBe(401);
  [provider.refreshStatus, provider.wrong] = [200, undefined];
  await recheck();
  expect(await rightsOf(cookie)).toBe(401);
  expect(hub.users.acts).toMatchObject([{ action: "logout", target: "ann", reason: expect.any(String) }]);
  if (what === "the user was removed") expect(hub.users.accounts.users()).toMatchObject([{ name: "root" }]);
});

it("[CV47] a session that cannot be confirmed again ends after that time; the next sign-in is one step", async () => {
  provider.refreshes = false;
  const cookie = await signedIn();
  expect(await rightsOf(cookie)).toHaveLength(2);
  await recheck();
  expect(await rightsOf(cookie)).toBe(401);
  expect(await rightsOf(await signedIn())).toHaveLength(2);
});

it("[CV47] while the provider is away, what it said last counts, and a recheck follows when it is back", async () => {
  const cookie = await signedIn();
  provider.refreshStatus = 503;
  provider.claims = { ...provider.claims, groups: ["plant-b"] };
  await expect(recheck()).rejects.toThrow(/^the provider does not answer, so people keep the rights/);
  expect(await rightsOf(cookie)).toHaveLength(2);
  provider.refreshStatus = 200;
  await askAgain();
  expect(await rightsOf(cookie)).toEqual([[B, "act"]]);
});

it("[CV47] nobody is asked for whose session is over, because the browser may never come back", async () => {
  await signedIn();
  provider.refreshStatus = 400;
  hub.users.now += 3600e6 + 1;
  await askAgain();
  expect(hub.users.acts).toEqual([]);
});

it("[CV47] an outage of the provider is said once in the log, however often sessions are due", async () => {
  const lines: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void lines.push(line) });
  const [issuer, own] = ["http://127.0.0.1:1", { label: "x", clientId: "x", publicUrl: "http://localhost" }];
  const { begin } = createOidc({ ...own, issuer, scope: "openid", nameClaim: "sub", roleClaim: "g", roles: [] }, log);
  for (let time = 0; time < 3; time++) await expect(begin("session")).rejects.toThrow(issuer);
  expect(lines).toHaveLength(1);
});

it("[CV47] a stop of the hub does not wait for an answer of the provider, which changes nothing any more", async () => {
  const cookie = await signedIn();
  provider.refreshStatus = 400;
  hub.users.now += RECHECK_US;
  const ending = new AbortController();
  const asked = askAgain(ending.signal);
  ending.abort();
  await asked;
  expect(await rightsOf(cookie)).toHaveLength(2);
  const never = new Promise<void>(() => {});
  const jobs = { start: () => ({ stop: () => never }) } as unknown as Jobs;
  const stop = new StopStack(50, pino({ level: "silent" }));
  const oidc = { label: "x", issuer: provider.issuer, clientId: "x", publicUrl: "http://localhost", scope: "openid" };
  const api = { hosts: [], oidc: { ...oidc, nameClaim: "sub", roleClaim: "groups", roles: [], recheckMinutes: 2 } };
  followProvider({ api, accounts: hub.users.accounts, jobs }, stop);
  expect(await stop.run()).toBe(true);
});

it("[CV47] the hub looks every ten seconds for sessions that are due by the config, and an edge never does", () => {
  const started: { everyMs: number; run: () => unknown }[] = [];
  const asked: number[] = [];
  const jobs = { start: (job: (typeof started)[number]) => started.push(job) } as unknown as Jobs;
  const accounts = { readProvider: async (everyUs: number) => void asked.push(everyUs) } as unknown as OpenAccounts;
  const stop = new StopStack(1_000, pino({ level: "silent" }));
  const [own, claims] = [
    { label: "x", issuer: provider.issuer, clientId: "x", publicUrl: "http://localhost", scope: "openid" },
    { nameClaim: "sub", roleClaim: "groups", roles: [] },
  ];
  followProvider({ api: { hosts: [], oidc: { ...own, ...claims } }, accounts, jobs }, stop);
  expect(started).toEqual([]);
  followProvider({ api: { hosts: [], oidc: { ...own, ...claims, recheckMinutes: 2 } }, accounts, jobs }, stop);
  for (const { run } of started) run();
  expect([started.map(({ everyMs }) => everyMs), asked]).toEqual([[10_000], [2 * 60e6]]);
});

it("[CV48] nothing outlives the groups: no tokens, passwords or own rights, and no secret on disk", async () => {
  const cookie = await signedIn();
  const ask = { method: "POST", url: "/api/v1/tokens", headers: { host: "localhost", cookie } } as const;
  const token = await hub.app.inject({ ...ask, payload: { label: "x", role: "viewer", days: 1 } });
  expect(token.json()).toMatchObject({ status: 409, cause: { code: "hub-no-tokens" } });
  for (const change of [{ role: "admin" }, { password: PASSWORD }] as const)
    await expect(hub.users.accounts.changeUser("ann", change)).rejects.toThrow(/of the provider/);
  const file = readFileSync(join(hub.dir, "users.json"), "utf8");
  expect(file).toContain("name:East *");
  expect(file).not.toMatch(/refresh|a-client-secret/);
  expect(hub.users.accounts.users()).toMatchObject([{ name: "ann", isExternal: true }]);
});

it("[CV49] an act names the person, the role at that site, and in its origin the provider, however long", () => {
  const long = `${"login.".repeat(40)}example`;
  const access = new SiteAccess({ namesOf: () => ["East Hall"] });
  const grants = [{ role: "operator", sites: ["name:East *"] }] as const;
  const identity = { user: "ann", role: "viewer", via: "session", grants, provider: long } as const;
  const caller = access.callerAt({ kind: "user", origin: "2001:db8:1111:2222:3333:4444:5555:6666", identity }, A);
  if (caller.kind !== "user") throw new Error(caller.kind);
  const { user, role } = caller.identity;
  expect([user, role]).toEqual(["ann", "operator"]);
  expect(caller.origin).toMatch(/^2001:db8:1111:2222:3333:4444:5555:6666, login\.login\./);
  const eventUid = "0190aaaa-0000-7000-8000-000000000009";
  const by = { user, role, origin: caller.origin };
  const act = { eventUid, alertUid: "a", at: 1, by, act: { kind: "confirm" } } as const;
  expect(readRemoteAct(encodeAct(act))).toEqual(act);
  const own = { user: "bob", role: "operator", via: "session" } as const;
  expect(access.callerAt({ kind: "user", origin: "10.0.0.7", identity: own }, A).origin).toBe("10.0.0.7");
});
