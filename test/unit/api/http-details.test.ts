import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Api } from "../../../edge/api/http/api.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";

/** Unusual but valid HTTP, byte by byte, on a real socket. */

let app: Api;
let dir: string;
let port = 0;
const sockets: Socket[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-http-"));
  mkdirSync(join(dir, "viewer"));
  writeFileSync(join(dir, "viewer", "index.html"), "<!doctype html><title>viewer</title>");
  writeFileSync(join(dir, "secret.txt"), "SECRET");
  app = buildApi(fakeEdge({ staticDir: join(dir, "viewer") }).deps);
  await app.listen({ host: "127.0.0.1", port: 0 });
  port = (app.server.address() as { port: number }).port;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await app.close();
  rmSync(dir, { recursive: true });
});

function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    sockets.push(socket);
    let answer = "";
    socket.on("data", (data) => {
      answer += String(data);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}

const statuses = (answer: string): string[] =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status as string);
const ACT =
  "POST /api/v1/alerts/alert-1/comment HTTP/1.1\r\n" +
  "Host: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n";
const COMMENT = '{"comment":"seen"}';

describe("HTTP details", () => {
  it.each([
    ["two lengths that differ", `${ACT}Content-Length: 18\r\nContent-Length: 2\r\n\r\n${COMMENT}`, ["400"]],
    [
      "a length and chunks",
      `${ACT}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n` +
        "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
      ["400"],
    ],
    ["an unknown transfer coding", `${ACT}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`, ["400"]],
    ["a space before a colon", `${ACT}Content-Length : 18\r\n\r\n${COMMENT}`, ["400"]],
    [
      "a folded header",
      `GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\nConnection: close\r\n\r\n`,
      ["400"],
    ],
    ["a bare line feed", "GET /api/v1/health HTTP/1.1\nHost: localhost\n\n", ["400"]],
    [
      "two hosts",
      "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
      ["200", "400"],
    ],
    [
      "chunks with trailers",
      `${ACT}Transfer-Encoding: chunked\r\nTrailer: Host\r\n\r\n12\r\n${COMMENT}\r\n0\r\n` +
        "Host: evil.example\r\nAuthorization: Bearer x\r\n\r\n",
      ["200"],
    ],
    [
      "a chunk that is longer than its length field",
      `${ACT}Transfer-Encoding: chunked\r\n\r\n2\r\n${COMMENT}\r\n0\r\n\r\n`,
      ["400"],
    ],
    ["Expect: 100-continue", `${ACT}Expect: 100-continue\r\nContent-Length: 18\r\n\r\n${COMMENT}`, ["100", "200"]],
    ["an unknown expectation", `${ACT}Expect: the-unexpected\r\nContent-Length: 18\r\n\r\n${COMMENT}`, ["417"]],
    [
      "TRACE",
      "TRACE /api/v1/health HTTP/1.1\r\nHost: localhost\r\nCookie: a=secret\r\nConnection: close\r\n\r\n",
      ["404"],
    ],
    [
      "OPTIONS of another origin",
      "OPTIONS /api/v1/health HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nConnection: close\r\n\r\n",
      ["403"],
    ],
    ["CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", []],
    ["a method nobody knows", "BREW /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n", ["400"]],
    ["HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ["400"]],
    [
      "an absolute address of another host",
      "GET http://evil.example/api/v1/health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
      ["421"],
    ],
  ])("[row 3] %s", async (_, text, allowed) => {
    const answer = await raw(text);
    for (const status of statuses(answer)) expect(allowed).toContain(status);
    expect(statuses(answer).length).toBeGreaterThanOrEqual(Math.min(1, allowed.length));
    expect(answer).not.toMatch(/smuggled|a=secret|access-control-allow|node_modules|\.ts:\d/i);
  });

  it("HEAD has the headers of GET and no body; further requests of the connection stay in step", async () => {
    const answer = await raw(
      "HEAD /api/v1/assets HTTP/1.1\r\nHost: localhost\r\n\r\nHEAD /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n" +
        "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    expect(statuses(answer)).toEqual(["200", "200", "200"]);
    expect(answer).not.toContain("<title>");
    expect(answer.split("\r\n\r\n").filter((part) => part.startsWith("{"))).toHaveLength(1);
  });

  it.each([
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/..%5csecret.txt",
    "/%00",
    "/index.html%00.txt",
    "//secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/%2F..%2Fsecret.txt",
    "/.%00./secret.txt",
    "/%c0%ae%c0%ae/secret.txt",
    "/..;/secret.txt",
  ])("[S13] %s leads nowhere", async (path) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(statuses(answer)[0]).toMatch(/^(400|403|404)$/);
    expect(answer).not.toContain("SECRET");
  });

  it.each([
    ["bytes=0-3", ["206"], "<!do"],
    ["bytes=100000-", ["416"], ""],
    [`bytes=${"0-1,".repeat(500)}0-1`, ["200", "416", "206", "400"], ""],
    ["bytes=-0", ["416", "200"], ""],
    ["lines=1-2", ["200", "416"], ""],
  ])("a range of a file: %s", async (range, allowed, body) => {
    const answer = await raw(
      `GET /index.html HTTP/1.1\r\nHost: localhost\r\nRange: ${range}\r\nConnection: close\r\n\r\n`,
    );
    expect(allowed).toContain(statuses(answer)[0]);
    if (body !== "") expect(answer.endsWith(`\r\n\r\n${body}`)).toBe(true);
    expect(answer.length).toBeLessThan(5_000);
  });
});
