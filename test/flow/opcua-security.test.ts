import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  AttributeIds,
  MessageSecurityMode,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  setWarningLogger,
} from "node-opcua";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ClientPlan, createClient, identityOf } from "../../edge/sources/opcua/link/client.ts";
import { ensureOwnCertificate } from "../../edge/sources/opcua/pki/own-certificate.ts";
import {
  applicationUriOf,
  listCertificates,
  ownCertificateFile,
  pkiFolder,
  thumbprintOf,
  trustCertificate,
} from "../../edge/sources/opcua/pki/pki.ts";
import { freePort } from "../fakes/net/free-port.ts";

const MAIN = join(import.meta.dirname, "..", "..", "edge", "main.ts");
const POLICIES = [
  "Basic256Sha256",
  "Aes128_Sha256_RsaOaep",
  "Aes256_Sha256_RsaPss",
  "Basic256",
  "Basic128Rsa15",
] as const;
let dir: string;
let server: OPCUAServer;
let plan: ClientPlan;

beforeAll(async () => {
  // Refused certificates are logged at length; here they are expected.
  setWarningLogger(() => undefined);
  dir = mkdtempSync(join(tmpdir(), "gemba-security-"));
  const port = await freePort();
  const store = (name: string) =>
    new OPCUACertificateManager({
      rootFolder: join(dir, name),
      automaticallyAcceptUnknownCertificate: true,
      disableFileWatchers: true,
    });
  server = new OPCUAServer({
    port,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    nodesets: [nodesets.standard],
    serverCertificateManager: store("server"),
    userCertificateManager: store("users"),
    securityModes: [MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt],
    securityPolicies: POLICIES.map((policy) => SecurityPolicy[policy]),
    userManager: { isValidUser: (name: string, password: string) => name === "operator" && password === "right" },
  });
  await server.start();
  plan = {
    name: "test",
    endpoint: `opc.tcp://127.0.0.1:${port}`,
    mode: "sign-and-encrypt",
    policy: "Basic256Sha256",
    keepAliveMs: 1000,
    pkiDir: pkiFolder(join(dir, "data")),
    applicationUri: applicationUriOf("test"),
  };
});

afterAll(async () => {
  await server.shutdown(0);
  rmSync(dir, { recursive: true, force: true });
});

/** Connects as planned and returns the server's state, or the error. */
async function stateOr(over: Partial<ClientPlan> = {}): Promise<number | string> {
  const whole = { ...plan, ...over };
  const { client, store } = await createClient(whole);
  try {
    await client.connect(whole.endpoint);
    const session = await client.createSession(identityOf(whole));
    const answer = await session.read({ nodeId: "i=2259", attributeId: AttributeIds.Value });
    await session.close();
    return answer.value.value as number;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.disconnect();
    await store.dispose();
  }
}

async function pki(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [MAIN, "pki", ...args, "--data-dir", join(dir, "data")],
    { encoding: "utf8" },
  );
  return stdout;
}

it("[S9] an untrusted server is refused and listed; pki trust accepts it, pki reject revokes that", async () => {
  expect(await stateOr()).toMatch(/BadCertificateUntrusted/);
  const [rejected] = listCertificates(plan.pkiDir).filter(({ place }) => place === "rejected");
  expect(rejected?.thumbprint).toBe(thumbprintOf(server.getCertificate()));
  expect(await pki("list")).toMatch(new RegExp(`rejected +${rejected?.thumbprint}`));
  expect(await pki("trust", rejected?.thumbprint.slice(0, 8) ?? "")).toContain("Trusted");
  expect(await stateOr()).toBe(0);
  await pki("reject", rejected?.thumbprint ?? "");
  expect(await stateOr()).toMatch(/BadCertificateUntrusted/);
  trustCertificate(plan.pkiDir, rejected?.thumbprint ?? "");
});

it("every policy signs, and signs and encrypts", async () => {
  for (const policy of POLICIES)
    for (const mode of ["sign", "sign-and-encrypt"] as const)
      expect(await stateOr({ policy, mode }), `${policy} ${mode}`).toBe(0);
});

it("users sign in with a password or a certificate; a wrong one is refused", async () => {
  expect(await stateOr({ user: { name: "operator", password: "right" } })).toBe(0);
  expect(await stateOr({ user: { name: "operator", password: "wrong" } })).toMatch(
    /BadUserAccessDenied|BadIdentityTokenRejected/,
  );
  const folder = join(dir, "user");
  await ensureOwnCertificate(folder, "urn:test:user");
  const user = {
    certificate: readFileSync(ownCertificateFile(folder), "utf8"),
    privateKey: readFileSync(join(folder, "own", "private", "private_key.pem"), "utf8"),
  };
  expect(await stateOr({ user })).toBe(0);
  const stranger = readFileSync(join(plan.pkiDir, "own", "private", "private_key.pem"), "utf8");
  expect(await stateOr({ user: { ...user, privateKey: stranger } })).toMatch(/Bad\w+/);
});

it("our certificate is exported as .der with the thumbprint; renewed it keeps the application's name", async () => {
  const file = join(dir, "gemba.der");
  const printed = await pki("export", "--out", file);
  const before = thumbprintOf(readFileSync(file));
  expect(printed).toContain(before);
  await pki("renew");
  const [own, ...others] = listCertificates(plan.pkiDir).filter(({ place }) => place === "own");
  expect(others).toEqual([]);
  expect(own?.thumbprint).not.toBe(before);
  expect(printed).toContain(own?.applicationUri);
  expect(await stateOr()).toBe(0);
});

it("[S9] any server is accepted only with dangerouslyTrustAnyServer in the config", async () => {
  const elsewhere = { pkiDir: join(dir, "blind") };
  expect(await stateOr(elsewhere)).toMatch(/BadCertificateUntrusted/);
  expect(await stateOr({ ...elsewhere, pkiDir: join(dir, "blind-2"), trustsAnyServer: true })).toBe(0);
});
