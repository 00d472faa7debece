import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { log, S, T0 } from "../detect/bench-plant.ts";

let dir: string;
let now = T0;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-alerts-"));
  now = T0;
  journal = new MemoryJournal();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const LI = { user: "li", role: "operator", origin: "127.0.0.1" };
let journal: MemoryJournal;
const open = (options: { maxStanding?: number; historyLimit?: number } = {}) =>
  openAlertBook({ dir, edge: "e", clock: () => now, log, journal, ...options });
const finding = (rule: string, standing = true, more: Partial<Finding> = {}): Finding => ({
  rule,
  assetUid: "urn:a" as AssetUid,
  kind: "process",
  standing,
  at: now,
  severity: 450,
  message: { zh: rule, en: rule },
  evidence: [],
  ...more,
});
const lines = () => readFileSync(join(dir, "alerts.log"), "utf8").split("\n").filter(Boolean);

it("[A30] an acknowledgement survives a kill right after its answer, and is not annunciated twice", async () => {
  const module = new URL("../../../edge/alerts/alert-book.ts", import.meta.url).href;
  const code = `
    const { openAlertBook } = await import(${JSON.stringify(module)});
    const quiet = { info() {}, warn() {}, error() {} };
    const at = Date.now() * 1000;
    const journal = {
      record: async () => ({}), missing: async () => new Set(), read: async () => [],
    };
    const clock = () => Date.now() * 1000;
    const book = await openAlertBook({ dir: ${JSON.stringify(dir)}, edge: "e", clock, log: quiet, journal });
    const rule = "hot-" + process.argv[1];
    const message = { zh: rule, en: rule };
    book.apply([
      { rule, assetUid: "urn:a", kind: "process", standing: true, at, severity: 450, message, evidence: [] },
    ]);
    const { alertUid } = book.standing().find((alert) => alert.rule === rule);
    const principal = { user: "li", role: "operator", origin: "::1" };
    await book.act(alertUid, { kind: "acknowledge", at, principal });
    process.stdout.write("answered");
    setInterval(() => {}, 1000);
  `;
  for (let round = 1; round <= 3; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", code, String(round)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    await Promise.race([once(child.stdout, "data"), ended]);
    child.kill("SIGKILL");
    await ended;
    const book = await open();
    book.apply([finding(`hot-${round}`)]);
    expect(book.standing()).toHaveLength(round);
    expect(book.standing().every((alert) => alert.state === "acknowledged" && alert.reraised === 0)).toBe(true);
    expect(book.annunciatedSince(0)).toBe(round);
    await book.close();
  }
});

it("[A40] a log of the first format is read unchanged and continued in the new format", async () => {
  const old = {
    alertUid: "u1",
    rule: "hot",
    assetUid: "urn:a",
    kind: "process",
    severity: 450,
    message: { zh: "热", en: "hot" },
    evidence: [],
    raisedAt: T0,
    reraised: 2,
  };
  const shelved = {
    ...old,
    alertUid: "u2",
    rule: "cold",
    kind: "anomaly",
    shelved: { until: T0 + 60 * S, by: "wang", reason: "cleaning" },
    acknowledged: { at: T0, by: "wang" },
  };
  const lineOf = (alert: object) =>
    `${crc32(JSON.stringify(alert)).toString(16).padStart(8, "0")} ${JSON.stringify(alert)}\n`;
  writeFileSync(join(dir, "alerts.log"), [old, shelved].map(lineOf).join(""));
  const book = await open();
  expect(book.find("u1")).toMatchObject({
    state: "active",
    annunciation: "alarm",
    occurrenceUid: "u1",
    origin: { edge: "e", source: "rules" },
    reraised: 2,
    comments: [],
    latched: false,
  });
  expect(book.find("u2")).toMatchObject({
    state: "shelved",
    annunciation: "advisory",
    shelf: { kind: "timed", by: "wang", reason: "cleaning" },
    acknowledged: { by: "wang" },
  });
  await book.act("u1", { kind: "acknowledge", at: now, principal: LI });
  await book.close();
  const later = await open();
  expect(later.standing()).toEqual(book.standing());
  await later.close();
});

it("[A41] a kill before the journal entry: the next start records the action, once, with its time", async () => {
  const deaf = {
    record: () => new Promise<never>(() => undefined),
    missing: async (uids: ReadonlySet<string>) => uids,
    read: async () => [],
  };
  const book = await openAlertBook({ dir, edge: "e", clock: () => now, log, journal: deaf });
  book.apply([finding("hot")]);
  // The journal never answers, so the kill comes between the two writes.
  void book.act(book.standing()[0]?.alertUid ?? "", { kind: "acknowledge", at: now, principal: LI, comment: "seen" });
  await vi.waitFor(() => expect(lines().some((line) => line.includes('"deeds"'))).toBe(true));
  for (let start = 0; start < 3; start++) {
    const later = await open();
    await vi.waitFor(() => expect(journal.entries).toHaveLength(1));
    await later.close();
  }
  expect(journal.entries).toMatchObject([
    {
      action: "alert.acknowledge",
      result: "done",
      reason: "seen",
      principal: LI,
      doneAt: T0,
      after: { state: "acknowledged" },
    },
  ]);
});

it("[A42] listeners learn of changes in order, and only once they are on disk", async () => {
  const book = await open();
  const seen: string[] = [];
  const onDisk = () => new Set(lines().map((line) => JSON.parse(line.slice(9)).alert.rule));
  const end = book.subscribe(({ rule, state }) => {
    seen.push(`${rule} ${state}${onDisk().has(rule) ? "" : " too early"}`);
  });
  book.apply([finding("one"), finding("two")]);
  expect(seen).toEqual([]);
  await book.settled();
  await book.act(book.standing()[0]?.alertUid ?? "", { kind: "acknowledge", at: now, principal: LI });
  expect(seen.slice(0, 2)).toEqual(["one active", "two active"]);
  expect(seen[2]).toMatch(/acknowledged$/);
  end();
  book.apply([finding("three")]);
  await book.settled();
  expect(seen).toHaveLength(3);
  await book.close();
});

it("[A43] annunciations are remembered over restarts and over a rewritten log", async () => {
  const book = await open({ historyLimit: 2 });
  const words = "x".repeat(300_000);
  for (let i = 0; i < 20; i++) {
    now += S;
    book.apply([finding(`hot-${i}`, true, { message: { zh: "", en: words } })]);
    await book.act(book.standing()[0]?.alertUid ?? "", { kind: "acknowledge", at: now, principal: LI });
    now += S;
    book.apply([finding(`hot-${i}`, false, { message: { zh: "", en: words } })]);
  }
  book.tick(now);
  await vi.waitFor(() => expect(readFileSync(join(dir, "alerts.log")).length).toBeLessThan(2e6));
  const before = book.annunciations(0, Number.MAX_VALUE);
  expect(before).toHaveLength(20);
  expect(before[0]).toMatchObject({ rule: "hot-0", at: T0 + S, clearedAt: T0 + 2 * S, priority: 3 });
  await book.close();
  const later = await open({ historyLimit: 2 });
  expect(later.annunciations(0, Number.MAX_VALUE)).toEqual(before);
  expect(later.annunciations(T0 + 4 * S, T0 + 6 * S)).toHaveLength(1);
  await later.close();
});

it("[A75] of two concurrent actions on an alert the second builds on the first, both are recorded", async () => {
  const book = await open();
  book.apply([finding("hot")]);
  const uid = book.standing()[0]?.alertUid ?? "";
  const comment = (text: string) => book.act(uid, { kind: "comment", at: now, principal: LI, comment: text });
  const [first, second] = await Promise.all([
    comment("one"),
    comment("two"),
    book.act(uid, { kind: "acknowledge", at: now, principal: LI }),
  ]);
  expect(book.find(uid)).toMatchObject({ state: "acknowledged", comments: [{ comment: "one" }, { comment: "two" }] });
  expect(first?.comments[0]).toMatchObject({ comment: "one" });
  expect(second?.comments).toMatchObject([{ comment: "one" }, { comment: "two" }]);
  expect(journal.entries.map(({ action, result }) => `${action} ${result}`)).toEqual([
    "alert.comment done",
    "alert.comment done",
    "alert.acknowledge done",
  ]);
  await book.close();
  const later = await open();
  expect(later.find(uid)).toMatchObject({ state: "acknowledged", comments: [{ comment: "one" }, { comment: "two" }] });
  await later.close();
});

it("[A75] of two concurrent acknowledgements one is refused as already done, and recorded", async () => {
  const book = await open();
  book.apply([finding("hot")]);
  const uid = book.standing()[0]?.alertUid ?? "";
  const acknowledge = (user: string) => book.act(uid, { kind: "acknowledge", at: now, principal: { ...LI, user } });
  const [li, wang] = await Promise.allSettled([acknowledge("li"), acknowledge("wang")]);
  expect([li?.status, wang?.status]).toEqual(["fulfilled", "rejected"]);
  expect(book.find(uid)?.acknowledged?.by).toBe("li");
  expect(journal.entries.map(({ principal, result }) => `${principal.user} ${result}`).sort()).toEqual([
    "li done",
    "wang refused",
  ]);
  await book.close();
});

it("[PA3] a listener that throws affects no other listener and no action", async () => {
  const book = await open();
  const heard: string[] = [];
  book.subscribe(() => {
    throw new Error("broken");
  });
  book.subscribe(({ state }) => heard.push(state));
  book.apply([finding("hot")]);
  await book.settled();
  await book.act(book.standing()[0]?.alertUid ?? "", { kind: "acknowledge", at: now, principal: LI });
  expect(heard).toEqual(["active", "acknowledged"]);
  await book.close();
});

it("[A36] an alert without a detector ends, as about a certificate replaced while the edge was off", async () => {
  const book = await open();
  const edge = { assetUid: "urn:gemba:edge:e" as AssetUid, kind: "system" as const };
  book.apply([finding("certificate/0123456789ab/last-day", true, edge), finding("edge/disk-space", true, edge)]);
  book.follow({
    keys: new Set(),
    attributesOf: () => ({ annunciation: "alarm" }) as never,
    suppressionOf: () => undefined,
  });
  expect(book.standing().map(({ rule, clearedAt }) => [rule, clearedAt === undefined])).toEqual(
    expect.arrayContaining([
      ["certificate/0123456789ab/last-day", false],
      ["edge/disk-space", true],
    ]),
  );
  await book.close();
});
