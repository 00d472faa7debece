import fc from "fast-check";
import type { InjectOptions } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Api } from "../../../edge/api/http/api.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { type FakeAccounts, startAccounts } from "../../fakes/access/accounts.ts";
import { LATHE } from "../../fakes/api/deps.ts";
import { type FuzzedEdge, openFuzzedEdge } from "./fuzzed-edge.ts";

/** Invalid input to every route of the table, from an admin. */

interface Route {
  readonly method: string;
  readonly url: string;
  readonly fields: readonly string[];
  readonly bodyFields: readonly string[];
}

let fuzzed: FuzzedEdge;
let people: FakeAccounts;
let app: Api;
let token = "";
let logLines: readonly string[] = [];
const routes: Route[] = [];

beforeAll(async () => {
  people = await startAccounts();
  await people.add("root", "admin");
  token = people.accounts.issueToken({ user: "root", label: "fuzz", role: "admin", days: 1 }).secret;
  fuzzed = await openFuzzedEdge(people);
  const { edge } = fuzzed;
  app = buildApi(edge.deps);
  app.addHook("onRoute", ({ method, url, schema }) => {
    const namesOf = (part: unknown): string[] =>
      Object.keys((part as { properties?: object } | undefined)?.properties ?? {});
    for (const verb of [method].flat())
      if (verb !== "HEAD")
        routes.push({ method: verb, url, fields: namesOf(schema?.querystring), bodyFields: namesOf(schema?.body) });
  });
  await app.ready();
  logLines = edge.logLines;
});
afterAll(async () => {
  await app.close();
  await fuzzed.close();
  await people[Symbol.asyncDispose]();
});

/** Routes that an edge without a certain part refuses before it reads anything: none of them may. */
const SERVED = /^\/api\/v1\/(work-items|maintenance-figures|component-health)/;

const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "__defineGetter__",
  "",
  "[]",
  "a[b]",
  "$where",
  "\u0000",
];
const TEXTS = [
  ...NAMES,
  LATHE,
  `${LATHE}#temperature`,
  "alert-1",
  "NaN",
  "Infinity",
  "-1",
  "1e308",
  "-0",
  "0x10",
  "9".repeat(400),
  "2255-01-01T00:00:00Z",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999999Z",
  "2026-02-30T00:00:00Z",
  "-999999999d",
  "now",
  "../../etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "%00",
  "\r\nSet-Cookie: a=b",
  `$${"{env:HOME}"}`,
  "'; DROP TABLE samples; --",
  "a".repeat(1500),
  `${"a".repeat(900)}!`,
  "主轴".repeat(300),
  "\ud800",
  "<img src=x onerror=alert(1)>",
];
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
);
const value = fc.oneof(
  text,
  fc.constantFrom(Number.MAX_VALUE, -1, 0.5, 2 ** 53, true, null),
  fc.jsonValue({ maxDepth: 4 }),
  fc.array(text, { maxLength: 5 }),
);
const cases = fc.record({
  route: fc.nat(),
  params: fc.array(text, { minLength: 4, maxLength: 4 }),
  query: fc.array(fc.tuple(fc.nat(), fc.boolean(), text), { maxLength: 5 }),
  body: fc.array(fc.tuple(fc.nat(), fc.boolean(), value), { maxLength: 6 }),
  raw: fc.option(
    fc.constantFrom(
      "",
      "{",
      "[]",
      "null",
      "[".repeat(60),
      '{"__proto__":{"polluted":1}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"a":1,"a":2}',
      "1e999",
      '"\\ud800"',
      "\u0000",
    ),
    { freq: 4 },
  ),
  headers: fc.dictionary(
    fc.constantFrom(
      "accept",
      "range",
      "if-none-match",
      "x-forwarded-for",
      "content-type",
      "accept-encoding",
      "referer",
      "cookie",
      "expect",
    ),
    fc.constantFrom(
      "",
      "bytes=0-",
      "bytes=9-1,2-",
      "*/*",
      "text/html",
      "a".repeat(3000),
      "__proto__",
      "application/json; charset=utf-16",
      "\u00e9",
    ),
  ),
});

function requestOf({
  route,
  params,
  query,
  body,
  raw,
  headers,
}: typeof cases extends fc.Arbitrary<infer T> ? T : never): InjectOptions {
  const { method, url, fields, bodyFields } = routes[route % routes.length] as Route;
  const nameOf = (known: readonly string[], at: number, isKnown: boolean): string =>
    isKnown && known.length > 0 ? (known[at % known.length] as string) : (NAMES[at % NAMES.length] as string);
  const encode = (one: string): string => encodeURIComponent(one.toWellFormed());
  let next = 0;
  const path = url.replace(/:\w+|\*/g, () => encode(params[next++ % params.length] as string));
  const search = query.map(([at, isKnown, one]) => `${encode(nameOf(fields, at, isKnown))}=${encode(one)}`).join("&");
  const sends = method !== "GET" && method !== "DELETE";
  // Written field by field, so that a name may come twice.
  const written = body.map(([at, isKnown, one]) => {
    const name = nameOf(bodyFields, at, isKnown);
    return `${JSON.stringify(name)}:${JSON.stringify(one)}`;
  });
  const json = `{${written.join(",")}}`;
  return {
    method: method as "GET",
    url: search === "" ? path : `${path}?${search}`,
    remoteAddress: `10.${route % 250}.${params.length}.${query.length}`,
    headers: {
      ...(sends ? { "content-type": "application/json" } : {}),
      ...headers,
      host: "localhost",
      authorization: `Bearer ${token}`,
    },
    ...(sends ? { payload: raw ?? json } : {}),
  };
}

const shapeOf = (): unknown[] =>
  [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((one) =>
    Reflect.ownKeys(one).map((key) => [key, Object.getOwnPropertyDescriptor(one, key)?.value]),
  );

it("[B13] [S16] [S17] [S19] no input makes a route answer 500, hang, reveal paths of code, or change a prototype", {
  timeout: 240_000,
}, async () => {
  const before = shapeOf();
  const reached = new Set<string>();
  const served = new Set<string>();
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const request = requestOf(one);
      const answer = await app.inject(request);
      const { statusCode, body, headers } = answer;
      reached.add(`${statusCode}`);
      const { url } = routes[one.route % routes.length] as Route;
      if (SERVED.test(url)) served.add(`${url} ${statusCode === 503 ? 503 : "answered"}`);
      expect(
        [200, 204, 206, 302, 304, 400, 401, 403, 404, 405, 406, 409, 413, 414, 415, 417, 421, 426, 429, 503],
        `${request.method} ${String(request.url).slice(0, 300)}: ${body.slice(0, 300)}`,
      ).toContain(statusCode);
      if (statusCode < 400) return;
      expect(body).not.toMatch(/node_modules|\.ts:\d|\bat \w+ \(|\/work\/|\/home\/|fastify|TypeError|RangeError/);
      // Clients of Prometheus read no other form of errors (rule PQ10).
      if (url.startsWith("/api/prometheus/") && (JSON.parse(body) as { status?: unknown }).status === "error") return;
      expect(headers["content-type"]).toContain("application/problem+json");
      expect((JSON.parse(body) as { correlationId: string }).correlationId).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers["set-cookie"] ?? "").not.toContain("a=b");
    }),
    // Each route once for certain: drawn by chance, one of some hundred may be left out.
    { numRuns: 1500, examples: fc.sample(cases, routes.length).map((one, route) => [{ ...one, route }]) },
  );
  expect(shapeOf()).toEqual(before);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  expect([...reached]).toEqual(expect.arrayContaining(["200", "400", "403", "404"]));
  expect([...served].filter((one) => one.endsWith(" 503"))).toEqual([]);
  expect([...served]).toEqual(expect.arrayContaining(["/api/v1/work-items/:itemUid/acts answered"]));
  const failures = logLines
    .map((line) => JSON.parse(line) as { level: number; reason?: string })
    .filter(({ level, reason }) => level >= 50 && /TypeError|undefined|not a function|Cannot/.test(reason ?? ""));
  expect(failures).toEqual([]);
});

/**
 * Figures are counted in steps of ten minutes and shifts are searched in steps of five: over all of time neither ends.
 */
it.each([
  "/api/v1/alerts/figures?from=0000-01-01T00:00:00Z",
  "/api/v1/alerts/figures?from=-32d",
  "/api/v1/aggregates?by=shift&from=0000-01-01T00:00:00Z&tag=urn:test:lathe:1001%23temperature",
  "/api/v1/gaps?from=-999999999d",
])("[B13] [S14] %s is refused", async (url) => {
  const answer = await app.inject({ url, headers: { authorization: `Bearer ${token}` } });
  expect([answer.statusCode, (answer.json() as { code: string }).code]).toEqual([400, "bad-request"]);
});
