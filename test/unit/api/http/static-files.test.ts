import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InjectOptions, LightMyRequestResponse } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Api } from "../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../edge/api/server.ts";
import { fakeEdge } from "../../../fakes/api/deps.ts";

let app: Api;
afterEach(() => app.close());

describe("viewer files", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "gemba-viewer-"));
    mkdirSync(join(folder, "dist", "assets"), { recursive: true });
    writeFileSync(join(folder, "secret.txt"), "TOP-SECRET");
    writeFileSync(join(folder, "dist", "index.html"), "<!doctype html><title>viewer</title>");
    writeFileSync(join(folder, "dist", "assets", "main-abc123.js"), "export {};");
    writeFileSync(join(folder, "dist", ".env"), "TOP-SECRET");
    symlinkSync(join(folder, "secret.txt"), join(folder, "dist", "link.txt"));
    symlinkSync(folder, join(folder, "dist", "up"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const files = (options: InjectOptions): Promise<LightMyRequestResponse> => {
    app = buildApi(fakeEdge({ staticDir: join(folder, "dist") }).deps);
    return app.inject(options);
  };

  it("serves the start page uncached and hashed files for ever", async () => {
    const page = await files({ url: "/" });
    expect([page.statusCode, page.headers["cache-control"], page.headers["content-type"]]).toEqual([
      200,
      "no-cache",
      "text/html; charset=utf-8",
    ]);
    await app.close();
    const asset = await files({ url: "/assets/main-abc123.js" });
    expect([asset.statusCode, asset.headers["cache-control"], asset.headers["content-type"]]).toEqual([
      200,
      "public, max-age=31536000, immutable",
      "application/javascript; charset=utf-8",
    ]);
  });

  it("serves the start page for addresses of the viewer, but not for the API or missing files", async () => {
    const browser = { accept: "text/html,*/*" };
    expect((await files({ url: "/alerts/history?x=1", headers: browser })).body).toContain("viewer");
    for (const url of ["/api/v1/nothing", "/assets/gone.js", "/favicon.ico"]) {
      await app.close();
      expect((await files({ url, headers: browser })).statusCode, url).toBe(404);
    }
  });

  const dots = [
    "../../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%5c",
    "..\\",
    "%252e%252e%252f",
    "....//",
    "..;/",
    "%c0%ae%c0%ae/",
    "%uff0e%uff0e/",
    "．．/",
    "..%00/",
    "../../",
    "..%2F",
    "%2E%2E%2F",
    "..%c0%af",
    "..%5C",
    "%2e%2e%5c",
    "..%252f",
    ".%2e/",
    "%2e./",
    "..%e0%80%af",
    "..%f0%80%80%af",
    "..%u2215",
    "..%09/",
    "..%0d%0a/",
    "..\u2215",
    "..\uff0f",
    ".../",
    "../../",
    "..%2f%2f",
    "..%3b/",
    "..%23/",
  ];
  const paths = dots.flatMap((dot) =>
    ["", "assets/", "up/", "/", "%2f", "static/"].map((prefix) => `/${prefix}${dot}secret.txt`),
  );
  const direct = [
    "/link.txt",
    "/up/secret.txt",
    "/up%2fsecret.txt",
    "/.env",
    "/%2eenv",
    "/assets/..%2f..%2fsecret.txt",
    "/assets/%2e%2e/%2e%2e/secret.txt",
    "//etc/passwd",
    "/%2fetc%2fpasswd",
    "/secret.txt%00.html",
    "/index.html%00",
  ];
  it(`[S13] serves nothing outside its folder (${paths.length + direct.length} addresses)`, async () => {
    app = buildApi(fakeEdge({ staticDir: join(folder, "dist") }).deps);
    for (const url of [...paths, ...direct]) {
      const response = await app.inject({ url, headers: { accept: "text/html" } });
      expect(response.body, url).not.toContain("TOP-SECRET");
      expect(response.body, url).not.toContain("root:");
      expect(response.statusCode, url).toBeLessThan(500);
    }
  });
});
