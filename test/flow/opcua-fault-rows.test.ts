/**
 * Faults of a server one by one, each with the ledger: every number is on disk or inside a recorded gap.
 * GEMBA_TOKEN_RENEWALS sets the number of token renewals.
 */
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { listCertificates, trustCertificate } from "../../edge/sources/opcua/pki/pki.ts";
import { LedgerRig } from "../fakes/ledger/rig.ts";
import type { ServiceAnswer } from "../fakes/ledger/server.ts";
import { partOf, sizeOf } from "../run/long-sets.ts";
import { has } from "../run/needs.ts";

/** Each takes ten seconds; the two links wait at the same time. */
const RENEWALS = sizeOf("GEMBA_TOKEN_RENEWALS", { short: 1, full: 12 });
const TOKEN_MS = 10_000;
const SIGNED = {
  security: { mode: "sign-and-encrypt", policy: "Basic256Sha256", insecure: false, dangerouslyTrustAnyServer: true },
};

it("[C10] [F19] a queue overflow is a declared gap of its tags, marked on the next sample", async () => {
  await using rig = await LedgerRig.start();
  rig.server.burst(4000);
  await vi.waitFor(() => expect(rig.edge.disk.overflowed).toBeGreaterThan(0), { timeout: 20_000, interval: 50 });
  const declared = await rig.settled();
  expect(declared).toBeGreaterThan(0);
  expect(rig.edge.disk.gaps.map(({ reason }) => reason)).toEqual(rig.edge.disk.gaps.map(() => "source_queue_overflow"));
  expect(rig.edge.disk.gaps.length).toBeGreaterThanOrEqual(1);
  expect(rig.edge.disk.gaps.every(({ tagUid }) => tagUid !== undefined)).toBe(true);
});

it("[F19] samples dropped by an overflowing queue come from the server's history: no gap", async () => {
  await using rig = await LedgerRig.start({ history: true });
  rig.server.burst(4000);
  await vi.waitFor(() => expect(rig.edge.disk.overflowed).toBeGreaterThan(0), { timeout: 20_000, interval: 50 });
  expect(await rig.settled()).toBe(0);
  expect(rig.edge.disk.gaps).toEqual([]);
});

const SMALL_SERVERS: [string, readonly ServiceAnswer[], number][] = [
  [
    "takes three operations a call and does not say so",
    ["CreateMonitoredItems", "TranslateBrowsePathsToNodeIds", "Read"].map((service) => ({
      service,
      status: "BadTooManyOperations",
      over: 3,
    })),
    0,
  ],
  [
    "is out of memory for a while",
    ["TranslateBrowsePathsToNodeIds", "CreateSubscription", "CreateMonitoredItems"].map((service) => ({
      service,
      status: "BadOutOfMemory",
      times: 1,
    })),
    3,
  ],
  ["has lost its own link for a while", [{ service: "Read", status: "BadNotConnected", times: 2 }], 2],
  [
    "answers publish requests with faults for a while",
    ["BadOutOfMemory", "BadTooManyPublishRequests", "BadNotConnected"].map((status) => ({
      service: "Publish",
      status,
      times: 2,
    })),
    0,
  ],
  [
    "has neither HistoryRead nor Republish nor TransferSubscriptions",
    ["HistoryRead", "Republish", "TransferSubscriptions"].map((service) => ({
      service,
      status: "BadServiceUnsupported",
    })),
    0,
  ],
];
it.each(partOf(SMALL_SERVERS, 3))(
  "[C15] a server that %s is still read, at a bounded rate",
  async (_, answers, mostAttempts) => {
    await using rig = await LedgerRig.start({ answers });
    expect(rig.edge.ends.length, rig.edge.ends.join("; ")).toBeLessThanOrEqual(mostAttempts);
    await rig.settled();
    await sleep(500);
    expect(rig.edge.ends.length).toBeLessThanOrEqual(mostAttempts);
  },
);

// The rest mostly waits for timeouts, so it runs concurrently, all at once.
it.concurrent("[C1] a flipped bit breaks a signed connection, never a value, and nothing is lost", async () => {
  await using rig = await LedgerRig.start({}, SIGNED);
  for (let i = 0; i < 3; i++) {
    const before = rig.edge.restored + rig.edge.ends.length;
    rig.proxy.corruptNext();
    await vi.waitFor(() => expect(rig.edge.restored + rig.edge.ends.length).toBeGreaterThan(before), {
      timeout: 20_000,
      interval: 20,
    });
    await rig.live();
  }
  expect(await rig.settled()).toBe(0);
  expect(rig.edge.disk.gaps).toEqual([]);
});

const CONNECTIONS: [string, object][] = [
  ["a signed connection", SIGNED],
  ["one without security", {}],
];
it.concurrent.each(partOf(CONNECTIONS, 2))(
  `[C11] ${RENEWALS} renewals of the security token of %s lose nothing and end nothing`,
  { timeout: 300_000 + RENEWALS * TOKEN_MS },
  async (_, config) => {
    await using rig = await LedgerRig.start({ tokenLifetimeMs: TOKEN_MS }, config);
    // On a busy machine the first connection may need a second attempt.
    const begun = rig.edge.ends.length;
    await vi.waitFor(() => expect(rig.edge.said("new token")).toBeGreaterThanOrEqual(RENEWALS), {
      timeout: 30_000 + RENEWALS * TOKEN_MS,
      interval: 100,
    });
    expect(await rig.settled()).toBe(0);
    expect(rig.edge.disk.gaps).toEqual([]);
    expect(rig.edge.ends.slice(begun)).toEqual([]);
    expect(rig.edge.restored).toBe(0);
    expect(await rig.server.held()).toMatchObject({ sessions: 1, subscriptions: 1 });
  },
);

it.concurrent("[C15] a server may take seven seconds for one call during item creation", async () => {
  await using rig = await LedgerRig.start({ answers: [{ service: "CreateMonitoredItems", delayMs: 7000, times: 1 }] });
  expect(rig.edge.ends).toEqual([]);
  await rig.settled();
});

it.concurrent("[C12] a server with a new certificate is refused until it is trusted, without a restart", async () => {
  const { dangerouslyTrustAnyServer: _any, ...security } = SIGNED.security;
  await using rig = await LedgerRig.start({}, { security }, false);
  await using other = await LedgerRig.start();
  const trust = async (): Promise<void> => {
    await vi.waitFor(
      () => expect(listCertificates(rig.edge.pkiDir).some(({ place }) => place === "rejected")).toBe(true),
      { timeout: 20_000, interval: 50 },
    );
    for (const { place, thumbprint } of listCertificates(rig.edge.pkiDir))
      if (place === "rejected") trustCertificate(rig.edge.pkiDir, thumbprint);
  };
  await trust();
  await rig.live();
  await rig.server.kill();
  await rig.server.renewCertificate();
  await rig.server.start();
  const { newest } = rig.edge;
  await vi.waitFor(() => expect(rig.edge.ends.at(-1)).toMatch(/not trusted.*gemba pki trust/), {
    timeout: 20_000,
    interval: 50,
  });
  expect(rig.edge.newest, "nothing is taken from a server that nobody trusts").toBe(newest);
  await trust();
  expect(await rig.settled()).toBeGreaterThan(0);
  expect(rig.edge.disk.gaps).toHaveLength(1);
  expect(await other.settled()).toBe(0);
  expect(other.edge.ends).toEqual([]);
});

it.concurrent("[C6] an edge killed seven times at a server with five sessions comes back as old sessions end", {
  timeout: 300_000,
}, async () => {
  await using rig = await LedgerRig.start({ maxSessions: 5 });
  for (let i = 0; i < 7; i++) {
    rig.proxy.mode = "reset";
    await rig.edge.crash();
    rig.proxy.mode = "pass";
    await rig.edge.start();
    // Sessions of killed clients end after 30 s, where the server does not end the oldest by itself.
    await vi.waitFor(() => expect(rig.edge.restored + rig.edge.said("server connected")).toBeGreaterThan(0), {
      timeout: 40_000,
      interval: 50,
    });
    await rig.live();
  }
  await rig.settled();
});

const FAKETIME = ["x86_64", "aarch64"]
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((file) => existsSync(file));

it.runIf(has(FAKETIME !== undefined, "libfaketime (apt-get install libfaketime)")).concurrent(
  "[C13] a server's clock that jumps keeps link and source times; the offset is reported, nothing is lost",
  async () => {
    const dir = mkdtempSync(join(tmpdir(), "gemba-clock-"));
    const clock = join(dir, "clock");
    // The file is put into place in one step, because libfaketime ends the server if it reads an empty one.
    const jump = (offset: string): void => {
      writeFileSync(`${clock}.new`, offset);
      renameSync(`${clock}.new`, clock);
    };
    jump("+0");
    await using rig = await LedgerRig.start();
    await rig.server.kill();
    rig.server.env = {
      LD_PRELOAD: FAKETIME as string,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
    await rig.server.start();
    await rig.live();
    const ends = rig.edge.ends.length;
    for (const offset of ["+3600s", "+0", "-3600s", "+3650d"]) {
      jump(offset);
      await rig.live();
      await vi.waitFor(() => expect(rig.edge.said("clock")).toBeGreaterThan(0), { timeout: 35_000, interval: 100 });
    }
    expect(rig.edge.ends.length - ends, rig.edge.ends.join("; ")).toBeLessThanOrEqual(1);
    await rig.settled();
    rmSync(dir, { recursive: true, force: true });
  },
);
