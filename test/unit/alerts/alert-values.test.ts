import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import type { Finding, FoundValue } from "../../../edge/contracts/alerts/detector.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { createLimitDetector } from "../../../edge/detect/detectors/limit.ts";
import { createTrendDetector } from "../../../edge/detect/detectors/trend.ts";
import { attributesIn, plainAttributes } from "../../../edge/detect/rules/alert-attributes.ts";
import type { AlertAttributes } from "../../../edge/detect/rules/attributes.ts";
import type { RuleDetector } from "../../../edge/detect/rules/rule-detector.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { BenchPlant, configOf, log, S, see, T0 } from "../detect/bench-plant.ts";

const TAG = 7 as TagRef;
const ANN = { user: "ann", role: "operator", origin: "::1" };
let dir: string;
let now = T0;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-values-"));
  now = T0;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = () => openAlertBook({ dir, edge: "e", clock: () => now, log, journal: new MemoryJournal() });
const found = (value: number, more: Partial<FoundValue> = {}, standing = true): Finding => ({
  rule: "temperature/high",
  assetUid: "urn:a" as AssetUid,
  kind: "process",
  standing,
  at: now,
  severity: 700,
  message: { zh: "温度偏高（高限 75 °C）", en: "temperature high (high limit 75 °C)" },
  evidence: [],
  value: { tag: TAG, value, towards: "up", ...more },
});
const lines = () => readFileSync(join(dir, "alerts.log"), "utf8").split("\n").filter(Boolean).length;

it("[A82] an alert keeps the value at raising, the worst and the current one under a constant text", async () => {
  const book = await open();
  book.apply([found(76)]);
  const text = book.standing()[0]?.message.en;
  for (const value of [80, 91, 84]) {
    now += 2 * S;
    book.apply([found(value)]);
  }
  expect(book.standing()[0]?.values).toEqual({
    tag: TAG,
    raised: 76,
    peak: 91,
    peakAt: T0 + 4 * S,
    now: 84,
    nowAt: T0 + 6 * S,
  });
  expect(book.standing()[0]?.message.en).toBe(text);
  now += 2 * S;
  book.apply([found(70, {}, false)]);
  expect(book.standing()[0]?.values).toEqual({ tag: TAG, raised: 76, peak: 91, peakAt: T0 + 4 * S });
  now += 2 * S;
  book.apply([found(78)]);
  expect(book.standing()[0]).toMatchObject({ reraised: 1, values: { raised: 78, peak: 78 } });
  await book.close();
});

it("[A82] following values write only a peak, at most once a minute; it survives a restart", async () => {
  const book = await open();
  book.apply([found(76)]);
  await book.settled();
  const before = lines();
  for (let second = 0; second < 179; second++) {
    now += S;
    book.apply([found(76 + second)]);
    book.tick(now);
  }
  await vi.waitFor(() => expect(lines()).toBe(before + 2));
  const later = await open();
  expect(later.standing()[0]?.values).toMatchObject({ raised: 76, peak: 195 });
  later.apply([found(100)]);
  expect(later.standing()[0]?.values).toMatchObject({ raised: 76, peak: 195, now: 100 });
  await later.close();
  await book.close();
});

it("[A82] a repeated finding triggers no update", async () => {
  const book = await open();
  book.apply([found(76, { peak: 80, peakAt: now })]);
  now += 20 * S;
  const { version } = book;
  book.apply([found(76, { peak: 80, peakAt: T0 })]);
  expect(book.version).toBe(version);
  book.apply([found(76, { peak: 81, peakAt: now })]);
  expect(book.version).toBeGreaterThan(version);
  await book.close();
});

it("[A82] a limit's peak covers every sample, including those between two updates", () => {
  const plant = new BenchPlant([
    { label: "A", tags: [{ signal: "t", unit: "Cel", limits: { high: 75, highHigh: 100 } }] },
  ]);
  const ref = plant.ref("A", "t");
  const detector = createLimitDetector(configOf({ limits: { onDelayS: 2 } }).limits, plant.context) as RuleDetector;
  const texts = new Set<string>();
  const say = (findings: readonly Finding[]) => {
    for (const one of findings) if (one.standing) texts.add(one.message.en);
    return findings.at(-1);
  };
  for (const [second, value] of [
    [0, 76],
    [1, 99],
    [1.5, 78],
    [2, 77],
  ] as const)
    see(detector, { ref, value, at: T0 + second * S });
  say(see(detector, { ref, value: 79, at: T0 + 3 * S }));
  const last = say(detector.tick?.(T0 + 3.5 * S) ?? []);
  expect(last?.value).toEqual({ tag: ref, value: 79, towards: "up", peak: 99, peakAt: T0 + S });
  say(detector.tick?.(T0 + 4 * S) ?? []);
  see(detector, { ref, value: 82, at: T0 + 5 * S });
  say(detector.tick?.(T0 + 6 * S) ?? []);
  expect([...texts]).toEqual(["A t high (high limit 75 °C)"]);
});

it("[A83] a prediction that came true is stated as a fact with its time, never as about 0 s ahead", () => {
  const plant = new BenchPlant([{ label: "A", tags: [{ signal: "t", unit: "Cel", range: [0, 150] }] }]);
  const ref = plant.ref("A", "t");
  const rule = configOf({ trends: [{ id: "hot", tags: { signal: "t" }, to: 75, everyS: 10, minPoints: 12 }] })
    .trends[0];
  const detector = createTrendDetector(rule as never, plant.context) as RuleDetector;
  const said: Finding[] = [];
  for (let second = 0; second < 700; second++) {
    see(detector, { ref, value: 30 + second * 0.1, at: T0 + second * S });
    said.push(...(detector.tick?.(T0 + second * S) ?? []).filter(({ standing }) => standing));
  }
  const texts = said.map(({ message }) => message.en);
  expect(new Set(texts)).toEqual(new Set(["A t is expected to reach 75 °C", "A t has risen above 75 °C"]));
  const first = texts.indexOf("A t has risen above 75 °C");
  expect(new Set(texts.slice(first)).size).toBe(1);
  const [crossedAt] = said.slice(first).flatMap(({ evidence }) => evidence[0]?.crossedAt ?? []);
  expect(Math.abs((crossedAt ?? 0) - (T0 + 450 * S))).toBeLessThanOrEqual(20 * S);
  for (const { evidence, at } of said.slice(first))
    expect(evidence[0]).toMatchObject({ crossedAt: Math.min(at, crossedAt ?? 0) });
  expect(said.slice(first).some(({ evidence }) => evidence[0]?.prediction !== undefined)).toBe(false);
  expect(said.at(-1)?.message.zh).toBe("A 信号 t已超过 75 °C");
});

const rules = (attributes: AlertAttributes) => ({
  keys: new Set(["temperature/high\nurn:a"]),
  attributesOf: () => attributes,
  suppressionOf: () => undefined,
});

it("[A90] an advisory whose rule becomes an alarm is annunciated and asks for its own acknowledgement", async () => {
  const book = await open();
  book.follow(rules(plainAttributes("process")));
  book.apply([found(76)]);
  const uid = book.standing()[0]?.alertUid ?? "";
  expect(book.standing()[0]).toMatchObject({ annunciation: "advisory", state: "active", asksAck: false });
  await book.act(uid, { kind: "acknowledge", at: now, principal: ANN });
  expect(book.annunciatedSince(0)).toBe(0);
  now += 10 * S;
  book.follow(rules(attributesIn({ annunciation: "alarm" }, "process")));
  expect(book.find(uid)).toMatchObject({ annunciation: "alarm", state: "active", asksAck: true, annunciatedAt: now });
  expect(book.annunciatedSince(0)).toBe(1);
  book.follow(rules(plainAttributes("process")));
  expect(book.find(uid)).toMatchObject({ annunciation: "advisory", asksAck: false });
  await book.close();
});

it("[A81] an advisory that is over is closed without an acknowledgement", async () => {
  const book = await open();
  book.follow(rules(plainAttributes("process")));
  book.apply([found(76)]);
  book.apply([found(70, {}, false)]);
  expect(book.standing()).toEqual([]);
  expect(book.history(0, now + S, 5)).toMatchObject([{ state: "closed", asksAck: false }]);
  await book.close();
});
