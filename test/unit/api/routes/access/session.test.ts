import { afterEach, beforeEach, expect, it } from "vitest";
import type { Api } from "../../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import type { JournalEntry } from "../../../../../edge/contracts/access/journal.ts";
import { type FakeAccounts, PASSWORD, startAccounts } from "../../../../fakes/access/accounts.ts";
import { type FakeEdge, fakeEdge } from "../../../../fakes/api/deps.ts";

let people: FakeAccounts;
let edge: FakeEdge;
let app: Api;

beforeEach(async () => {
  people = await startAccounts();
  edge = fakeEdge({ accounts: people.accounts });
  app = buildApi(edge.deps);
});

afterEach(async () => {
  await app.close();
  await people[Symbol.asyncDispose]();
});

const send = (
  method: "GET" | "POST" | "PATCH" | "DELETE",
  url: string,
  { payload, headers = {} }: { payload?: object; headers?: Record<string, string> } = {},
) =>
  app.inject({
    method,
    url,
    headers: { host: "localhost:8080", ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
const signIn = (name: string, password: string, headers = {}) =>
  send("POST", "/api/v1/session", { payload: { name, password }, headers });
const cookieOf = (answer: { headers: Record<string, unknown> }) => ({
  cookie: String(answer.headers["set-cookie"]).split(";")[0] as string,
});
const record = async () =>
  [...(await edge.deps.journal.read({ limit: 1000 }))]
    .toReversed()
    .map(
      ({ action, target, result, principal }: JournalEntry) =>
        `${principal.user}/${principal.role} ${action} ${target} ${result}`,
    );

it("[S12] [U14] signing in sets a cookie that scripts and other sites cannot read; Secure over TLS", async () => {
  await people.add("ann", "operator");
  const answer = await signIn("ann", PASSWORD);
  expect(answer.json()).toEqual({ users: true, user: "ann", role: "operator", provider: null, directory: null });
  expect(answer.headers["set-cookie"]).toMatch(
    /^gemba_session_\w+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
  );
  expect(
    (await signIn("ann", PASSWORD, { host: "localhost", origin: "https://localhost" })).headers["set-cookie"],
  ).toMatch(/; Secure$/);
  expect((await signIn("ann", PASSWORD, { origin: "https://evil.example" })).statusCode).toBe(403);
  const me = await send("GET", "/api/v1/session", { headers: cookieOf(answer) });
  expect(me.json()).toEqual({ users: true, user: "ann", role: "operator", provider: null, directory: null });
  expect(
    (await send("GET", "/api/v1/session", { headers: { ...cookieOf(answer), authorization: "Basic YTpi" } })).json(),
  ).toMatchObject({ user: "ann" });
  expect((await send("GET", "/api/v1/session")).json()).toEqual({
    users: true,
    user: null,
    role: null,
    provider: null,
    directory: null,
  });
});

it("[U6] signing out ends the session and removes the cookie", async () => {
  await people.add("ann", "operator");
  const headers = cookieOf(await signIn("ann", PASSWORD));
  const out = await send("DELETE", "/api/v1/session", { headers });
  expect([out.statusCode, out.headers["set-cookie"]]).toEqual([200, expect.stringContaining("Max-Age=0")]);
  expect((await send("GET", "/api/v1/plant", { headers })).statusCode).toBe(401);
});

it("[S7] [U12] an acknowledgement carries the user's name and role; sign-ins and failures are on record", async () => {
  await people.add("ann", "operator");
  const headers = cookieOf(await signIn("ann", PASSWORD));
  await send("POST", "/api/v1/alerts/alert-1/acknowledge", { payload: {}, headers });
  expect(edge.alerts.actions).toMatchObject([{ kind: "acknowledge", principal: { user: "ann" } }]);
  await signIn("ANN", "a wrong password");
  await signIn("my password in the wrong field", PASSWORD);
  await send("DELETE", "/api/v1/session", { headers });
  expect(await record()).toEqual([
    "ann/operator login ann done",
    "ann/none login ann refused",
    "unknown/none login unknown refused",
    "ann/operator logout ann done",
  ]);
});

it("[S4] [U8] the eleventh guess at a name waits, and a right password too; the lockout is on record", async () => {
  await people.add("ann", "operator");
  const guesses = await Promise.all(Array.from({ length: 15 }, (_, i) => signIn("ann", `guess number ${i}`)));
  expect(guesses.filter(({ statusCode }) => statusCode === 401)).toHaveLength(10);
  expect((await signIn("nobody", "a guess")).statusCode).toBe(401);
  const locked = await signIn("ann", PASSWORD);
  expect([locked.statusCode, locked.headers["retry-after"]]).toEqual([429, "30"]);
  expect((await record()).filter((line) => line.includes("login.lockout")).length).toBeGreaterThan(0);
  people.now += 30e6;
  expect((await signIn("ann", PASSWORD)).statusCode).toBe(200);
});

it("[U12] changes of users, tokens and trust are on record with their author, whether done or refused", async () => {
  await people.add("root", "admin");
  const headers = cookieOf(await signIn("root", PASSWORD));
  const ask = (method: "POST" | "PATCH" | "DELETE", url: string, payload?: object) =>
    send(method, url, { headers, ...(payload === undefined ? {} : { payload }) });
  await ask("POST", "/api/v1/users", { name: "ann", role: "viewer", password: PASSWORD });
  await ask("POST", "/api/v1/users", { name: "bob", role: "viewer", password: "short" });
  await ask("PATCH", "/api/v1/users/ann", { role: "engineer" });
  const issued = await ask("POST", "/api/v1/tokens", { label: "export", role: "viewer", days: 7 });
  const { secret, token } = issued.json<{ secret: string; token: { id: string } }>();
  expect((await send("GET", "/api/v1/plant", { headers: { authorization: `Bearer ${secret}` } })).statusCode).toBe(200);
  expect(
    (
      await send("POST", "/api/v1/alerts/alert-1/acknowledge", {
        payload: {},
        headers: { authorization: `Bearer ${secret}` },
      })
    ).statusCode,
  ).toBe(403);
  await ask("DELETE", `/api/v1/tokens/${token.id}`);
  expect((await send("GET", "/api/v1/plant", { headers: { authorization: `Bearer ${secret}` } })).statusCode).toBe(401);
  expect((await ask("DELETE", "/api/v1/users/root")).statusCode).toBe(409);
  await ask("DELETE", "/api/v1/users/ann");
  expect((await record()).map((line) => line.replace(token.id, "ID"))).toEqual([
    "root/admin login root done",
    "root/admin user.add ann done",
    "root/admin user.add bob refused",
    "root/admin user.role ann done",
    "root/admin token.issue export done",
    "root/admin token.revoke ID done",
    "root/admin user.remove root refused",
    "root/admin user.remove ann done",
  ]);
});

it("[S9] [U12] an engineer trusts a server over the API, which is on record", async () => {
  await people.add("eng", "engineer");
  const thumbprint = "ab".repeat(20);
  const certificate = {
    place: "trusted",
    thumbprint,
    subject: "CN=mill",
    issuer: "CN=mill",
    applicationUri: "urn:mill",
    validFrom: 0,
    validTo: 0,
  } as const;
  const asked: string[] = [];
  const decideTrust = (verdict: string, which: string) => {
    asked.push(`${verdict} ${which}`);
    return certificate;
  };
  await app.close();
  edge = fakeEdge({ accounts: people.accounts, decideTrust });
  app = buildApi(edge.deps);
  const headers = cookieOf(await signIn("eng", PASSWORD));
  const answer = await send("POST", `/api/v1/certificates/${thumbprint.toUpperCase()}/trust`, { payload: {}, headers });
  expect([answer.statusCode, answer.json<{ place: string }>().place]).toEqual([200, "trusted"]);
  expect(asked).toEqual([`trust ${thumbprint}`]);
  expect(await record()).toContain(`eng/engineer certificate.trust ${thumbprint} done`);
});

it("[U6] changing the own password needs the old one and ends every session", async () => {
  await people.add("ann", "operator");
  const headers = cookieOf(await signIn("ann", PASSWORD));
  const change = (old: string, next: string) =>
    send("POST", "/api/v1/session/password", { headers, payload: { old, new: next } });
  expect((await change("not the old one", `${PASSWORD} 2`)).statusCode).toBe(403);
  expect((await change(PASSWORD, "short")).statusCode).toBe(400);
  expect((await change(PASSWORD, `${PASSWORD} 2`)).statusCode).toBe(200);
  expect((await send("GET", "/api/v1/plant", { headers })).statusCode).toBe(401);
  expect((await signIn("ann", `${PASSWORD} 2`)).statusCode).toBe(200);
});

it("[U6] [U7] row 17: a new password revokes the user's API tokens, for any spelling, recorded", async () => {
  for (const name of ["root", "ann"]) await people.add(name, name === "root" ? "admin" : "operator");
  const token = (user: string) =>
    people.accounts.issueToken({ user, label: `of ${user}`, role: "viewer", days: 1 }).secret;
  const works = async (secret: string) =>
    (await send("GET", "/api/v1/plant", { headers: { authorization: `Bearer ${secret}` } })).statusCode === 200;
  const [first, other] = [token("ann"), token("root")];
  const headers = cookieOf(await signIn("ann", PASSWORD));
  await send("POST", "/api/v1/session/password", { headers, payload: { old: PASSWORD, new: `${PASSWORD} 2` } });
  expect([await works(first), await works(other)]).toEqual([false, true]);
  const second = token("ann");
  const admin = cookieOf(await signIn("root", PASSWORD));
  await send("PATCH", "/api/v1/users/ann", { headers: admin, payload: { role: "viewer" } });
  expect(await works(second)).toBe(true);
  await send("PATCH", "/api/v1/users/ANN", { headers: admin, payload: { password: `${PASSWORD} 3` } });
  expect([await works(second), await works(other)]).toEqual([false, true]);
  token("ann");
  await send("DELETE", "/api/v1/users/Ann", { headers: admin });
  const acts = [...(await edge.deps.journal.read({ limit: 100 }))].filter(({ action }) => action.startsWith("user."));
  expect(new Set(acts.map(({ target }) => target))).toEqual(new Set(["ann"]));
  expect(acts.map(({ action, after }) => [action, (after as { revokedTokens?: string[] }).revokedTokens])).toEqual([
    ["user.remove", ["of ann"]],
    ["user.password", ["of ann"]],
    ["user.role", undefined],
    ["user.password", ["of ann"]],
  ]);
});

it("[U6] signing in again ends the session that the browser had", async () => {
  await people.add("ann", "operator");
  const before = cookieOf(await signIn("ann", PASSWORD));
  const after = cookieOf(await signIn("ann", PASSWORD, before));
  expect(after).not.toEqual(before);
  expect((await send("GET", "/api/v1/plant", { headers: before })).statusCode).toBe(401);
  expect((await send("GET", "/api/v1/plant", { headers: after })).statusCode).toBe(200);
});

it("[S14] [U8] too long passwords are not hashed, and a body is not read beyond 16 KiB", async () => {
  await people.add("ann", "operator");
  const signInWith = (length: number) => signIn("ann", "x".repeat(length));
  expect((await signInWith(1024)).statusCode).toBe(401);
  expect((await signInWith(1025)).statusCode).toBe(400);
  expect((await signInWith(16 * 1024)).statusCode).toBe(413);
});

it("[U3] [U8] a failure is answered after whole tenths of a second, whether the user exists or not", async () => {
  await people.add("ann", "operator");
  const spent = async (name: string) => {
    const began = performance.now();
    expect((await signIn(name, "wrong")).statusCode).toBe(401);
    return performance.now() - began;
  };
  // A user's failure is first written to disk; the answer's time must not reveal that.
  const { record } = edge.deps.journal;
  edge.deps.journal.record = async (act) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return await record.call(edge.deps.journal, act);
  };
  expect(Math.min(await spent("ann"), await spent("nobody"))).toBeGreaterThanOrEqual(95);
});

it("[U1] a one-time link makes the first admin and signs in", async () => {
  const secret = people.accounts.invite("admin");
  expect((await signIn("ann", PASSWORD)).json<{ detail: string }>().detail).toContain("gemba users invite");
  const accept = (one: string) =>
    send("POST", "/api/v1/invitation", { payload: { secret: one, name: "ann", password: PASSWORD } });
  expect((await accept("invented")).statusCode).toBe(401);
  const answer = await accept(secret);
  expect(answer.json()).toEqual({ users: true, user: "ann", role: "admin", provider: null, directory: null });
  expect((await send("GET", "/api/v1/users", { headers: cookieOf(answer) })).statusCode).toBe(200);
  for (const { principal } of await edge.deps.journal.read({ limit: 10 }))
    expect(Object.keys(principal)).toEqual(["user", "role", "origin"]);
  expect(await record()).toEqual([
    "unknown/none login.invitation unknown refused",
    "ann/admin user.add ann done",
    "ann/admin login.invitation ann done",
  ]);
});

it("[S20] [U13] no password, cookie, token or link reaches a log, the record or an error", async () => {
  await people.add("root", "admin");
  const wrong = "a wrong password with a canary";
  const signedIn = await signIn("root", PASSWORD);
  const headers = cookieOf(signedIn);
  const invitation = people.accounts.invite("admin");
  const { secret } = (
    await send("POST", "/api/v1/tokens", { headers, payload: { label: "x", role: "viewer", days: 1 } })
  ).json<{ secret: string }>();
  const answers = [
    await signIn("root", wrong),
    await signIn(wrong, wrong),
    await send("GET", "/api/v1/plant", { headers: { authorization: `Bearer ${secret}x` } }),
    await send("POST", "/api/v1/invitation", { payload: { secret: invitation, name: "a b", password: wrong } }),
    await send("POST", "/api/v1/users", { headers, payload: { name: "bob", role: "none", password: wrong } }),
    await send("POST", "/api/v1/users", { headers, payload: { name: "bob", role: "viewer", password: "short 1" } }),
  ];
  const outputs = [
    ...edge.logLines,
    ...people.logLines,
    JSON.stringify(await edge.deps.journal.read({ limit: 1000 })),
    ...answers.map(({ body }) => body),
  ].join("\n");
  for (const one of [PASSWORD, wrong, secret, invitation, headers.cookie.split("=")[1] as string, "short 1"])
    expect(outputs).not.toContain(one);
});
