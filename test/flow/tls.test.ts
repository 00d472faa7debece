import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Api } from "../../edge/api/http/api.ts";
import { buildApi } from "../../edge/api/server.ts";
import { refuseOpenListening } from "../../edge/compose/serving/serving.ts";
import { Jobs } from "../../edge/observe/jobs.ts";
import { ensureLocalCertificate } from "../../edge/tls/local-ca.ts";
import { openServerCertificate } from "../../edge/tls/server-certificate.ts";
import { authority, hasOpenssl } from "../fakes/access/certificates.ts";
import { fakeEdge } from "../fakes/api/deps.ts";
import { STEPS, stepWallClock, stopClocks } from "../fakes/clock/clocks.ts";
import { log } from "../unit/detect/bench-plant.ts";

let dir: string;
const ends: (() => unknown)[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-tls-"));
});
afterEach(async () => {
  vi.useRealTimers();
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(dir, { recursive: true });
});

async function serve(tls: "local" | { cert: string; key: string }, hosts: readonly string[] = []) {
  const certificate = await openServerCertificate({ tls, folder: dir, dataDir: dir, hosts, log, jobs: new Jobs(log) });
  ends.push(() => certificate.close());
  const app: Api = buildApi(fakeEdge({ certificate, hosts }).deps);
  await app.listen({ host: "127.0.0.1", port: 0 });
  ends.push(() => app.close());
  return { certificate, port: (app.server.address() as AddressInfo).port };
}

/** Connects like a browser that trusts `ca`; returns the peer's name. */
const meet = (port: number, ca: string, options: object = {}) =>
  new Promise<{ serial: string; protocol: string | null }>((resolve, reject) => {
    const socket: TLSSocket = connect({ host: "127.0.0.1", port, ca, ...options }, () => {
      resolve({ serial: socket.getPeerCertificate().serialNumber, protocol: socket.getProtocol() });
      socket.end();
    });
    socket.on("error", reject);
  });

const ask = (port: number, ca: string, host: string) =>
  new Promise<{ status: number; headers: Record<string, unknown> }>((resolve, reject) => {
    request(
      { host: "127.0.0.1", port, ca, path: "/api/v1/health", headers: { host }, checkServerIdentity: () => undefined },
      (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, headers: response.headers });
      },
    )
      .on("error", reject)
      .end();
  });

it("[S8] [U18] a local authority signs for this machine; only a holder of its certificate trusts it", async () => {
  const { port } = await serve("local");
  const ca = readFileSync(join(dir, "tls/ca.pem"), "utf8");
  expect((await meet(port, ca)).protocol).toBe("TLSv1.3");
  await expect(meet(port, "")).rejects.toThrow(/self-signed|unable to/);
  expect((await fetch(`http://127.0.0.1:${port}/api/v1/health`).catch(() => undefined))?.ok).not.toBe(true);
  for (const [file, mode] of [
    ["ca.key", 0o600],
    ["server.key", 0o600],
  ] as const)
    expect(statSync(join(dir, "tls", file)).mode & 0o777, file).toBe(mode);
});

it("[S8] [U18] versions below TLS 1.2 are refused", async () => {
  const { port } = await serve("local");
  const ca = readFileSync(join(dir, "tls/ca.pem"), "utf8");
  expect((await meet(port, ca, { maxVersion: "TLSv1.2" })).protocol).toBe("TLSv1.2");
  await expect(
    meet(port, ca, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }),
  ).rejects.toThrow();
});

it("[S8] [U18] HSTS is sent under the edge's own names, not under names of the local machine", async () => {
  const { port } = await serve("local", ["edge.plant.example"]);
  const ca = readFileSync(join(dir, "tls/ca.pem"), "utf8");
  expect((await ask(port, ca, `edge.plant.example:${port}`)).headers["strict-transport-security"]).toBe(
    "max-age=31536000",
  );
  expect((await ask(port, ca, `localhost:${port}`)).headers).not.toHaveProperty("strict-transport-security");
});

it.each(STEPS)("[TW9] [U18] a wall clock set %s puts off no daily look at the certificate", async (_how, ms) => {
  stopClocks();
  const hosts = ["edge.plant.example"];
  const options = { tls: "local", folder: dir, dataDir: dir, hosts, log, jobs: new Jobs(log) } as const;
  const certificate = await openServerCertificate(options);
  ends.push(() => certificate.close());
  const first = certificate.pair.cert;
  hosts.push("edge-2.plant.example");
  stepWallClock(ms);
  await certificate.look();
  expect(certificate.pair.cert).toBe(first);
  vi.advanceTimersByTime(86_400_001);
  await certificate.look();
  expect(certificate.pair.cert).not.toBe(first);
});

it("[U18] the certificate is renewed before it expires and when a name is missing; the authority stays", async () => {
  const serial = () => new X509Certificate(readFileSync(join(dir, "tls/server.pem"), "utf8")).serialNumber;
  await ensureLocalCertificate(dir, []);
  const [first, ca] = [serial(), readFileSync(join(dir, "tls/ca.pem"), "utf8")];
  await ensureLocalCertificate(dir, []);
  expect(serial()).toBe(first);
  await ensureLocalCertificate(dir, ["edge.plant.example"]);
  const second = serial();
  expect(second).not.toBe(first);
  await ensureLocalCertificate(dir, ["edge.plant.example"], Date.now() + 370 * 86_400_000);
  expect(serial()).not.toBe(second);
  expect(readFileSync(join(dir, "tls/ca.pem"), "utf8")).toBe(ca);
});

it.runIf(hasOpenssl)(
  "[S8] [U18] serves the plant's own certificate, follows a new one without a restart, and ignores a broken one",
  async () => {
    const own = authority(dir, "plant-ca");
    const [first, second] = [own.issue("one"), own.issue("two")];
    const [cert, key] = [join(dir, "edge.pem"), join(dir, "edge.key")];
    writeFileSync(cert, first.cert);
    writeFileSync(key, first.key);
    const { certificate, port } = await serve({ cert: "edge.pem", key: "edge.key" });
    const before = (await meet(port, own.cert)).serial;
    writeFileSync(cert, "broken");
    await certificate.look();
    expect((await meet(port, own.cert)).serial).toBe(before);
    writeFileSync(cert, second.cert);
    writeFileSync(key, second.key);
    await certificate.look();
    await vi.waitFor(async () => expect((await meet(port, own.cert)).serial).not.toBe(before));
    expect(certificate.list()[0]).toMatchObject({ place: "own", use: "tls" });
    writeFileSync(key, first.key);
    await expect(
      openServerCertificate({ tls: { cert, key }, folder: dir, dataDir: dir, hosts: [], log, jobs: new Jobs(log) }),
    ).rejects.toMatchObject({ code: "bad-config" });
  },
);

it.each(["0.0.0.0", "::", "192.168.1.20", "edge.plant.example", "127.0.0.1.example"])(
  "[S1] [U16] listening on %s without TLS and a user is refused with a text that says how",
  (host) => {
    expect(() => refuseOpenListening(host, { hasTls: false, hasUsers: false })).toThrow(
      /tls: local.*gemba users add.*docs\/users\.md.*docs\/install\.md/,
    );
    expect(() => refuseOpenListening(host, { hasTls: true, hasUsers: false })).toThrow(/gemba users add/);
    expect(() => refuseOpenListening(host, { hasTls: false, hasUsers: true })).toThrow(/tls: local/);
    expect(() => refuseOpenListening(host, { hasTls: true, hasUsers: true })).not.toThrow();
  },
);

it.each(["127.0.0.1", "127.8.8.8", "localhost", "::1"])("[S1] %s is this machine", (host) => {
  expect(() => refuseOpenListening(host, { hasTls: false, hasUsers: false })).not.toThrow();
});

it("[S8] [U18] the lint rule finds a connection that would accept any certificate", () => {
  const root = join(import.meta.dirname, "../..");
  cpSync(join(root, "biome.json"), join(dir, "biome.json"));
  cpSync(join(root, "lint"), join(dir, "lint"), { recursive: true });
  const lint = (code: string) => {
    writeFileSync(join(dir, "code.ts"), code);
    return spawnSync(join(root, "node_modules/.bin/biome"), ["lint", "code.ts"], { cwd: dir, encoding: "utf8" });
  };
  expect(lint("export const bad = { rejectUnauthorized: false };\n").stderr).toContain("takes any certificate");
  expect(lint("export const good = { rejectUnauthorized: true };\n")).toMatchObject({ status: 0 });
});
