import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createOidc } from "../../../edge/access/oidc.ts";
import type { Api } from "../../../edge/api/http/api.ts";
import { cookieNameOf } from "../../../edge/api/http/session-cookie.ts";
import { buildApi } from "../../../edge/api/server.ts";
import type { Role } from "../../../edge/contracts/access/access.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { Signature, SignatureBook } from "../../../edge/contracts/trace/signature.ts";
import { hashOf } from "../../../edge/passport/seal.ts";
import { type FakeAccounts, PASSWORD, startAccounts } from "../../fakes/access/accounts.ts";
import { type FakeProvider, startProvider } from "../../fakes/access/oidc-provider.ts";
import { fakeEdge, MemoryJournal } from "../../fakes/api/deps.ts";
import { STEPS, stepWallClock, stopClocks } from "../../fakes/clock/clocks.ts";

const URL_OF = "/api/v1/signatures";
const BACK = "/#/quality?l=en";
const LIMITS = { plan: "bore", machine: "CNC-101", version: 1, model: { centre: 50 } };

let people: FakeAccounts;
let provider: FakeProvider;
let journal: MemoryJournal;
let app: Api;
let limits: object;
let signed: Signature[];
let events: EdgeEvent[];
/** What the person has at the provider, beside the time of the newest sign-in there. */
let claims: Record<string, unknown>;

beforeEach(async () => {
  people = await startAccounts();
  provider = await startProvider("gemba");
  journal = new MemoryJournal();
  limits = LIMITS;
  signed = [];
  events = [];
  claims = { sub: "s-1", preferred_username: "ann", groups: ["eng"] };
  const config = {
    ...{ label: "Plant login", issuer: provider.issuer, clientId: "gemba", publicUrl: "http://localhost:8080" },
    ...{ scope: "openid", nameClaim: "preferred_username", roleClaim: "groups" },
    roles: [
      { group: "view", role: "viewer" },
      { group: "op", role: "operator" },
      { group: "eng", role: "engineer" },
    ] as const,
  };
  const meanings = [{ id: "released", name: { zh: "已放行", en: "released" }, least: "engineer" as const }];
  const signatures: SignatureBook = {
    meanings,
    of: ({ kind, id }) => signed.filter((one) => one.kind === kind && one.id === id),
    add: async (one) => void signed.push(one),
  };
  app = buildApi(
    fakeEdge({
      accounts: people.accounts,
      journal,
      signatures,
      oidc: createOidc(config, pino({ level: "silent" })),
      passports: { hashOf } as never,
      quality: { limits: async () => [limits] } as never,
      recordEvent: async (event) => void events.push(event),
    }).deps,
  );
});
afterEach(async () => {
  vi.useRealTimers();
  await app.close();
  await provider[Symbol.asyncDispose]();
  await people[Symbol.asyncDispose]();
});

const cookieOf = (session: string) => `${cookieNameOf("0193-edge")}=${session}`;
async function external(over: { name?: string; role?: Role; subject?: string } = {}): Promise<string> {
  const { name = "ann", role = "engineer", subject = "s-1" } = over;
  const result = await people.accounts.signInExternal({ name, role, subject, issuer: provider.issuer });
  return result.kind === "signed-in" ? result.session : "";
}
const list = async (session: string) =>
  (await app.inject({ url: `${URL_OF}?kind=limits&id=bore/CNC-101/1`, headers: { cookie: cookieOf(session) } })).json();
const wantedNow = () => ({
  ...{ kind: "limits", id: "bore/CNC-101/1", hash: hashOf(limits), meaning: "released", reason: "steady", back: BACK },
});
const begin = (session: string, over: object = {}) =>
  app.inject({
    method: "POST",
    url: `${URL_OF}/provider`,
    payload: { ...wantedNow(), ...over },
    headers: { cookie: cookieOf(session) },
  });
const now = () => Math.floor(Date.now() / 1000);

interface Way {
  /** Seconds between the moment when the token is made and the sign-in that it names; null: it names none. */
  readonly ageS?: number | null;
  /** Before the person reaches the provider's page. */
  readonly onTheWay?: () => unknown;
  readonly cookie?: string;
}

/** The browser's way to the provider and back; gives the edge's answer and how to return once more. */
async function confirm(session: string, { ageS = 0, onTheWay, cookie }: Way = {}) {
  const begun = await begin(session);
  expect(begun.statusCode, begun.body).toBe(200);
  await onTheWay?.();
  provider.claims = { ...claims, ...(ageS === null ? {} : { auth_time: now() - ageS }) };
  const at = await fetch(begun.json<{ url: string }>().url, { redirect: "manual" });
  const back = new URL(at.headers.get("location") ?? "");
  // A browser sends no strict cookie on the way back from another site: only the one of the state.
  const own = cookie ?? String(begun.headers["set-cookie"]).split(";")[0] ?? "";
  const url = `${back.pathname}${back.search}`;
  const again = () => app.inject({ url, headers: { host: "localhost", cookie: own } });
  return { answer: await again(), again };
}
const newest = () => journal.entries.at(-1);

it("[SG12] a person of the provider proves the identity there again, and the record is signed", async () => {
  const session = await external();
  expect(await list(session)).toMatchObject({ proof: "provider", outcome: null, signatures: [] });
  const { answer } = await confirm(session);
  expect([provider.asked.get("prompt"), provider.asked.get("max_age")]).toEqual(["login", "0"]);
  expect([answer.statusCode, answer.headers.location]).toEqual([302, BACK]);
  // The way back opens no session.
  expect([answer.headers["set-cookie"]].flat().map(String)).toEqual([expect.stringMatching(/_state=; .*Max-Age=0/)]);
  const binds = { user: "ann", role: "engineer", meaning: "released", reason: "steady", hash: hashOf(LIMITS) };
  expect(signed).toMatchObject([{ kind: "limits", id: "bore/CNC-101/1", ...binds }]);
  expect(events).toMatchObject([{ type: "record.signed", payload: binds }]);
  expect(journal.entries).toMatchObject([
    { action: "record.sign", target: "limits bore/CNC-101/1", result: "done", signature: "released", reason: "steady" },
  ]);
  expect(await list(session)).toMatchObject({ outcome: { why: null }, signatures: [{ user: "ann" }] });
});

it.each([
  ["no time", null, "does not say when"],
  ["an old sign-in", 600, "did not ask you"],
  ["a sign-in of a minute before", 60, "did not ask you"],
  ["a time to come", -60, "did not ask you"],
] as const)("[SG13] a provider that gives %s has not asked again: nothing is signed", async (_what, ageS, why) => {
  const session = await external();
  const { answer } = await confirm(session, { ageS });
  expect([answer.statusCode, answer.headers.location, signed]).toEqual([302, BACK, []]);
  expect(journal.entries).toMatchObject([{ action: "record.sign", result: "refused", principal: { user: "ann" } }]);
  expect(newest()?.reason).toContain(why);
  expect((await list(session)).outcome.why).toContain(why);
});

it.each(STEPS)(
  "[SG13] a clock set %s on the way changes nothing: both times are of the provider",
  async (_how, stepMs) => {
    const session = await external();
    stopClocks();
    const onTheWay = () => {
      stepWallClock(stepMs);
      vi.advanceTimersByTime(60_000);
    };
    await confirm(session, { onTheWay, ageS: 30 });
    expect(signed).toHaveLength(1);
  },
);

it("[SG14] another person, a cancelled question, a wrong token and a lower role are on record", async () => {
  const session = await external();
  claims = { ...claims, sub: "s-2" };
  await confirm(session);
  expect(newest()).toMatchObject({ result: "refused", reason: expect.stringContaining("Another person") });
  claims = { ...claims, sub: "s-1" };
  provider.error = "access_denied";
  await confirm(session);
  expect(newest()).toMatchObject({ result: "refused", reason: expect.stringContaining("cancelled") });
  provider.error = "server_error";
  await confirm(session);
  expect(newest()).toMatchObject({ result: "refused", reason: expect.stringContaining("did not confirm") });
  provider.error = undefined;
  provider.wrong = "nonce";
  await confirm(session);
  expect(newest()).toMatchObject({ result: "refused", reason: expect.stringContaining("did not confirm") });
  provider.wrong = undefined;
  claims = { ...claims, groups: ["op"] };
  await confirm(session);
  expect(newest()).toMatchObject({ result: "refused", reason: expect.stringContaining("needs the role engineer") });
  expect(people.accounts.users()).toMatchObject([{ name: "ann", role: "operator" }]);
  expect([signed, events]).toEqual([[], []]);
  // A person may be called otherwise at the provider since; issuer and subject count.
  claims = { ...claims, groups: ["eng"], preferred_username: "ann-marie" };
  await external();
  await confirm(session);
  expect(signed).toMatchObject([{ user: "ann" }]);
  expect(people.accounts.users()).toHaveLength(1);
});

it("[SG14] a record that changed, and a session that ended on the way sign nothing", async () => {
  const session = await external();
  await confirm(session, { onTheWay: () => (limits = { ...LIMITS, model: { centre: 51 } }) });
  expect(newest()).toMatchObject({ result: "refused", reason: expect.stringContaining("has changed since") });
  await confirm(session, { onTheWay: () => people.accounts.signOut(session) });
  expect(newest()).toMatchObject({ result: "refused", reason: expect.stringContaining("session ended") });
  expect([signed, journal.entries.length]).toEqual([[], 2]);
});

it("[SG14] a way of more than ten minutes and a provider out of reach sign nothing", async () => {
  stopClocks();
  const session = await external();
  await confirm(session, { onTheWay: () => vi.advanceTimersByTime(600_001) });
  expect(newest()).toMatchObject({ result: "refused", reason: expect.stringContaining("took too long") });
  vi.advanceTimersByTime(3_600_000);
  const { issuer } = provider;
  await provider[Symbol.asyncDispose]();
  expect([(await begin(session)).statusCode, newest()?.result, signed]).toEqual([503, "refused", []]);
  expect(newest()?.reason).toContain(issuer);
  provider = await startProvider("gemba");
});

it("[SG15] a confirmation is good once, for one record, in the browser in which it began", async () => {
  const session = await external();
  const { answer, again } = await confirm(session);
  expect([answer.statusCode, signed.length]).toEqual([302, 1]);
  const second = await again();
  expect([second.statusCode, second.json().detail]).toEqual([403, expect.stringContaining("No signature waits")]);
  expect(newest()).toMatchObject({ action: "record.sign", result: "refused", principal: { user: "unknown" } });
  const elsewhere = await confirm(session, { cookie: "" });
  expect([elsewhere.answer.statusCode, signed.length]).toEqual([400, 1]);
  // A newer one of the same person takes the place of the one that waits.
  const { answer: late } = await confirm(session, { onTheWay: () => begin(session, { reason: "another" }) });
  expect([late.statusCode, signed.length]).toEqual([403, 1]);
  // The way of a sign-in signs nothing, and the way of a signature opens no session.
  expect(
    (await app.inject({ url: "/api/v1/session/oidc", headers: { host: "localhost" } })).headers.location,
  ).not.toMatch(/prompt|max_age/);
});

it("[SG15] only a session of a person of the provider begins, and returns to a page alone", async () => {
  const session = await external();
  for (const back of ["//evil.example", "https://evil.example", "/\\evil.example", "/a\n", "/../x", "javascript:1"])
    expect((await begin(session, { back })).statusCode, back).toBe(400);
  for (const back of ["/", "/?a=1#/x", "/phone.html#b"]) expect((await begin(session, { back })).statusCode).toBe(200);
  const stale = await begin(session, { hash: "0".repeat(64) });
  expect([stale.statusCode, newest()?.result]).toEqual([409, "refused"]);
  await people.add("bob", "engineer");
  const bob = await begin(await people.session("bob"));
  expect([bob.statusCode, bob.json().detail]).toEqual([403, expect.stringContaining("with your password")]);
  expect(await list(await people.session("bob"))).toMatchObject({ proof: "password", outcome: null });
  const operator = await begin(await external({ name: "eve", role: "operator", subject: "s-9" }));
  expect([operator.statusCode, newest()?.result]).toEqual([403, "refused"]);
  const { secret } = people.accounts.issueToken({ user: "ann", label: "t", role: "engineer", days: 1 });
  const headers = { authorization: `Bearer ${secret}` };
  const byToken = await app.inject({ method: "POST", url: `${URL_OF}/provider`, payload: wantedNow(), headers });
  expect([byToken.statusCode, byToken.json().detail]).toEqual([403, expect.stringContaining("not a token")]);
  const password = { ...wantedNow(), back: undefined, password: PASSWORD };
  const headersOfAnn = { cookie: cookieOf(session) };
  const typed = await app.inject({ method: "POST", url: URL_OF, payload: password, headers: headersOfAnn });
  expect([typed.statusCode, typed.json().detail]).toEqual([
    403,
    expect.stringContaining("Confirm the signature there"),
  ]);
});
