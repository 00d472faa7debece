import { expect, it } from "vitest";
import { afterAction, afterFinding, alertState, SHELF_MAX_US } from "../../../edge/analytics/alert-state.ts";
import type { Alert, OperatorAction } from "../../../edge/contracts/alert.ts";
import type { Finding } from "../../../edge/contracts/detector.ts";
import type { AssetUid } from "../../../edge/contracts/tag.ts";
import { S, T0 } from "./bench-plant.ts";

const finding = (standing: boolean, second: number, severity = 450): Finding => ({
  rule: "r/high",
  assetUid: "urn:a" as AssetUid,
  kind: "process",
  standing,
  at: T0 + second * S,
  severity,
  message: { zh: `高 ${severity}`, en: `high ${severity}` },
  evidence: [],
});
let uids = 0;
const newUid = () => `uid-${++uids}`;
const raise = () => afterFinding(undefined, finding(true, 0), newUid) as Alert;
const ack = (second: number, by = "li"): OperatorAction => ({ kind: "acknowledge", at: T0 + second * S, by });
const shelve = (second: number, lastS: number): OperatorAction => ({ kind: "shelve", at: T0 + second * S, by: "li", until: T0 + (second + lastS) * S, reason: "sensor is being changed" });
const clear = (alert: Alert, second: number) => afterFinding(alert, finding(false, second), newUid) as Alert;

it.each([
  ["standing, not acknowledged", (alert: Alert) => alert, "active"],
  ["standing, acknowledged", (alert: Alert) => afterAction(alert, ack(1)), "acknowledged"],
  ["cleared, not acknowledged", (alert: Alert) => clear(alert, 1), "cleared"],
  ["cleared, then acknowledged", (alert: Alert) => afterAction(clear(alert, 1), ack(2)), "closed"],
  ["acknowledged, then cleared", (alert: Alert) => clear(afterAction(alert, ack(1)), 2), "closed"],
  ["shelved", (alert: Alert) => afterAction(alert, shelve(1, 3600)), "shelved"],
  ["shelved, acknowledged and cleared", (alert: Alert) => clear(afterAction(afterAction(alert, shelve(1, 3600)), ack(2)), 3), "shelved"],
  ["unshelved", (alert: Alert) => afterAction(afterAction(alert, shelve(1, 3600)), { kind: "unshelve", at: T0 + 2 * S, by: "li" }), "active"],
] as const)("[A20] %s", (_name, change, state) => {
  expect(alertState(change(raise()), T0 + 10 * S)).toBe(state);
});

it("[A21] a shelf ends by itself in the true state, also when the clock was set back far", () => {
  const shelved = afterAction(raise(), shelve(1, 60));
  expect(alertState(shelved, T0 + 60 * S)).toBe("shelved");
  expect(alertState(shelved, T0 + 61 * S)).toBe("active");
  expect(alertState(shelved, T0 - SHELF_MAX_US)).toBe("active");
});

it("[A22] raising again after clearing needs a new acknowledgement and is counted", () => {
  const again = afterFinding(clear(afterAction(afterAction(raise(), shelve(1, 3600)), ack(1)), 2), finding(true, 3), newUid) as Alert;
  expect(again.reraised).toBe(1);
  expect(again.acknowledged).toBeUndefined();
  expect(again.shelved).toBeDefined();
  expect(alertState(again, T0 + 3700 * S)).toBe("active");
});

it("[A23] a rise to a more urgent priority needs a new acknowledgement, a fall does not", () => {
  const acknowledged = afterAction(raise(), ack(1));
  expect(afterFinding(acknowledged, finding(true, 2, 700), newUid)).toMatchObject({ severity: 700, message: { en: "high 700" } });
  expect(afterFinding(acknowledged, finding(true, 2, 700), newUid)?.acknowledged).toBeUndefined();
  expect(afterFinding(acknowledged, finding(true, 2, 200), newUid)?.acknowledged).toBeDefined();
});

it("[A24] the same finding twice changes nothing", () => {
  const alert = raise();
  expect(afterFinding(alert, finding(true, 5), newUid)).toBe(alert);
  const cleared = clear(alert, 6);
  expect(afterFinding(cleared, finding(false, 9), newUid)).toBe(cleared);
  expect(afterFinding(undefined, finding(false, 9), newUid)).toBeUndefined();
});

it("[A24] a clear that is older than the raise does not end before it began", () => {
  expect(clear(raise(), -10).clearedAt).toBe(T0);
});

it.each([
  ["acknowledging twice", (alert: Alert) => afterAction(afterAction(alert, ack(1)), ack(2, "wang")), "conflict", "li"],
  ["acting on a closed alert", (alert: Alert) => afterAction(clear(afterAction(alert, ack(1)), 2), ack(3)), "conflict", "closed"],
  ["unshelving what is not shelved", (alert: Alert) => afterAction(alert, { kind: "unshelve", at: T0, by: "li" }), "conflict", "not shelved"],
  ["a shelf of more than a day", (alert: Alert) => afterAction(alert, shelve(0, 86_401)), "bad-request", "24 hours"],
  ["a shelf into the past", (alert: Alert) => afterAction(alert, shelve(0, 0)), "bad-request", "later"],
  ["a shelf until NaN", (alert: Alert) => afterAction(alert, shelve(0, Number.NaN)), "bad-request", "later"],
  ["a nameless operator", (alert: Alert) => afterAction(alert, ack(1, " ")), "bad-request", "by"],
  ["a comment without end", (alert: Alert) => afterAction(alert, { kind: "acknowledge", at: T0, by: "li", comment: "x".repeat(3000) }), "bad-request", "comment"],
] as const)("[A25] %s is refused with the reason", (_name, act, code, words) => {
  expect(() => act(raise())).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
});
