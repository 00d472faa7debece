/** TLS of what goes out over a broker: rule UN18 in docs/rules/uns.md, with a real broker and certificates. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Authority, authority, type Certificate, hasOpenssl } from "../fakes/access/certificates.ts";
import { hasMosquitto, mosquitto, type TestBroker } from "../fakes/mqtt/brokers.ts";
import { startEdgeNode } from "../fakes/uns/edge-node.ts";
import { LedgerHost } from "../fakes/uns/ledger-host.ts";
import { startPublishingEdge } from "../fakes/uns/publishing-edge.ts";

const FORCE = "a/ram/force";
const until = (check: () => void) => vi.waitFor(check, { timeout: 150_000, interval: 10 });

describe.runIf(hasMosquitto && hasOpenssl)("TLS to the broker", () => {
  let dir: string;
  let plant: Authority;
  const cleanups: (() => Promise<unknown>)[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gemba-uns-tls-"));
    plant = authority(dir, "plant");
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    rmSync(dir, { recursive: true, force: true });
  });

  /** A broker that shows `server` and wants a certificate of the plant; `url` has no scheme. */
  async function broker(server: Certificate): Promise<TestBroker> {
    const made = await mosquitto([
      `cafile ${plant.certFile}`,
      `certfile ${server.certFile}`,
      `keyfile ${server.keyFile}`,
      "require_certificate true",
      "user root",
    ]);
    cleanups.push(() => made.dispose());
    return { ...made, url: made.url.replace("mqtt:", "mqtts:") };
  }

  it("[UN18] names what is wrong with a certificate, where, and what to do; the queue keeps everything", async () => {
    const edge = plant.issue("edge");
    const good = await broker(plant.issue("good"));
    const expired = await broker(plant.issue("expired", { isExpired: true }));
    const named = await broker(plant.issue("named", { san: "DNS:broker.other.example" }));
    const own = { ca: plant.cert, cert: edge.cert, key: edge.key };
    const old = plant.issue("old", { isExpired: true });
    const cases = [
      [good.url, { ...own, ca: authority(dir, "other").cert }, /authority that the edge does not know; give .* as ca/],
      [named.url, own, /certificate is for another name; use the name in the certificate/],
      [expired.url, own, /certificate has expired; renew it there, or check the clocks/],
      [good.url, { ca: plant.cert }, /refuses the edge's certificate; give .* cert and key that the server knows/],
      [good.url, { ...own, cert: old.cert, key: old.key }, /refuses the edge's certificate/],
      [good.url.replace("mqtts:", "mqtt:"), {}, /closed the connection|check/],
      [good.url, { ...own, key: old.key }, /cert and key of this connection do not belong together; give the key/],
    ] as const;
    let pushed = 0;
    let last = 1_700_000_000_000;
    for (const [url, tls, reason] of cases) {
      const node = await startEdgeNode(dir, { url, ...tls }, { fromMs: last });
      last = await node.push([0, ++pushed], [0, ++pushed]);
      await until(() => {
        expect(node.health()).toMatchObject({ state: "degraded", written: 0, backlogSamples: pushed });
        // A server that refuses a certificate may close before its reason is read; the next attempt reads it.
        expect(node.health().reason).toMatch(reason);
      });
      if (url.startsWith("mqtts:")) expect(node.health().reason).toContain(`127.0.0.1:${new URL(url).port}`);
      await node.close();
    }
    const host = new LedgerHost(good.url, { tls: own });
    await host.subscribed;
    cleanups.push(() => host.close());
    const node = await startEdgeNode(dir, { url: good.url, ...own }, { fromMs: last });
    cleanups.push(() => node.close());
    node.heard(0);
    await node.push([0, ++pushed]);
    await until(() => expect(host.metric(FORCE).size).toBe(pushed));
    expect([...host.metric(FORCE).values()].map(({ value }) => value).sort()).toEqual(
      Array.from({ length: pushed }, (_, n) => n + 1).sort(),
    );
    expect(host.breaches).toEqual([]);
  });

  it("[UN18] topics: the alert of the broker has the reason and what to do", async () => {
    const { url } = await broker(plant.issue("server"));
    const edge = await startPublishingEdge(dir, url, { tls: { ca: authority(dir, "other").cert } });
    cleanups.push(() => edge.close());
    await until(() =>
      expect(edge.messages()).toEqual([
        expect.stringMatching(/^Data do not reach the broker \(uns\.broker\): .*127\.0\.0\.1.* does not know; give/),
      ]),
    );
  });
});
