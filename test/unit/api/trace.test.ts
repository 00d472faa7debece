import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Api } from "../../../edge/api/http/api.ts";
import { cookieNameOf } from "../../../edge/api/http/session-cookie.ts";
import type { ApiDeps } from "../../../edge/api/server.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { PieceEnergyAnswer } from "../../../edge/contracts/production/piece-energy.ts";
import type { PassportMaker } from "../../../edge/contracts/trace/passport.ts";
import type { SignatureBook } from "../../../edge/contracts/trace/signature.ts";
import { passportSection } from "../../../edge/passport/config.ts";
import { hashOf, sealed, verdictOn } from "../../../edge/passport/seal.ts";
import { keyIdOf } from "../../../edge/passport/seal-key.ts";
import { Genealogy } from "../../../edge/production/material/genealogy.ts";
import { MaterialStore } from "../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../edge/production/material/material-twin.ts";
import { render } from "../../../edge/reports/maker.ts";
import { type FakeAccounts, PASSWORD, startAccounts } from "../../fakes/access/accounts.ts";
import { fakeEdge, MemoryJournal, NOW_US } from "../../fakes/api/deps.ts";
import { at, lifeOf, NO_PLACES } from "../production/material/life.ts";

const MEANINGS = [
  { id: "reviewed", name: { zh: "已审核", en: "reviewed" }, least: "operator" },
  { id: "released", name: { zh: "已放行", en: "released" }, least: "engineer" },
];
const CO2 = [{ medium: "electricity", kgPerKWh: 0.5, source: "test 2026" }];

let dir: string;
let store: MaterialStore;
let twin: MaterialTwin;
let app: Api;
let people: FakeAccounts;
let journal: MemoryJournal;
let events: EdgeEvent[];
let deps: ApiDeps;
let closing: () => unknown;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-trace-"));
  store = new MaterialStore(join(dir, "material.db"), pino({ level: "silent" }));
  twin = new MaterialTwin(NO_PLACES, store);
  for (const event of lifeOf(["PC-1", "PC-2"])) twin.take(event);
  const genealogy = new Genealogy({ twin, store, config: { operations: [] }, inspects: (name) => name === "CMM-01" });
  const log = pino({ level: "silent" });
  const context = { dataDir: dir, log, now: () => NOW_US } as never;
  const section = await passportSection.open?.({ co2: CO2, meanings: MEANINGS } as never, context);
  const { passports, signatures } = (section?.offers ?? {}) as { passports: PassportMaker; signatures: SignatureBook };
  closing = () => section?.close();
  people = await startAccounts();
  journal = new MemoryJournal();
  events = [];
  deps = fakeEdge({
    genealogy: { isCurrent: true, life: genealogy.life.bind(genealogy), family: genealogy.family.bind(genealogy) },
    pieceEnergy: { piece: energyOf, steps: noSteps },
    passports,
    signatures,
    journal,
    accounts: people.accounts,
    recordEvent: async (event) => void events.push(event),
    reports: { render } as never,
  }).deps;
  app = buildApi(deps);
});
afterEach(async () => {
  await app.close();
  await closing();
  store.close();
  await people[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

const noSteps = () => Promise.reject(new EdgeError("unavailable", "nobody asks"));

function energyOf(piece: string): PieceEnergyAnswer {
  const media = [{ medium: "electricity", amount: 0.4, unit: "kWh", kWh: 0.4, kgce: 0.05 }] as const;
  const of = { variant: "PH-50A", order: "ORD-1", to: at(260), kgce: 0.05 };
  const step = { ...of, station: "CNC-101", operation: "OP10", from: at(203), kWh: 0.4, isFinal: true, media };
  const air = { kWhPerM3: 0.12, isMeasured: false };
  return { piece, kWh: 0.4, kgce: 0.05, air, steps: piece === "PC-1" ? [step] : [] };
}

async function signedIn(role: "viewer" | "operator" | "engineer"): Promise<{ cookie: string }> {
  if (!people.accounts.users().some(({ name }) => name === role)) await people.add(role, role);
  return { cookie: `${cookieNameOf("0193-edge")}=${await people.session(role)}` };
}
const get = async (url: string) => app.inject({ url, headers: await signedIn("viewer") });

it("[TC1] gives lot, operations with energy, inspections, shipment, and the state of each book", async () => {
  const response = await get("/api/v1/trace/piece/PC-1");
  expect(response.statusCode, response.body).toBe(200);
  expect(response.json()).toMatchObject({
    record: {
      piece: "PC-1",
      lot: { lot: "LOT-1", supplier: "S-02" },
      operations: [
        { station: "CNC-101", program: "PH-50A-OP10", kWh: 0.4 },
        { station: "PCB-01", kWh: null, results: [{ name: "film-thickness" }] },
      ],
      inspections: [{ station: "CMM-01", ok: false, features: [{ name: "bore", upper: 50.03 }] }],
      energy: { kWh: 0.4, why: null },
      co2: { kg: 0.2, why: null, factors: CO2 },
      pallet: "PAL-002",
      shipment: { shipment: "SH-1", left: "2026-03-02T00:08:20.000000Z" },
    },
    parts: [
      { part: "material", state: "complete", newest: "2026-03-02T00:08:20.000000Z" },
      { part: "quality", state: "absent", newest: null },
      { part: "energy", state: "complete" },
      { part: "curves", state: "complete" },
    ],
  });
  expect((await get("/api/v1/trace/piece/PC-2")).json()).toMatchObject({
    record: { energy: { kWh: null, why: "no-share" }, co2: { kg: null, why: "no-share", factors: [] } },
    parts: [{}, {}, { part: "energy", state: "partial" }, {}],
  });
});

it("[TC2] a book that does not answer keeps no other from being shown, but nothing is sealed without it", async () => {
  const broken = { piece: () => Promise.reject(new EdgeError("unavailable", "the book restarts")), steps: noSteps };
  const other = buildApi({ ...deps, pieceEnergy: broken });
  const headers = await signedIn("viewer");
  expect((await other.inject({ url: "/api/v1/trace/piece/PC-1", headers })).json()).toMatchObject({
    record: { piece: "PC-1", energy: { why: "no-book" } },
    parts: [{ state: "complete" }, {}, { part: "energy", state: "failed", reason: "the book restarts" }, {}],
  });
  const passport = await other.inject({ url: "/api/v1/trace/piece/PC-1/passport", headers });
  expect([passport.statusCode, passport.json().detail]).toEqual([503, expect.stringContaining("is not sealed")]);
  await other.close();
});

it("[TC3] unknown pieces and names with characters of paths are 404, and no file name takes them", async () => {
  for (const name of ["PC-77", "..%2F..%2Fetc%2Fpasswd", "%00", "__proto__", "a%2Fb", "%F0%9F%98%80"]) {
    expect((await get(`/api/v1/trace/piece/${name}`)).statusCode, name).toBe(404);
    expect((await get(`/api/v1/trace/piece/${name}/passport`)).statusCode, name).toBe(404);
  }
  expect((await get(`/api/v1/trace/piece/${"x".repeat(129)}`)).statusCode).toBe(400);
  const [event] = [...lifeOf(['../"x'], { lot: "L", order: "O", from: 5000 })].filter(
    ({ kind }) => kind === "piece.arrived",
  );
  twin.take(event as never);
  const { headers } = await get(`/api/v1/trace/piece/${encodeURIComponent('../"x')}/passport`);
  expect(headers["content-disposition"]).toBe('attachment; filename="gemba-passport-.._x.json"'.replace("_x", "__x"));
});

it("[TC16] the passport is valid against the edge's key, in both forms", async () => {
  const key = (await get("/api/v1/trace/seal-key")).json();
  expect(key).toMatchObject({ algorithm: "Ed25519", publicKey: expect.stringContaining("BEGIN PUBLIC KEY") });
  const { body, headers } = await get("/api/v1/trace/piece/PC-1/passport");
  expect(headers["content-disposition"]).toContain("gemba-passport-PC-1.json");
  expect(verdictOn(body, key.keyId)).toMatchObject({ kind: "valid", piece: "PC-1" });
  expect(JSON.parse(body)).toMatchObject({ labels: { piece: { zh: "工件" } }, signatures: [] });
  for (const lang of ["zh", "en"]) {
    const pdf = await get(`/api/v1/trace/piece/PC-1/passport?format=pdf&lang=${lang}`);
    expect([pdf.statusCode, pdf.headers["content-type"]]).toEqual([200, "application/pdf"]);
    expect(pdf.rawPayload.subarray(0, 5).toString()).toBe("%PDF-");
  }
});

it("[TC19] the trace has the hash of the very record that it shows, which a signature binds", async () => {
  const { record, hash } = (await get("/api/v1/trace/piece/PC-1")).json();
  expect(hashOf(record)).toBe(hash);
  expect((await list()).hash).toBe(hash);
});

it("[TC20] names the customer of its order in record and passport; without one the record is as before", async () => {
  const { record, hash } = (await get("/api/v1/trace/piece/PC-1")).json();
  expect(record).not.toHaveProperty("customer");
  twin.take({ kind: "order.changed", time: 1, receivedAt: 1, clock: "erp", order: "ORD-1", customer: "Nordhaven" });
  const named = (await get("/api/v1/trace/piece/PC-1")).json();
  expect(named.record).toEqual({ ...record, customer: "Nordhaven" });
  expect(named.hash).not.toBe(hash);
  const passport = JSON.parse((await get("/api/v1/trace/piece/PC-1/passport")).body);
  expect(passport).toMatchObject({ record: { customer: "Nordhaven" }, labels: { customer: { zh: "客户" } } });
});

it("[TC21] judges the seal of any text by the edge's key, and a large one is refused", async () => {
  const { keyId } = (await get("/api/v1/trace/seal-key")).json();
  const { body } = await get("/api/v1/trace/piece/PC-1/passport");
  const headers = await signedIn("viewer");
  const ask = (text: string) => app.inject({ method: "POST", url: "/api/v1/trace/verify", payload: { text }, headers });
  expect((await ask(body)).json()).toMatchObject({ verdict: "valid", keyId, piece: "PC-1" });
  const none = { keyId: null, piece: null, sealedAt: null };
  expect((await ask(body.replace("CNC-101", "CNC-102"))).json()).toEqual({ verdict: "changed", ...none });
  for (const text of ["", "null", "[]", "{", '{"__proto__":1}', "\u0000"])
    expect((await ask(text)).json(), text).toEqual({ verdict: "unreadable", ...none });
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const { record, signatures, seal } = JSON.parse(body);
  const keys = { privateKey, publicKey, keyId: keyIdOf(publicKey) };
  const foreign = sealed({ record, signatures, sealedAt: seal.sealedAt }, keys);
  const { keyId: other } = keys;
  expect((await ask(JSON.stringify(foreign))).json()).toEqual({ ...none, verdict: "other-key", keyId: other });
  expect((await ask("x".repeat(1_100_000))).statusCode).toBe(413);
});

const URL = "/api/v1/signatures";
const list = async () => (await get(`${URL}?kind=piece&id=PC-1`)).json();
async function post(role: "viewer" | "operator" | "engineer", over: object = {}) {
  const { hash } = await list();
  const wanted = { kind: "piece", id: "PC-1", hash, meaning: "released", reason: "all in limits", password: PASSWORD };
  return app.inject({ method: "POST", url: URL, payload: { ...wanted, ...over }, headers: await signedIn(role) });
}

it("[SG1] [SG2] a person signs with the password again; it binds user, meaning, reason, time and hash", async () => {
  const answer = await post("engineer");
  expect(answer.statusCode, answer.body).toBe(200);
  const { hash } = await list();
  const signature = { user: "engineer", role: "engineer", meaning: "released", reason: "all in limits", hash };
  expect((await list()).signatures).toMatchObject([{ ...signature, isOfPresent: true }]);
  const passport = JSON.parse((await get("/api/v1/trace/piece/PC-1/passport")).body);
  const under = { user: "engineer", meaning: { en: "released" }, hash };
  expect(passport).toMatchObject({ seal: { hash }, signatures: [under] });
});

it("[SG3] a signature is in the book, in the audit log and in the log, in this order, before its answer", async () => {
  const order: string[] = [];
  const note = (object: object, method: string, name: string): void => {
    const before = Reflect.get(object, method) as (...values: unknown[]) => unknown;
    Reflect.set(object, method, async (...values: unknown[]) => {
      const result = await before.apply(object, values);
      order.push(name);
      return result;
    });
  };
  note(deps.signatures as SignatureBook, "add", "book");
  note(journal, "record", "journal");
  note(deps, "recordEvent", "event");
  await app.close();
  app = buildApi(deps);
  expect((await post("engineer", { password: "a wrong guess" })).statusCode).toBe(403);
  expect([order.splice(0), events]).toEqual([["journal"], []]);
  expect((await post("engineer")).statusCode).toBe(200);
  expect(order).toEqual(["book", "journal", "event"]);
  const { hash, signatures } = await list();
  const signature = { user: "engineer", role: "engineer", meaning: "released", reason: "all in limits", hash };
  expect(journal.entries).toMatchObject([
    { action: "record.sign", target: "piece PC-1", result: "refused", signature: "released" },
    { action: "record.sign", target: "piece PC-1", result: "done", signature: "released", after: { hash } },
  ]);
  expect(events).toMatchObject([{ type: "record.signed", payload: signature }]);
  const written = JSON.stringify([signatures, journal.entries, events, people.logLines]);
  for (const password of [PASSWORD, "a wrong guess"]) expect(written).not.toContain(password);
});

it("[SG4] a record that changed is not signed unseen, and shows signatures of its earlier version", async () => {
  await post("engineer");
  const { hash } = await list();
  const later = { time: at(900), receivedAt: at(900), clock: "plant", piece: "PC-1", place: "CMM-01", ok: true };
  twin.take({ kind: "piece.measured", ...later, features: [{ name: "bore", value: 50, ok: true }] });
  expect((await list()).hash).not.toBe(hash);
  expect((await list()).signatures).toMatchObject([{ hash, isOfPresent: false }]);
  const stale = await post("engineer", { hash });
  expect([stale.statusCode, stale.json().detail]).toEqual([409, expect.stringContaining("has changed since")]);
  expect((await post("engineer")).statusCode).toBe(200);
  expect((await list()).signatures).toMatchObject([{ isOfPresent: false }, { isOfPresent: true }]);
});

it("[SG5] roles: a viewer never signs, an operator only with meanings of the role, a token never", async () => {
  expect((await post("viewer", { meaning: "reviewed" })).statusCode).toBe(403);
  const operator = await post("operator");
  expect([operator.statusCode, operator.json().detail]).toEqual([
    403,
    expect.stringContaining("needs the role engineer"),
  ]);
  expect((await post("operator", { meaning: "reviewed" })).statusCode).toBe(200);
  const { secret } = people.accounts.issueToken({ user: "operator", label: "t", role: "operator", days: 1 });
  const { hash } = await list();
  const payload = { kind: "piece", id: "PC-1", hash, meaning: "reviewed", reason: "r", password: PASSWORD };
  const token = await app.inject({ method: "POST", url: URL, payload, headers: { authorization: `Bearer ${secret}` } });
  expect([token.statusCode, token.json().detail]).toEqual([403, expect.stringContaining("not a token")]);
  expect((await post("engineer", { meaning: "blessed" })).statusCode).toBe(400);
  expect((await list()).signatures).toHaveLength(1);
});

it("[SG1] wrong passwords sign nothing, are on record, and are slowed down like sign-ins", async () => {
  const wrong = await post("engineer", { password: "guess" });
  expect([wrong.statusCode, wrong.json().detail]).toEqual([403, expect.stringContaining("password is wrong")]);
  expect(journal.entries).toMatchObject([
    { action: "record.sign", result: "refused", principal: { user: "engineer" } },
  ]);
  for (let n = 0; n < 9; n++) await post("engineer", { password: `guess ${n}` });
  const locked = await post("engineer");
  expect([locked.statusCode, Number(locked.headers["retry-after"])]).toEqual([429, expect.toSatisfy((s) => s > 0)]);
  expect((await list()).signatures).toEqual([]);
});

it("[SG1] a person of an OpenID Connect provider is refused in plain words", async () => {
  const person = { name: "ext", role: "engineer", issuer: "https://idp", subject: "1" } as const;
  const result = await people.accounts.signInExternal(person);
  const cookie = `${cookieNameOf("0193-edge")}=${result.kind === "signed-in" ? result.session : ""}`;
  const { hash } = await list();
  const payload = { kind: "piece", id: "PC-1", hash, meaning: "released", reason: "r", password: "anything" };
  const answer = await app.inject({ method: "POST", url: URL, payload, headers: { cookie } });
  expect([answer.statusCode, answer.json().detail]).toEqual([403, expect.stringContaining("at the plant's provider")]);
});
