/** Who may use the link of edges and hub: rule UL10 in docs/rules/uplink.md, with a real NATS server. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nkeys } from "@nats-io/transport-node";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readHubConfig } from "../../edge/cli/hub-config.ts";
import { openLink } from "../../edge/fleet/link/server.ts";
import { authority, hasOpenssl } from "../fakes/access/certificates.ts";
import { hasNats } from "../fakes/fleet/fleet.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { listening } from "../fakes/net/listening.ts";

describe.runIf(hasOpenssl && hasNats)("the link of a fleet", () => {
  let dir = "";
  let server: ChildProcess | undefined;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gemba-fleet-tls-"));
  });
  afterEach(async () => {
    const running = server;
    server = undefined;
    running?.kill("SIGKILL");
    if (running !== undefined) await once(running, "close");
    vi.unstubAllEnvs();
    rmSync(dir, { recursive: true });
  });

  async function serve(config: string): Promise<number> {
    const port = await freePort();
    writeFileSync(join(dir, "nats.conf"), `listen: "127.0.0.1:${port}"\n${config}`);
    server = spawn("nats-server", ["-c", join(dir, "nats.conf")], { stdio: "ignore" });
    await listening(port, 800);
    return port;
  }

  it("[UL10] opens with the right authority, certificate and nkey alone, and never falls back to no TLS", async () => {
    const plant = authority(dir, "plant");
    const [own, edge] = [plant.issue("server"), plant.issue("edge")];
    const pair = nkeys.createUser();
    const seed = new TextDecoder().decode(pair.getSeed());
    const files = `cert_file: "${own.certFile}", key_file: "${own.keyFile}", ca_file: "${plant.certFile}"`;
    const tls = `tls { ${files}, verify: true }`;
    const port = await serve(`${tls}\nauthorization { users: [{ nkey: "${pair.getPublicKey()}" }] }`);
    const good = {
      servers: [`tls://127.0.0.1:${port}`],
      ca: plant.cert,
      cert: edge.cert,
      key: edge.key,
      nkeySeed: seed,
    };
    const link = await openLink(good, "test");
    await link.flush();
    await link.close();
    const { cert: _cert, key: _key, ...withoutCertificate } = good;
    const { nkeySeed: _seed, ...withoutKey } = good;
    const other = new TextDecoder().decode(nkeys.createUser().getSeed());
    const foreign = authority(dir, "foreign");
    const stranger = foreign.issue("stranger");
    for (const wrong of [
      withoutCertificate,
      withoutKey,
      { ...good, nkeySeed: other },
      { ...good, ca: foreign.cert },
      { ...good, cert: stranger.cert, key: stranger.key },
    ]) {
      const failure = await openLink(wrong, "test").then(
        () => "it opened",
        (error: unknown) => String(error),
      );
      expect(failure).not.toBe("it opened");
      for (const secret of [seed, other, edge.key]) expect(failure).not.toContain(secret);
    }
  }, 60_000);

  it("[UL10] a server without TLS gets nothing where TLS is asked for", async () => {
    const port = await serve("");
    await expect(openLink({ servers: [`tls://127.0.0.1:${port}`] }, "test")).rejects.toThrow(/tls/i);
  }, 60_000);

  it("[HU9] the hub's config takes secrets from files, and names what is wrong with its place and remedy", () => {
    const write = (text: string) => writeFileSync(join(dir, "hub.yaml"), text);
    writeFileSync(join(dir, "seed"), "SUABC\n", { mode: 0o600 });
    write(`servers: [tls://hub.example:4222]\nnkeySeed: \${file:seed}\n`);
    expect(readHubConfig(dir)).toMatchObject({ nkeySeed: expect.stringContaining("SUABC"), replicas: 1, logHours: 72 });
    write(`servers: [tls://hub.example:4222]\nnkeySeed: \${file:absent}\n`);
    expect(() => readHubConfig(dir)).toThrow(/hub.yaml: nkeySeed: .*absent/);
    vi.stubEnv("GEMBA_TEST_HOST", "hub.example:4222");
    write(`servers: ["tls://\${env:GEMBA_TEST_HOST}"]\nnkeySeed: \${file:seed}\n`);
    expect(readHubConfig(dir)).toMatchObject({ servers: ["tls://hub.example:4222"] });
    write(`servers: ["nats://\${env:GEMBA_TEST_HOST}"]\nnkeySeed: \${file:seed}\n`);
    expect(() => readHubConfig(dir)).toThrow(/without TLS/);
    write("servers: [nats://hub.example:4222]\nreplica: 3\n");
    expect(() => readHubConfig(dir)).toThrow(/replica/);
  });
});
