import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InjectOptions, LightMyRequestResponse } from "fastify";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import type { Api } from "../../../../edge/api/http/api.ts";
import { tooMuch } from "../../../../edge/api/http/body.ts";
import { SECURITY_HEADERS, withOtherBox } from "../../../../edge/api/http/headers.ts";
import { type ApiDeps, buildApi } from "../../../../edge/api/server.ts";
import { startAccounts } from "../../../fakes/access/accounts.ts";
import { fakeEdge } from "../../../fakes/api/deps.ts";

let app: Api;
// The first test in a seed's order may open none.
afterEach(() => (app as Api | undefined)?.close());

function ask(options: InjectOptions, over: Partial<ApiDeps> = {}): Promise<LightMyRequestResponse> {
  app = buildApi(fakeEdge(over).deps);
  return app.inject(options);
}

const acknowledge = (headers: Record<string, string>, payload: InjectOptions["payload"] = "{}"): InjectOptions => ({
  method: "POST",
  url: "/api/v1/alerts/alert-1/acknowledge",
  headers: { "content-type": "application/json", ...headers },
  payload,
});

describe("access", () => {
  it.each(["localhost", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST:1"])("accepts the host name %s", async (host) => {
    expect((await ask({ url: "/api/v1/assets", headers: { host } })).statusCode).toBe(200);
  });

  it.each(["evil.example", "127.0.0.1.evil.example:8080", "localhost.evil.example", "10.0.0.5:8080"])(
    "[S12] refuses the host name %j (DNS rebinding)",
    async (host) => {
      expect((await ask({ url: "/api/v1/assets", headers: { host } })).statusCode).toBe(421);
    },
  );

  it("accepts a configured host name", async () => {
    expect(
      (await ask({ url: "/api/v1/assets", headers: { host: "twin.plant.lan:443" } }, { hosts: ["twin.plant.lan"] }))
        .statusCode,
    ).toBe(200);
  });

  it.each(["[fd00::1]", "[FD00:0:0:0:0:0:0:1]:8080", "[fd00:0::1]"])(
    "[S12] accepts a configured IPv6 address, however %s is spelt",
    async (host) => {
      expect(
        (await ask({ url: "/api/v1/assets", headers: { host } }, { hosts: ["[fd00:0000::0001]"] })).statusCode,
      ).toBe(200);
    },
  );

  it.each(["https://evil.example", "null", "http://localhost:9999", "file://"])(
    "[S12] refuses a POST from a page of %s",
    async (origin) => {
      expect((await ask(acknowledge({ host: "localhost:8080", origin }))).statusCode).toBe(403);
    },
  );

  it("accepts a POST from its own page and from a program without Origin", async () => {
    expect((await ask(acknowledge({ host: "localhost:8080", origin: "http://localhost:8080" }))).statusCode).toBe(200);
    await app.close();
    expect((await ask(acknowledge({ host: "localhost:8080" }))).statusCode).toBe(200);
  });

  it("[S1] refuses another machine unless the config opens the edge to its network", async () => {
    const remote: InjectOptions = { url: "/api/v1/assets", remoteAddress: "192.168.1.20" };
    const refused = await ask(remote);
    expect([refused.statusCode, refused.json<{ detail: string }>().detail]).toEqual([
      403,
      expect.stringContaining("api.access: network"),
    ]);
    await app.close();
    expect((await ask(remote, { access: "network" })).statusCode).toBe(200);
    await app.close();
    expect((await ask({ url: "/api/v1/assets", remoteAddress: "::ffff:127.0.0.1" })).statusCode).toBe(200);
  });

  it("does not trust forwarded addresses", async () => {
    expect(
      (await ask({ url: "/api/v1/assets", remoteAddress: "192.168.1.20", headers: { "x-forwarded-for": "127.0.0.1" } }))
        .statusCode,
    ).toBe(403);
  });
});

describe("headers", () => {
  it.each(["/api/v1/assets", "/nothing", "/api/docs", "/%c0%ae%c0%ae/etc/passwd"])(
    "[S11] include the protective ones on %s",
    async (url) => {
      const { headers } = await ask({ url });
      const csp = String(headers["content-security-policy"]);
      expect(csp).toContain("default-src 'self'");
      expect(csp).toContain("frame-ancestors 'none'");
      expect(csp).not.toMatch(/unsafe|\*|https?:/);
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
      });
    },
  );
});

describe("limits", () => {
  const nested = (depth: number): string => `${'{"comment":'.repeat(depth - 1)}{}${"}".repeat(depth - 1)}`;

  it("[S14] [S19] reads bodies of 32 levels and refuses 33, and 400 kB of brackets", async () => {
    const at = async (payload: string): Promise<string> => {
      const { detail } = (await ask(acknowledge({}, payload))).json<{ detail: string }>();
      await app.close();
      return detail;
    };
    expect(await at(nested(32))).toContain("comment: must be string");
    expect(await at(nested(33))).toContain("deeper than 32");
    const response = await ask(acknowledge({}, "[".repeat(400_000)));
    expect(response.statusCode).toBe(400);
  });

  it("[S14] reads lists of 100,000 members and refuses one more", async () => {
    const at = async (members: number): Promise<string> => {
      const { detail } = (await ask(acknowledge({}, `{"comment":[${"1,".repeat(members - 1)}1]}`))).json<{
        detail: string;
      }>();
      await app.close();
      return detail;
    };
    expect(await at(100_000)).toContain("comment: must be string");
    expect(await at(100_001)).toContain("more than 100000 members");
  });

  it("brackets and commas inside strings do not count", () => {
    expect(tooMuch(JSON.stringify({ a: `${"[".repeat(40)}"${",".repeat(200_000)}\\` }))).toBeUndefined();
    expect(tooMuch(`,${"]".repeat(50)}{}`)).toBeUndefined();
  });

  it("[S14] takes a layout of 12 MiB, which holds a drawing, and refuses one byte more", async () => {
    await using people = await startAccounts();
    const over = { accounts: people.accounts };
    const authorization = await people.bearer("engineer");
    const put = (length: number): InjectOptions => ({
      method: "PUT",
      url: "/api/v1/layout",
      headers: { "content-type": "application/json", authorization },
      payload: `{"revision":"x"${" ".repeat(length - 16)}}`,
    });
    expect((await ask(put(12 * 1024 * 1024), over)).statusCode).toBe(503);
    await app.close();
    expect((await ask(put(12 * 1024 * 1024 + 1), over)).statusCode).toBe(413);
  });

  it("[S14] takes a body of 1 MiB and refuses one byte more", async () => {
    const body = (length: number): string => `{"comment":"x"${" ".repeat(length - 15)}}`;
    expect((await ask(acknowledge({}, body(1024 * 1024)))).statusCode).toBe(200);
    await app.close();
    const response = await ask(acknowledge({}, body(1024 * 1024 + 1)));
    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([413, "too-large"]);
  });

  it("[S14] takes an address of 4,096 characters and refuses 4,097", async () => {
    const url = (length: number): string => `/${"a".repeat(length - 1)}`;
    expect((await ask({ url: url(4096) })).statusCode).toBe(404);
    await app.close();
    expect((await ask({ url: url(4097) })).statusCode).toBe(414);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "[S12] refuses a body of type %s, which a foreign page could send unasked",
    async (type) => {
      expect((await ask(acknowledge({ "content-type": type }))).statusCode).toBe(415);
    },
  );

  it.each([
    '{"__proto__":{"comment":"x"}}',
    '{"constructor":{"prototype":{"comment":"x"}}}',
    '{"comment":',
    "[]",
    "null",
    '"x"',
  ])("[S16] refuses the body %s and changes no prototype", async (payload) => {
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    const response = await ask(acknowledge({}, payload));
    expect([response.statusCode, response.headers["content-type"]]).toEqual([
      400,
      expect.stringContaining("application/problem+json"),
    ]);
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before);
    expect(({} as { comment?: string }).comment).toBeUndefined();
  });

  it.each(["health", "assets", "assets/urn%3Ax", "tags", "samples/latest", "trends", "alerts", "plant", "kpis"])(
    "refuses a query field that %s does not know",
    async (path) => {
      const response = await ask({ url: `/api/v1/${path}?tag=x&nothing=1` });
      expect([response.statusCode, response.json<{ detail: string }>().detail]).toEqual([
        400,
        expect.stringContaining("unknown field"),
      ]);
    },
  );

  it.each([
    "/%",
    "/api/v1/assets/%E0%A4",
    "/api/v1/alerts?from=%00",
    "/api/v1/tags?__proto__=1",
    "/api/v1/tags?asset[]=1",
  ])("[S19] answers the odd address %s with problem details", async (url) => {
    const response = await ask({ url });
    expect([400, 404]).toContain(response.statusCode);
    expect(response.headers["content-type"]).toContain("application/problem+json");
  });
});

it("[SB35] of two boxes, a page may ask the other one's start page whether it serves, and nothing else", async () => {
  const other = "https://b.example:8080";
  const staticDir = mkdtempSync(join(tmpdir(), "gemba-page-"));
  onTestFinished(() => rmSync(staticDir, { recursive: true, force: true }));
  writeFileSync(join(staticDir, "index.html"), "viewer");
  const app = buildApi(fakeEdge({ otherBox: `${other}/`, staticDir }).deps);
  const of = async (url: string, origin?: string) => {
    const headers = { host: "localhost", "sec-fetch-site": "none", ...(origin === undefined ? {} : { origin }) };
    return (await app.inject({ url, headers })).headers;
  };
  expect((await of("/"))["content-security-policy"]).toContain(`connect-src 'self' ${other};`);
  expect((await of("/"))["access-control-allow-origin"]).toBeUndefined();
  expect((await of("/", other))["access-control-allow-origin"]).toBe(other);
  expect((await of("/", "https://evil.example"))["access-control-allow-origin"]).toBeUndefined();
  for (const url of ["/api/v1/plant", "/api/v1/health", "/index.html"])
    expect((await of(url, other))["access-control-allow-origin"], url).toBeUndefined();
  await app.close();
  const alone = buildApi(fakeEdge({ staticDir }).deps);
  const { headers } = await alone.inject({ url: "/", headers: { origin: other } });
  expect(headers["content-security-policy"]).toContain("connect-src 'self';");
  expect(headers["access-control-allow-origin"]).toBeUndefined();
  await alone.close();
  for (const url of ["https://b;script-src *", "nonsense"])
    expect(withOtherBox(SECURITY_HEADERS, { path: "/", origin: undefined, url })).toEqual(SECURITY_HEADERS);
});
