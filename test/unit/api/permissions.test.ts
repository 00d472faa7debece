import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InjectOptions } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Api } from "../../../edge/api/http/api.ts";
import { cookieNameOf } from "../../../edge/api/http/session-cookie.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { isAtLeast, ROLES, type Role } from "../../../edge/contracts/access/access.ts";
import { type FakeAccounts, startAccounts } from "../../fakes/access/accounts.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";

/** Operations without sign-in. */
const OPEN = [
  "GET /*",
  "GET /api/v1/session/oidc",
  "GET /api/v1/session/oidc/callback",
  "GET /api/v1/session",
  "POST /api/v1/session",
  "POST /api/v1/invitation",
  "POST /api/v1/links/read",
  "POST /api/v1/links/acknowledge",
];
/** Operations that local programs may read. */
const STATUS = ["GET /api/v1/health", "GET /metrics"];
/** Never by a token. */
const PERSON = new RegExp(
  "^(POST|DELETE) /api/v1/(jobs|dispatch|islands$)|" +
    "^\\w+ /api/v1/(users|invitations|tokens|session|push/|safety/pictures/:id/deletion)",
);
const ENDS_SESSION = /^\w+ \/api\/v1\/(session|users)/;

/** An independent copy, not read from the table under test: the role of every operation that changes something. */
const LEAST = new Map<string, Role>([
  ["POST /api/v1/states/reason", "operator"],
  ["POST /api/v1/jobs", "operator"],
  ["POST /api/v1/jobs/acts", "operator"],
  ["POST /api/v1/dispatch", "operator"],
  ["DELETE /api/v1/dispatch", "operator"],
  ["POST /api/v1/dispatch/jobs", "operator"],
  ["POST /api/v1/dispatch/told", "operator"],
  ["POST /api/v1/islands", "engineer"],
  ["POST /api/v1/islands/preview", "viewer"],
  ["POST /api/v1/forecasts", "operator"],
  ["DELETE /api/v1/forecasts/:uid", "operator"],
  ["POST /api/v1/studies", "operator"],
  ["POST /api/v1/studies/:uid/recommendation", "operator"],
  ["DELETE /api/v1/studies/:uid", "operator"],
  ["POST /api/v1/schedules", "operator"],
  ["POST /api/v1/schedules/:uid/check", "viewer"],
  ["DELETE /api/v1/schedules/:uid", "operator"],
  ["POST /api/v1/alerts/acknowledge", "operator"],
  ["POST /api/v1/alerts/:alertUid/acknowledge", "operator"],
  ["POST /api/v1/alerts/:alertUid/shelve", "operator"],
  ["POST /api/v1/alerts/:alertUid/unshelve", "operator"],
  ["POST /api/v1/alerts/:alertUid/confirm", "operator"],
  ["POST /api/v1/alerts/:alertUid/comment", "operator"],
  ["POST /api/v1/alerts/:alertUid/reset", "operator"],
  ["POST /api/v1/alerts/:alertUid/remove-from-service", "maintainer"],
  ["POST /api/v1/alerts/:alertUid/return-to-service", "maintainer"],
  ["POST /api/v1/out-of-service", "maintainer"],
  ["POST /api/v1/out-of-service/return", "maintainer"],
  ["POST /api/v1/work-items", "operator"],
  ["POST /api/v1/work-items/:itemUid/acts", "operator"],
  ["POST /api/v1/recommendations/:adviceUid/acts", "operator"],
  ["POST /api/v1/spares/:part/changes", "maintainer"],
  ["POST /api/v1/quality/limits", "maintainer"],
  ["POST /api/v1/quality/gauge-study", "viewer"],
  ["POST /api/v1/quality/dispositions", "operator"],
  ["POST /api/v1/quality/cases", "operator"],
  ["POST /api/v1/quality/entries", "operator"],
  ["POST /api/v1/quality/entries/:entryUid/correct", "operator"],
  ["POST /api/v1/quality/readings", "operator"],
  ["POST /api/v1/quality/lots/result", "operator"],
  ["POST /api/v1/safety/dangers", "operator"],
  ["POST /api/v1/safety/responses", "operator"],
  ["GET /api/v1/safety/responses/:itemUid/ways", "operator"],
  ["POST /api/v1/safety/responses/:itemUid/check-ins", "operator"],
  ["GET /api/v1/safety/responses/:itemUid/unaccounted", "maintainer"],
  ["GET /api/v1/safety/responses/:itemUid/report", "maintainer"],
  ["PUT /api/v1/safety/access-record", "operator"],
  ["POST /api/v1/safety/vision/events", "operator"],
  ["POST /api/v1/safety/permits", "operator"],
  ["POST /api/v1/safety/vision/events/:eventId/picture", "operator"],
  ["GET /api/v1/safety/vision/pictures/:alertUid/image", "maintainer"],
  ["POST /api/v1/safety/pictures", "operator"],
  ["GET /api/v1/safety/pictures/:id", "operator"],
  ["POST /api/v1/safety/pictures/:id/deletion", "admin"],
  ["GET /api/v1/safety/register/table", "maintainer"],
  ["GET /api/v1/safety/dangers/table", "maintainer"],
  ["GET /api/v1/safety/permits/table", "maintainer"],
  ["GET /api/v1/safety/permits/:itemUid/form", "maintainer"],
  ["POST /api/v1/trace/recall", "viewer"],
  ["POST /api/v1/trace/recall.csv", "viewer"],
  ["POST /api/v1/trace/recall.xlsx", "viewer"],
  ["POST /api/v1/trace/recall.pdf", "viewer"],
  ["POST /api/v1/trace/verify", "viewer"],
  ["POST /api/v1/signatures", "operator"],
  ["POST /api/v1/signatures/provider", "operator"],
  ["POST /api/v1/sql", "engineer"],
  ["GET /api/v1/journal", "maintainer"],
  ["GET /api/v1/journal/export", "maintainer"],
  ["GET /api/v1/alerts/:alertUid/positions", "maintainer"],
  ["GET /api/v1/notify/channels", "maintainer"],
  ["POST /api/v1/notify/channels/:id/test", "engineer"],
  ["POST /api/v1/push/subscribe", "viewer"],
  ["POST /api/v1/push/unsubscribe", "viewer"],
  ["POST /api/v1/config/reload", "engineer"],
  ["GET /api/v1/config", "engineer"],
  ["GET /api/v1/config/schema", "engineer"],
  ["GET /api/v1/config/tags.xlsx", "engineer"],
  ["POST /api/v1/config/tags/compare", "engineer"],
  ["GET /api/v1/config/proposal", "engineer"],
  ["POST /api/v1/config/proposal/compare", "engineer"],
  ["GET /api/v1/config/versions", "engineer"],
  ["GET /api/v1/config/versions/:id", "engineer"],
  ["POST /api/v1/config/check", "engineer"],
  ["POST /api/v1/config/save", "engineer"],
  ["POST /api/v1/certificates/:thumbprint/trust", "engineer"],
  ["POST /api/v1/certificates/:thumbprint/reject", "engineer"],
  ["POST /api/v1/discovery", "engineer"],
  ["POST /api/v1/discovery/values", "engineer"],
  ...["query", "query_range", "query_exemplars", "series", "labels"].map((name): [string, Role] => [
    `POST /api/prometheus/api/v1/${name}`,
    "viewer",
  ]),
  ["POST /api/mcp", "viewer"],
  ["DELETE /api/mcp", "viewer"],
  ["POST /api/v1/curves", "viewer"],
  ["POST /api/v1/curves/export", "viewer"],
  ["POST /api/v1/periods", "viewer"],
  ["POST /api/v1/expressions/check", "viewer"],
  ...["views", "annotations", "calculated-tags", "period-definitions"].flatMap((collection): [string, Role][] => [
    [`PUT /api/v1/${collection}/:uid`, "viewer"],
    [`DELETE /api/v1/${collection}/:uid`, "viewer"],
  ]),
  ["PUT /api/v1/layout", "engineer"],
  ["POST /api/v1/layout/restart", "engineer"],
  ["GET /api/v1/users", "admin"],
  ["POST /api/v1/users", "admin"],
  ["POST /api/v1/invitations", "admin"],
  ["PATCH /api/v1/users/:name", "admin"],
  ["DELETE /api/v1/users/:name", "admin"],
  ["DELETE /api/v1/session", "viewer"],
  ["POST /api/v1/session/password", "viewer"],
  ["POST /api/v1/tokens", "viewer"],
  ["DELETE /api/v1/tokens/:id", "viewer"],
]);

interface Served {
  readonly app: Api;
  readonly routes: ReadonlySet<string>;
}

async function serve(over: Parameters<typeof fakeEdge>[0]): Promise<Served> {
  const routes = new Set<string>();
  const app = buildApi(fakeEdge(over).deps);
  app.addHook("onRoute", ({ method, url }) => {
    for (const verb of [method].flat()) routes.add(`${verb} ${url}`);
  });
  await app.ready();
  return { app, routes };
}

function requestOf(route: string): InjectOptions {
  const [method, url] = route.split(" ") as ["GET", string];
  const writes = method !== "GET" && (method as string) !== "HEAD" && (method as string) !== "DELETE";
  return {
    method,
    url: url
      .replace(/:thumbprint/, "ab".repeat(20))
      .replace(/:\w+/g, "no-such")
      .replace("*", ""),
    ...(writes ? { payload: {} } : {}),
  };
}

describe("[S5] [U11] every route with every caller", () => {
  let people: FakeAccounts;
  let served: Served;
  let staticDir: string;

  beforeAll(async () => {
    staticDir = mkdtempSync(join(tmpdir(), "gemba-static-"));
    writeFileSync(join(staticDir, "index.html"), "<p>twin");
    people = await startAccounts();
    for (const role of ROLES) await people.add(role, role);
    served = await serve({ accounts: people.accounts, staticDir });
  });

  afterAll(async () => {
    await served.app.close();
    await people[Symbol.asyncDispose]();
    rmSync(staticDir, { recursive: true });
  });

  const status = async (route: string, headers: Record<string, string> = {}, remoteAddress = "127.0.0.1") =>
    (await served.app.inject({ ...requestOf(route), headers, remoteAddress })).statusCode;
  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
  const plain = () => [...served.routes].map((route) => route.replace(/^HEAD /, "GET "));
  const least = (route: string) => LEAST.get(route.replace(/^HEAD /, "GET ")) ?? "viewer";
  const isOpen = (route: string) => OPEN.includes(route.replace(/^HEAD /, "GET "));

  it("the list above has every route that changes something", () => {
    expect(served.routes.size).toBeGreaterThan(40);
    expect(plain().filter((route) => !route.startsWith("GET ") && !OPEN.includes(route) && !LEAST.has(route))).toEqual(
      [],
    );
    expect([...LEAST.keys(), ...OPEN, ...STATUS].filter((route) => !served.routes.has(route))).toEqual([]);
  });

  it("an anonymous caller gets 401 except on the sign-in routes", async () => {
    for (const route of served.routes) {
      const answer = await status(route, {}, "192.168.1.20");
      if (isOpen(route)) expect([200, 400, 404], route).toContain(answer);
      else expect(answer, route).toBe(401);
    }
  });

  it("[S22] health and metrics answer local programs, but no client behind a proxy", async () => {
    for (const route of STATUS) {
      expect(await status(route), route).toBe(200);
      expect(await status(route, { "x-forwarded-for": "192.168.1.20" }), route).toBe(401);
    }
  });

  it("[U7] an expired, a revoked and an invented token read nothing", async () => {
    const issue = () => people.accounts.issueToken({ user: "engineer", label: "x", role: "engineer", days: 1 });
    const [expired, revoked] = [issue(), issue()];
    people.accounts.revokeToken(revoked.token.id);
    people.now += 86_400e6;
    for (const secret of [expired.secret, revoked.secret, "gemba_x", ""])
      for (const route of served.routes)
        if (!isOpen(route)) expect(await status(route, bearer(secret)), route).toBe(401);
  });

  it.each(ROLES)("a token of role %s", async (role) => {
    const { secret } = people.accounts.issueToken({ user: "admin", label: role, role, days: 1 });
    for (const route of served.routes) {
      if (isOpen(route)) continue;
      const answer = await status(route, bearer(secret));
      if (isAtLeast(role, least(route)) && !PERSON.test(route.replace(/^HEAD /, "GET ")))
        expect([401, 403], route).not.toContain(answer);
      else expect(answer, route).toBe(403);
    }
  });

  it.each(ROLES)("a user of role %s", async (role) => {
    let session = await people.session(role);
    for (const route of served.routes) {
      if (isOpen(route)) continue;
      const answer = await status(route, { cookie: `other=1; ${cookieNameOf("0193-edge")}=${session}` });
      if (ENDS_SESSION.test(route)) session = await people.session(role);
      if (isAtLeast(role, least(route))) expect([401, 403], route).not.toContain(answer);
      else expect(answer, route).toBe(403);
    }
  });
});

const NEEDS_A_USER = [
  /^POST .*\/spares\/|^POST .*\/(quality\/limits|signatures|jobs|islands$)|^(POST|DELETE) .*\/dispatch/,
  /\/users|\/invitations|\/tokens|\/push\/|DELETE \/api\/v1\/session|\/session\/password/,
  /\/pictures\/:id\/deletion$|\/reset$|\/alerts\/.*-service$|POST .*\/out-of-service/,
  /\/config(\/|$)|\/test$|\/trust$|\/reject$|(PUT|POST) \/api\/v1\/layout/,
];

it("[S2] [U2] row 9: without users local reads, acknowledges, shelves; all else is 403 with the remedy", async () => {
  await using people = await startAccounts();
  const { app, routes } = await serve({ accounts: people.accounts });
  for (const route of routes) {
    const isRefused = NEEDS_A_USER.some((pattern) => pattern.test(route));
    const answer = await app.inject(requestOf(route));
    if (isRefused) {
      expect(answer.statusCode, route).toBe(403);
      if (!route.startsWith("HEAD"))
        expect(answer.json<{ detail: string }>().detail, route).toContain("gemba users invite");
    } else expect([401, 403], route).not.toContain(answer.statusCode);
  }
  await app.close();
});

it("[U2] if the config requires users and there is none, no caller is local", async () => {
  await using people = await startAccounts({ isRequired: true });
  const { app, routes } = await serve({ accounts: people.accounts });
  for (const route of routes) {
    if (OPEN.includes(route.replace(/^HEAD /, "GET ")) || STATUS.includes(route.replace(/^HEAD /, "GET "))) continue;
    expect((await app.inject(requestOf(route))).statusCode, route).toBe(401);
  }
  await app.close();
});

it("[S5] [U11] the API does not start with a route that is not in the table", async () => {
  const app = buildApi(fakeEdge().deps);
  void app.register((scope, _options, done) => {
    scope.get("/api/v1/forgotten", async () => "all secrets");
    done();
  });
  await expect(app.ready()).rejects.toThrow("GET /api/v1/forgotten");
  await app.close();
});
