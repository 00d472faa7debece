/** `store:` in `hub.yaml`. */
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readHubConfig } from "../../../edge/cli/hub-config.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-store-config-"));
  writeFileSync(join(dir, "password"), "s3cret:wörd\n", { mode: 0o600 });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true, force: true });
});

function read(store: string) {
  writeFileSync(join(dir, "hub.yaml"), `servers: [nats://127.0.0.1:4222]\n${store}`);
  return readHubConfig(dir).store;
}

const clickhouse = (more: string): string => `store: { kind: clickhouse, ${more} }\n`;

it("[HU26] without the key, and with kind: embedded, history stays beside the copies", () => {
  expect(read("")).toBeUndefined();
  expect(read("store: { kind: embedded }\n")?.kind).toBe("embedded");
});

it("[HU26] address, user, password and authority come from files and the environment", () => {
  vi.stubEnv("GEMBA_TEST_STORE", "store.example:8443");
  const more = `url: "https://\${env:GEMBA_TEST_STORE}", password: "\${file:password}", user: "\${env:NONE:-gemba}"`;
  expect(read(clickhouse(more))).toMatchObject({
    url: "https://store.example:8443",
    user: "gemba",
    password: expect.stringContaining("s3cret:wörd"),
    database: "gemba",
    everyMs: 5_000,
    blockSamples: 100_000,
  });
});

it.each([
  ["user: x", /needs the address of the server.*write url:/],
  ["url: 'http://store.example:8123'", /without TLS.*write https:/],
  ["url: 'http://127.0.0.1.example:8123'", /without TLS/],
  ["url: 'https://user:pass@store.example'", /url/],
  ["url: 'https://store.example/path?x=1'", /url/],
  ["url: 'http://127.0.0.1:8123', ca: x", /ca has no use/],
  ["url: 'https://store.example', database: 'a; DROP'", /database/],
  ["url: 'https://store.example', user: 'a:b'", /user/],
  ["url: 'https://store.example', everyMs: 1", /everyMs/],
  ["url: 'https://store.example', tabel: x", /tabel/],
  [`url: 'https://store.example', password: "\${file:absent}"`, /hub.yaml: store.password: .*absent/],
  [`url: "\${env:GEMBA_TEST_URL}"`, /without TLS/],
])("[HU26] a store with %s is refused with place and remedy", (more, message) => {
  vi.stubEnv("GEMBA_TEST_URL", "http://store.example:8123");
  expect(() => read(clickhouse(more))).toThrow(message);
});

it("[HU34] hours too few for whole days are refused with place and remedy, with ClickHouse alone", () => {
  const hours = (count: number): string => `historian: { retentionHours: ${count} }\n`;
  expect(() => read(clickhouse("url: 'https://store.example'") + hours(24))).toThrow(
    /historian.retentionHours: .*at least 48 hours.*write 48 or more/,
  );
  expect(read(clickhouse("url: 'https://store.example'") + hours(48))?.kind).toBe("clickhouse");
  expect(read(hours(24))).toBeUndefined();
});
