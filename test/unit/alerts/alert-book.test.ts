import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open as openFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import type { AlertKind } from "../../../edge/contracts/alerts/alert.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { plainAttributes } from "../../../edge/detect/rules/alert-attributes.ts";
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

it("[A30] an acknowledgement is on disk before it is answered", async () => {
  const book = await open();
  book.apply([finding("hot")]);
  const [alert] = book.standing();
  const view = await book.act(alert?.alertUid ?? "", { kind: "acknowledge", at: now, principal: LI, comment: "seen" });
  expect(view.state).toBe("acknowledged");
  // A second reader of the file simulates the process that starts after a kill.
  const later = await open();
  expect(later.standing()).toMatchObject([
    { alertUid: alert?.alertUid, state: "acknowledged", acknowledged: { by: "li", comment: "seen" } },
  ]);
  later.apply([finding("hot")]);
  expect(later.standing()).toHaveLength(1);
  expect(later.annunciatedSince(0)).toBe(1);
  await book.close();
  await later.close();
});

it("[PA9] the finding that a limit is not reached looks up no treatment if no alert is active", async () => {
  const book = await open();
  const attributesOf = vi.fn((_rule: string, _asset: AssetUid, kind: AlertKind) => plainAttributes(kind));
  book.follow({ keys: new Set(["hot\nurn:a"]), attributesOf, suppressionOf: () => undefined });
  book.apply([finding("hot", false)]);
  expect(attributesOf).not.toHaveBeenCalled();
  book.apply([finding("hot")]);
  expect(attributesOf).toHaveBeenCalled();
  await book.close();
});

it("[A30] a change that cannot be written is refused with the code disk, kept, and written later", async () => {
  const book = await open();
  book.apply([finding("hot")]);
  await vi.waitFor(() => expect(lines().length).toBeGreaterThan(0));
  const uid = book.standing()[0]?.alertUid ?? "";
  const handle = await openFile(dir, "r");
  const shared = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  vi.spyOn(shared, "datasync").mockRejectedValueOnce(Object.assign(new Error("EIO: i/o error"), { code: "EIO" }));
  await expect(book.act(uid, { kind: "acknowledge", at: now, principal: LI })).rejects.toMatchObject({ code: "disk" });
  expect(lines().some((line) => line.includes('"by":"li"'))).toBe(false);
  expect(book.find(uid)?.state).toBe("acknowledged");
  book.tick(now);
  await vi.waitFor(() => expect(lines().some((line) => line.includes('"by":"li"'))).toBe(true));
  const later = await open();
  expect(later.find(uid)?.state).toBe("acknowledged");
  await later.close();
  await book.close();
  await expect(book.act("nobody", { kind: "acknowledge", at: now, principal: LI })).rejects.toMatchObject({
    code: "not-found",
  });
});

it("[A31] a torn last line is cut off; damage in between is counted, not fatal", async () => {
  const book = await open();
  book.apply([finding("one"), finding("two")]);
  await book.close();
  appendFileSync(join(dir, "alerts.log"), lines()[0]?.slice(0, 40) ?? "");
  const second = await open();
  expect(second.standing()).toHaveLength(2);
  second.apply([finding("three")]);
  await second.close();
  const [first, ...rest] = lines();
  expect(rest).toHaveLength(2);
  writeFileSync(join(dir, "alerts.log"), `${first?.replace("one", "eno")}\n\n${rest.join("\n")}\n`);
  const third = await open();
  expect(
    third
      .standing()
      .map((alert) => alert.rule)
      .sort(),
  ).toEqual(["three", "two"]);
  await third.close();
});

it("[A32] evidence of an active alert follows at most once a second, without a line in the log", async () => {
  const book = await open();
  const hot = (value: number) =>
    finding("hot", true, { evidence: [{ tag: 0 as never, value, why: { zh: "", en: "" } }] });
  book.apply([hot(1)]);
  book.tick(now);
  const version = book.version;
  for (let i = 0; i < 100; i++) {
    now += 0.01 * S;
    book.apply([hot(2 + i)]);
  }
  expect(book.version - version).toBeLessThanOrEqual(2);
  now += 2 * S;
  book.apply([hot(500)]);
  expect(book.standing()[0]?.evidence[0]?.value).toBe(500);
  await book.close();
  expect(lines()).toHaveLength(1);
});

it("[R28] new hypotheses reach an active alert even if its text and evidence are the same", async () => {
  const book = await open();
  const says = (kind: string) => finding("worn", true, { hypotheses: [{ kind, p: 0.6 }] });
  book.apply([says("imbalance")]);
  now += 2 * S;
  book.apply([says("bearing-wear")]);
  expect(book.standing()[0]?.hypotheses).toEqual([{ kind: "bearing-wear", p: 0.6 }]);
  const { version } = book;
  now += 2 * S;
  book.apply([says("bearing-wear")]);
  expect(book.version).toBe(version);
  await book.close();
});

it("[A33] a shelf ends by itself: version moves, the alert is active again and annunciated", async () => {
  const book = await open();
  book.apply([finding("hot")]);
  const uid = book.standing()[0]?.alertUid ?? "";
  await book.act(uid, {
    kind: "shelve",
    shelf: "timed",
    at: now,
    principal: LI,
    until: now + 60 * S,
    reason: "cleaning",
  });
  expect(book.find(uid)?.state).toBe("shelved");
  book.apply([finding("hot", false)]);
  book.apply([finding("hot")]);
  expect(book.annunciatedSince(0)).toBe(1);
  now += 61 * S;
  const version = book.version;
  book.tick(now);
  expect(book.version).toBeGreaterThan(version);
  expect(book.find(uid)).toMatchObject({ state: "active", reraised: 1 });
  expect(book.annunciatedSince(0)).toBe(2);
  await book.close();
});

it("[A34] a flood is bounded and counted; advisories take at most half, safety alerts always get a place", async () => {
  const book = await open({ maxStanding: 10 });
  const many = (kind: AlertKind, count: number) =>
    book.apply(Array.from({ length: count }, (_, i) => finding(`${kind}-${i}`, true, { kind })));
  many("anomaly", 20);
  expect(book.standing()).toHaveLength(5);
  many("process", 20);
  expect(book.standing()).toHaveLength(10);
  many("safety", 3);
  expect(book.standing()).toHaveLength(13);
  expect(book.refused).toBe(30);
  await book.close();
});

it("[A35] closed alerts go to a bounded history, newest first; a re-raise after closing is a new alert", async () => {
  const book = await open({ historyLimit: 3 });
  const uids = new Set<string>();
  for (let i = 0; i < 5; i++) {
    now += S;
    book.apply([finding("hot")]);
    const uid = book.standing()[0]?.alertUid ?? "";
    uids.add(uid);
    book.apply([finding("hot", false)]);
    await book.act(uid, { kind: "acknowledge", at: now, principal: LI });
  }
  expect(uids.size).toBe(5);
  expect(book.standing()).toEqual([]);
  const history = book.history(T0, now + S, 10);
  expect(history.map((alert) => alert.raisedAt)).toEqual([T0 + 5 * S, T0 + 4 * S, T0 + 3 * S]);
  expect(book.history(T0, now + S, 1)).toHaveLength(1);
  expect(book.history(T0 + 5 * S, T0 + 5 * S, 10)).toEqual([]);
  await book.close();
});

it("[A36] an alert without a detector is cleared", async () => {
  const book = await open();
  book.apply([finding("old"), finding("kept")]);
  book.apply([{ ...finding("full-disk", true, { kind: "system" }), assetUid: "urn:gemba:edge:1" as AssetUid }]);
  book.follow({
    keys: new Set(["kept\nurn:a"]),
    attributesOf: (_rule, _asset, kind) => plainAttributes(kind),
    suppressionOf: () => undefined,
  });
  expect(
    book
      .standing()
      .map(({ rule, state }) => `${rule} ${state}`)
      .sort(),
  ).toEqual(["full-disk active", "kept active", "old cleared"]);
  await book.close();
});

it("[A37] a large log is rewritten and keeps every open alert", async () => {
  const book = await open();
  const words = "x".repeat(200_000);
  for (let i = 0; i < 30; i++) {
    book.apply([finding("hot", i % 2 === 0, { message: { zh: "", en: words } })]);
    book.tick(now);
    await book.act(book.standing()[0]?.alertUid ?? "", {
      kind: "shelve",
      shelf: "timed",
      at: now,
      principal: LI,
      until: now + S,
      reason: `${i}`,
    });
  }
  book.tick(now);
  await book.close();
  expect(readFileSync(join(dir, "alerts.log")).length).toBeLessThan(4.5 * 1024 * 1024);
  const later = await open();
  expect(later.standing()).toMatchObject([{ rule: "hot", reraised: 14 }]);
  await later.close();
});

it("[A38] after any sequence of operations, the book read back equals the book before", async () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant("find" as const),
      rule: fc.constantFrom("a", "b", "c"),
      standing: fc.boolean(),
      severity: fc.constantFrom(200, 450, 900),
    }),
    fc.record({ do: fc.constantFrom("acknowledge" as const, "shelve" as const, "unshelve" as const), pick: fc.nat(5) }),
    fc.record({ do: fc.constant("wait" as const), seconds: fc.nat(100) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      rmSync(dir, { recursive: true, force: true });
      now = T0;
      const book = await open();
      for (const each of steps) {
        if (each.do === "find") book.apply([finding(each.rule, each.standing, { severity: each.severity })]);
        else if (each.do === "wait") {
          now += each.seconds * S;
          book.tick(now);
        } else {
          const alert = book.standing()[each.pick];
          const more = each.do === "shelve" ? { shelf: "timed", until: now + 50 * S, reason: "r" } : {};
          if (alert !== undefined)
            await book
              .act(alert.alertUid, { kind: each.do, at: now, principal: LI, ...more } as never)
              .catch((error) => expect(error.code).toBe("conflict"));
        }
        expect(new Set(book.standing().map((alert) => alert.rule)).size).toBe(book.standing().length);
        expect(book.standing().every((alert) => alert.state !== "closed")).toBe(true);
      }
      await book.close();
      const later = await open();
      expect(later.history(0, Number.MAX_VALUE, 100)).toEqual(book.history(0, Number.MAX_VALUE, 100));
      expect(later.standing()).toEqual(book.standing());
      await later.close();
    }),
    { numRuns: 60 },
  );
});
