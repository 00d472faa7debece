import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { OUTBOX_FILE, Outbox } from "../../../edge/notify/outbox.ts";
import { log } from "../detect/bench-plant.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-outbox-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const item = (key: string, channel = "a") => ({ key, channel, alertUid: key, priority: 1, at: 1 });

it("[N1] noted, composed and finished messages survive a restart, each once", async () => {
  const outbox = await Outbox.open(dir, log);
  await Promise.all([outbox.note([item("1"), item("2"), item("1", "b")]), outbox.note([item("3")])]);
  await outbox.compose({ id: "m1", channel: "a", keys: ["1", "2"], at: 5 });
  await outbox.finish("a", ["3"]);
  // No close: a second reader takes the place of the process after a kill.
  const later = await Outbox.open(dir, log);
  expect(later.items("a")).toEqual([]);
  expect(later.items("b")).toEqual([item("1", "b")]);
  expect(later.messages("a")).toEqual([{ id: "m1", channel: "a", keys: ["1", "2"], at: 5 }]);
  expect(["1", "2", "3", "4"].map((key) => later.isKnown("a", key))).toEqual([true, true, true, false]);
  await later.finish("m1");
  expect((await Outbox.open(dir, log)).messages("a")).toEqual([]);
});

it("[N52] an item whose message came to the rewritten file before it is not sent a second time", async () => {
  const lines = [
    { message: { id: "m1", channel: "a", keys: ["1"], at: 5 } },
    { over: "a", keys: ["1"] },
    { item: item("1") },
  ];
  writeFileSync(join(dir, OUTBOX_FILE), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const outbox = await Outbox.open(dir, log);
  expect([outbox.items("a").length, outbox.messages("a").length]).toEqual([0, 1]);
});

it("[N1] a torn end is cut off", async () => {
  const outbox = await Outbox.open(dir, log);
  await outbox.note([item("1")]);
  appendFileSync(join(dir, OUTBOX_FILE), '{"item":{"key":"2"');
  const later = await Outbox.open(dir, log);
  expect(later.items("a")).toHaveLength(1);
  await later.note([item("4")]);
  expect((await Outbox.open(dir, log)).items("a")).toHaveLength(2);
});

it("[N2] a file that needs much is not rewritten for each notice", async () => {
  const outbox = await Outbox.open(dir, log);
  const path = join(dir, OUTBOX_FILE);
  await outbox.note(Array.from({ length: 5_000 }, (_, n) => ({ ...item(`waits ${n}`), alertUid: "x".repeat(500) })));
  const { ino } = statSync(path);
  for (let n = 0; n < 20; n++) {
    await outbox.note([item(`next ${n}`)]);
    expect(statSync(path).ino).toBe(ino);
  }
  expect((await Outbox.open(dir, log)).items("a")).toHaveLength(5_020);
});

it("[N2] the file is rewritten with open messages, and finished ones stay known", async () => {
  const outbox = await Outbox.open(dir, log);
  const keys = Array.from({ length: 400 }, (_, i) => `key-${i}`);
  for (let round = 0; round < 30; round++) {
    await outbox.note(keys.map((key) => ({ ...item(`${round} ${key}`), alertUid: "x".repeat(150) })));
    await outbox.compose({ id: `m${round}`, channel: "a", keys: keys.map((key) => `${round} ${key}`), at: 1 });
    await outbox.finish(`m${round}`);
  }
  await outbox.note([item("open")]);
  expect(statSync(join(dir, OUTBOX_FILE)).size).toBeLessThan(2.3e6);
  const later = await Outbox.open(dir, log);
  expect(later.items("a")).toEqual([item("open")]);
  expect(later.isKnown("a", "29 key-399")).toBe(true);
  expect(later.isKnown("a", "0 key-0")).toBe(true);
  expect(readFileSync(join(dir, OUTBOX_FILE), "utf8")).not.toContain("m0");
});
