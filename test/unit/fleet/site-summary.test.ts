/** What an edge says of its site, and acts that a hub sends, as either side reads them (docs/rules/company.md). */
import { expect, it } from "vitest";
import { uuidv7 } from "../../../edge/batch/uuidv7.ts";
import {
  type ActOutcome,
  encodeAct,
  type RemoteAct,
  readOutcome,
  readRemoteAct,
} from "../../../edge/contracts/fleet/remote-act.ts";
import { encodeSummary, readSummary, type SiteSummary } from "../../../edge/contracts/fleet/site-summary.ts";

const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

const SUMMARY: SiteSummary = {
  at: Date.UTC(2026, 11, 1),
  name: { en: "Plant", zh: "工厂" },
  location: { latitude: 30.2, longitude: 120.2, place: { en: "Hangzhou", zh: "杭州" } },
  machines: { total: 5, producing: 3, standing: 1, stopped: 1, unknown: 0 },
  alerts: { p1: 0, p2: 1, p3: 2, p4: 0, unacknowledged: 2 },
  oee: { value: 0.71, fromMs: 1, toMs: 2 },
  energy: { kWhToday: 812.5, kW: 96, quality: "good" },
  goodToday: 214,
  orders: { running: 2, late: 1 },
  simulated: true,
};

it("[CV2] a summary is the same on both sides, and what no book knows is null", () => {
  expect(readSummary(encodeSummary(SUMMARY))).toEqual(SUMMARY);
  const bare = { ...SUMMARY, location: null, machines: null, oee: null, energy: null, goodToday: null, orders: null };
  expect(readSummary(encodeSummary(bare))).toEqual(bare);
});

it("[CV2] a summary that is damaged, huge, of other types or out of bounds is none", () => {
  const wrong: unknown[] = [
    "",
    "null",
    "[]",
    "{",
    "NaN",
    { ...SUMMARY, at: "yesterday" },
    { ...SUMMARY, at: -1 },
    { ...SUMMARY, name: "Plant" },
    { ...SUMMARY, name: { en: "", zh: "x" } },
    { ...SUMMARY, name: { en: "x".repeat(201), zh: "x" } },
    { ...SUMMARY, location: { latitude: 91, longitude: 0 } },
    { ...SUMMARY, location: { latitude: 1 } },
    { ...SUMMARY, alerts: { ...SUMMARY.alerts, p1: -1 } },
    { ...SUMMARY, alerts: { ...SUMMARY.alerts, p1: 0.5 } },
    { ...SUMMARY, alerts: null },
    { ...SUMMARY, machines: { total: 1 } },
    { ...SUMMARY, oee: { value: "1", fromMs: 0, toMs: 0 } },
    { ...SUMMARY, energy: { kWhToday: 1, kW: 1, quality: "fine" } },
    { ...SUMMARY, goodToday: undefined },
    { ...SUMMARY, simulated: "yes" },
    { ...SUMMARY, pad: "x".repeat(9_000) },
  ];
  for (const one of wrong) expect(readSummary(bytes(one)), JSON.stringify(one).slice(0, 80)).toBeUndefined();
  expect(readSummary(Uint8Array.of(0xff, 0xfe))).toBeUndefined();
  // JSON has no NaN, and a number that is too large is infinite.
  expect(readSummary(bytes(JSON.stringify(SUMMARY).replace("812.5", "1e999")))).toBeUndefined();
});

it("[CV2] names of objects' own parts are no way in", () => {
  const text = JSON.stringify(SUMMARY).replace("{", '{"__proto__":{"polluted":1},"constructor":{"prototype":{"x":1}},');
  const read = readSummary(bytes(text)) as unknown as Record<string, unknown>;
  expect(Object.keys(read).sort()).toEqual(Object.keys(SUMMARY).sort());
  expect(read["polluted"]).toBeUndefined();
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

const ACT: RemoteAct = {
  eventUid: uuidv7(),
  alertUid: "alert-1",
  at: Date.UTC(2026, 11, 1) * 1000,
  by: { user: "anna", role: "operator", origin: "10.0.0.7" },
  act: { kind: "acknowledge", comment: "seen", occurrenceUid: "o1" },
};

it("[CV11] an act is the same on both sides, whatever kind it is", () => {
  const acts: RemoteAct["act"][] = [
    ACT.act,
    { kind: "confirm" },
    { kind: "comment", comment: "see the log", signature: "reviewed" },
    { kind: "shelve", shelf: "oneShot", until: ACT.at + 60e6, reason: "works on it" },
    { kind: "unshelve" },
  ];
  for (const act of acts) expect(readRemoteAct(encodeAct({ ...ACT, act }))).toEqual({ ...ACT, act });
  const outcomes: ActOutcome[] = [
    { eventUid: ACT.eventUid, result: "done", at: 1, why: null },
    { eventUid: ACT.eventUid, result: "refused", at: 1, why: { en: "no", zh: "否" } },
  ];
  for (const one of outcomes) expect(readOutcome(encodeAct(one))).toEqual(one);
});

it("[CV11] an act that is damaged, huge, or of a kind that needs people at the plant is none", () => {
  const wrong: unknown[] = [
    "{}",
    "[1]",
    { ...ACT, eventUid: "../../x" },
    { ...ACT, eventUid: 7 },
    { ...ACT, alertUid: "" },
    { ...ACT, alertUid: "x".repeat(129) },
    { ...ACT, at: Number.MAX_VALUE },
    { ...ACT, by: { user: "anna" } },
    { ...ACT, by: { ...ACT.by, user: " " } },
    { ...ACT, act: { kind: "reset" } },
    { ...ACT, act: { kind: "remove-from-service", reason: "x" } },
    { ...ACT, act: { kind: "__proto__" } },
    { ...ACT, act: { kind: "comment" } },
    { ...ACT, act: { kind: "comment", comment: "x".repeat(1_001) } },
    { ...ACT, act: { kind: "shelve", shelf: "timed", reason: "x" } },
    { ...ACT, act: { kind: "shelve", shelf: "ever", until: 1, reason: "x" } },
    { ...ACT, pad: "x".repeat(20_000) },
  ];
  for (const one of wrong) expect(readRemoteAct(bytes(one)), JSON.stringify(one).slice(0, 90)).toBeUndefined();
  for (const one of [{}, { eventUid: ACT.eventUid, result: "maybe", at: 1, why: null }, { ...ACT, result: "done" }])
    expect(readOutcome(bytes(one))).toBeUndefined();
});
