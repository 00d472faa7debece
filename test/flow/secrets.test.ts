import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { connectAsync } from "mqtt";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { StreamClient } from "../fakes/api/stream-client.ts";
import {
  CANARY,
  CANARY_ENV,
  canaryPast,
  canaryPlant,
  ENCODED,
  SECRETS,
  secretOf,
} from "../fakes/config/canary-plant.ts";
import { SITE } from "../fakes/config/plant-folder.ts";
import { demoBroker } from "../fakes/mqtt/brokers.ts";
import { freePort } from "../fakes/net/free-port.ts";

const MAIN = join(import.meta.dirname, "..", "..", "edge", "main.ts");
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-secrets-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Refuses every request, and echoes address, headers and body. */
async function echo() {
  let asked = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      asked++;
      response.statusCode = request.url?.startsWith("/hook") === true ? 500 : 401;
      response.setHeader("x-influxdb-version", "2.7.12");
      response.end(JSON.stringify({ error: `no: ${request.url} ${JSON.stringify(request.headers)} ${body}` }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    [Symbol.dispose]: () => void server.close(),
  };
}

/** All files below a folder, joined. */
function bytesBelow(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}

/** The answers of all read routes. */
async function answersOf(address: string, token: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}` };
  const { paths } = (await (await fetch(`${address}/api/docs/json`, { headers })).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const answers: string[] = [JSON.stringify(paths), await (await fetch(`${address}/metrics`, { headers })).text()];
  // A restart of the edge comes last: it ends the connections of the others.
  const isRestart = ([path]: readonly [string, unknown]) => Number(path.endsWith("/restart"));
  for (const [path, methods] of Object.entries(paths).sort((a, b) => isRestart(a) - isRestart(b))) {
    for (const method of Object.keys(methods)) {
      const url = `${address}${path.replace("{id}", "hook").replaceAll(/\{[^}]+\}/g, "x")}`;
      const body =
        method === "get" || method === "delete"
          ? {}
          : { body: "{}", headers: { ...headers, "content-type": "application/json" } };
      answers.push(await (await fetch(url, { method: method.toUpperCase(), headers, ...body })).text());
    }
  }
  return answers;
}

/** Creates an admin of this edge with a token. */
async function tokenOf(address: string, addUser: (file: string) => Promise<void>): Promise<string> {
  const password = "correct horse battery";
  writeFileSync(join(dir, "password"), password, { mode: 0o600 });
  await addUser(join(dir, "password"));
  const post = (path: string, body: object, headers = {}) =>
    fetch(`${address}/api/v1/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const cookie = (await post("session", { name: "ann", password })).headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  const { secret } = (await (await post("tokens", { label: "x", role: "admin", days: 1 }, { cookie })).json()) as {
    secret: string;
  };
  return secret;
}

it("[S20] no secret of the config reaches a log, answer, stream, error, file, backup or incident", async () => {
  using server = await echo();
  const broker = await demoBroker();
  const device = await connectAsync(broker.url);
  const [folder, data, port] = [join(dir, "plant"), join(dir, "data"), await freePort()];
  mkdirSync(folder);
  writeFileSync(join(folder, "gemba.yaml"), canaryPlant(server.url, broker.url));
  writeFileSync(join(folder, "site.yaml"), SITE);
  const said: string[] = [];
  const run = async (...args: string[]): Promise<void> => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [MAIN, ...args], { env: CANARY_ENV }).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    said.push(stdout, stderr);
  };
  await run("check", folder);
  expect(said.join("")).toContain("1 asset");
  await run("setup", "influxdb", "--config", folder);
  for (const [at, database] of ["api: v1, user: u, database: d", "api: v2, org: o, bucket: b"].entries()) {
    const mapping = join(dir, `past-${at}.yaml`);
    writeFileSync(mapping, canaryPast(server.url, database));
    await run("import-history", mapping, "--config", folder);
  }
  for (const database of ["db=d", "org=o&bucket=b"])
    await run("import-history", "--propose", `${server.url}/?${database}`, "--config", folder);
  expect(said.join("").split("answers HTTP 401")).toHaveLength(5);
  const edge = spawn(
    process.execPath,
    [MAIN, "edge", "--config", folder, "--port", String(port), "--data-dir", data, "--log-level", "trace"],
    { env: CANARY_ENV, stdio: ["ignore", "pipe", "pipe"] },
  );
  const ended = once(edge, "close");
  for (const stream of [edge.stdout, edge.stderr]) stream.on("data", (piece) => said.push(String(piece)));
  try {
    const SOON = { timeout: 90_000, interval: 200 };
    const address = `http://127.0.0.1:${port}`;
    await vi.waitFor(async () => expect((await fetch(`${address}/api/v1/health`)).status).toBeLessThan(600), SOON);
    const token = await tokenOf(address, (file) =>
      run("users", "add", "ann", "admin", "--password-file", file, "--data-dir", data),
    );
    const stream = new StreamClient(`${address.replace("http", "ws")}/api/v1/stream`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const asked = async (path: string) =>
      await (await fetch(`${address}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } })).text();
    device.on("message", (topic, payload) => said.push(`${topic} ${payload}`));
    await device.subscribeAsync("gemba/#");
    await device.publishAsync("a", '{"p":1}', { retain: true });
    await fetch(`${address}/api/v1/work-items`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ assetUid: "urn:own:m1", title: { en: "Look at it" } }),
    });
    // No prediction is made here: its channel sends a test.
    await fetch(`${address}/api/v1/notify/channels/forecast/test`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: "{}",
    }).then(async (answer) => said.push(await answer.text()));
    // Every other channel and every sink has failed with a reason, and the edge is on its topic.
    await vi.waitFor(async () => {
      const { channels } = JSON.parse(await asked("notify/channels")) as {
        channels: { id: string; problem: string | null }[];
      };
      expect(channels.filter(({ id, problem }) => problem === null && id !== "forecast")).toEqual([]);
      expect(said.join("")).toMatch(/gemba\/v1\/\S+\/_edges\/\S+ \{/);
      const { sinks } = JSON.parse(await asked("health")) as { sinks: { kind: string; reason?: string | null }[] };
      expect(sinks.filter(({ kind, reason }) => kind === "influx" && (reason ?? null) === null)).toEqual([]);
    }, SOON);
    expect(server.asked()).toBeGreaterThanOrEqual(4);
    said.push(...(await answersOf(address, token)), JSON.stringify([...stream.messages.values()]));
    stream.close();
    expect(said.join("")).toContain("alert");
    await run("backup", "--data-dir", data, "--out", join(dir, "backup"));
    await run("export-incident", "--data-dir", data, "--out", join(dir, "incident.gemba"));
    await run("audit", "export", "--data-dir", data);
  } finally {
    edge.kill("SIGTERM");
    await ended;
    await device.endAsync(true);
    await broker.kill();
  }
  const everything = Buffer.concat([
    Buffer.from(said.join("\n")),
    bytesBelow(data),
    bytesBelow(join(dir, "backup")),
    readFileSync(join(dir, "incident.gemba")),
  ]);
  expect(SECRETS.filter((name) => everything.includes(secretOf(name)))).toEqual([]);
  expect(ENCODED.filter((text) => everything.includes(text))).toEqual([]);
  expect(everything.includes(CANARY)).toBe(false);
});
