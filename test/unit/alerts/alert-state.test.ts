import { expect, it } from "vitest";
import { afterAction } from "../../../edge/alerts/alert-actions.ts";
import { afterFinding, afterWaiting } from "../../../edge/alerts/alert-findings.ts";
import { alertState, isAnnunciation, SHELF_MAX_US } from "../../../edge/alerts/alert-state.ts";
import { type Alert, type OperatorAction, RULES } from "../../../edge/contracts/alerts/alert.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { plainAttributes } from "../../../edge/detect/rules/alert-attributes.ts";
import type { AlertAttributes } from "../../../edge/detect/rules/attributes.ts";
import { S, T0 } from "../detect/bench-plant.ts";

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
const LI = { user: "li", role: "operator", origin: "::1" };
const raising = (attributes: Partial<AlertAttributes> = {}) => ({
  origin: { edge: "e", source: RULES },
  attributes: { ...plainAttributes("process"), annunciation: "alarm" as const, ...attributes },
  newUid: () => `uid-${++uids}`,
});
const newUid = raising();
const raise = (attributes: Partial<AlertAttributes> = {}) =>
  afterFinding(undefined, finding(true, 0), raising(attributes)) as Alert;
const act = (second: number, rest: object): OperatorAction =>
  ({ at: T0 + second * S, principal: LI, ...rest }) as OperatorAction;
const ack = (second: number, user = "li"): OperatorAction => ({
  kind: "acknowledge",
  at: T0 + second * S,
  principal: { ...LI, user },
});
const shelve = (second: number, lastS: number, shelf = "timed"): OperatorAction =>
  act(second, { kind: "shelve", shelf, until: T0 + (second + lastS) * S, reason: "sensor is being changed" });
const clear = (alert: Alert, second: number) => afterFinding(alert, finding(false, second), newUid) as Alert;

it.each([
  ["standing, not acknowledged", (alert: Alert) => alert, "active"],
  ["standing, acknowledged", (alert: Alert) => afterAction(alert, ack(1)), "acknowledged"],
  ["cleared, not acknowledged", (alert: Alert) => clear(alert, 1), "cleared"],
  ["cleared, then acknowledged", (alert: Alert) => afterAction(clear(alert, 1), ack(2)), "closed"],
  ["acknowledged, then cleared", (alert: Alert) => clear(afterAction(alert, ack(1)), 2), "closed"],
  ["shelved", (alert: Alert) => afterAction(alert, shelve(1, 3600)), "shelved"],
  [
    "shelved, acknowledged and cleared",
    (alert: Alert) => clear(afterAction(afterAction(alert, shelve(1, 3600)), ack(2)), 3),
    "shelved",
  ],
  ["latched: its cause is gone", (alert: Alert) => clear({ ...alert, latched: true }, 1), "latched"],
  ["latched and acknowledged", (alert: Alert) => afterAction(clear({ ...alert, latched: true }, 1), ack(2)), "latched"],
  [
    "latched, acknowledged and reset",
    (alert: Alert) =>
      afterAction(afterAction(clear({ ...alert, latched: true }, 1), ack(2)), act(3, { kind: "reset" })),
    "closed",
  ],
  [
    "latched and reset, not acknowledged",
    (alert: Alert) => afterAction(clear({ ...alert, latched: true }, 1), act(3, { kind: "reset" })),
    "cleared",
  ],
  ["suppressed by design", (alert: Alert) => ({ ...alert, suppressedBy: "at-standstill" }), "suppressed"],
  [
    "suppressed after it was annunciated, and cleared",
    (alert: Alert) => clear({ ...alert, annunciatedAt: T0, suppressedBy: "at-standstill" }, 1),
    "suppressed",
  ],
  [
    "came and went while it was suppressed",
    (alert: Alert) => clear({ ...alert, suppressedBy: "at-standstill" }, 1),
    "closed",
  ],
  [
    "out of service",
    (alert: Alert) => afterAction(alert, act(1, { kind: "remove-from-service", reason: "rebuilt" })),
    "out-of-service",
  ],
  [
    "out of service, acknowledged and cleared",
    (alert: Alert) =>
      clear(afterAction(afterAction(alert, act(1, { kind: "remove-from-service", reason: "rebuilt" })), ack(2)), 3),
    "out-of-service",
  ],
  [
    "out of service hides a suppression, which hides a shelf",
    (alert: Alert) =>
      afterAction(
        afterAction({ ...alert, suppressedBy: "x" }, shelve(1, 60)),
        act(1, { kind: "remove-from-service", reason: "r" }),
      ),
    "out-of-service",
  ],
  [
    "returned to service",
    (alert: Alert) =>
      afterAction(
        afterAction(alert, act(1, { kind: "remove-from-service", reason: "rebuilt" })),
        act(2, { kind: "return-to-service" }),
      ),
    "active",
  ],
  ["an active event", (alert: Alert) => ({ ...alert, annunciation: "event" as const }), "active"],
  ["an event that is over", (alert: Alert) => clear({ ...alert, annunciation: "event" }, 1), "closed"],
  [
    "unshelved",
    (alert: Alert) => afterAction(afterAction(alert, shelve(1, 3600)), act(2, { kind: "unshelve" })),
    "active",
  ],
] as const)("[A20] %s", (_name, change, state) => {
  expect(alertState(change(raise()), T0 + 10 * S)).toBe(state);
});

it("[A21] a shelf ends by itself in the true state, even if the clock was set back far", () => {
  const shelved = afterAction(raise(), shelve(1, 60));
  expect(alertState(shelved, T0 + 60 * S)).toBe("shelved");
  expect(alertState(shelved, T0 + 61 * S)).toBe("active");
  expect(alertState(shelved, T0 - SHELF_MAX_US)).toBe("active");
});

it("[A22] raising again after clearing needs a new acknowledgement and is counted", () => {
  const again = afterFinding(
    clear(afterAction(afterAction(raise(), shelve(1, 3600)), ack(1)), 2),
    finding(true, 3),
    newUid,
  ) as Alert;
  expect(again.reraised).toBe(1);
  expect(again.acknowledged).toBeUndefined();
  expect(again.shelf).toBeDefined();
  expect(alertState(again, T0 + 3700 * S)).toBe("active");
});

it("[A23] a rise to a more urgent priority needs a new acknowledgement, a fall does not", () => {
  const acknowledged = afterAction(raise(), ack(1));
  expect(afterFinding(acknowledged, finding(true, 2, 700), newUid)).toMatchObject({
    severity: 700,
    message: { en: "high 700" },
  });
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

it("[A24] a clear older than the raise does not set the end before the beginning", () => {
  expect(clear(raise(), -10).clearedAt).toBe(T0);
});

it.each([
  ["acknowledging twice", (alert: Alert) => afterAction(afterAction(alert, ack(1)), ack(2, "wang")), "conflict", "li"],
  [
    "acting on a closed alert",
    (alert: Alert) => afterAction(clear(afterAction(alert, ack(1)), 2), ack(3)),
    "conflict",
    "closed",
  ],
  [
    "acting on an earlier occurrence",
    (alert: Alert) => afterAction(alert, act(1, { kind: "acknowledge", occurrenceUid: "uid-0" })),
    "conflict",
    "raised again",
  ],
  [
    "resetting what stands",
    (alert: Alert) => afterAction({ ...alert, latched: true }, act(1, { kind: "reset" })),
    "conflict",
    "still present",
  ],
  [
    "resetting an alert that does not latch",
    (alert: Alert) => afterAction(alert, act(1, { kind: "reset" })),
    "conflict",
    "nothing to reset",
  ],
  [
    "confirming an alert without a confirmation step",
    (alert: Alert) => afterAction(alert, act(1, { kind: "confirm" })),
    "conflict",
    "no confirmation step",
  ],
  [
    "acknowledging an event",
    (alert: Alert) => afterAction({ ...alert, annunciation: "event" }, ack(1)),
    "conflict",
    "no acknowledgement",
  ],
  [
    "returning an alert that is in service",
    (alert: Alert) => afterAction(alert, act(1, { kind: "return-to-service" })),
    "conflict",
    "in service",
  ],
  [
    "a one-shot shelf for a returned alert",
    (alert: Alert) => afterAction(clear(alert, 1), shelve(2, 60, "oneShot")),
    "conflict",
    "gone already",
  ],
  [
    "taking out of service without a reason",
    (alert: Alert) => afterAction(alert, act(1, { kind: "remove-from-service", reason: " " })),
    "bad-request",
    "reason",
  ],
  [
    "an empty remark",
    (alert: Alert) => afterAction(alert, act(1, { kind: "comment", comment: "" })),
    "bad-request",
    "comment",
  ],
  [
    "unshelving an alert that is not shelved",
    (alert: Alert) => afterAction(alert, act(0, { kind: "unshelve" })),
    "conflict",
    "not shelved",
  ],
  ["a shelf of more than a day", (alert: Alert) => afterAction(alert, shelve(0, 86_401)), "bad-request", "24 hours"],
  ["a shelf into the past", (alert: Alert) => afterAction(alert, shelve(0, 0)), "bad-request", "later"],
  ["a shelf until NaN", (alert: Alert) => afterAction(alert, shelve(0, Number.NaN)), "bad-request", "later"],
  ["a nameless operator", (alert: Alert) => afterAction(alert, ack(1, " ")), "bad-request", "user"],
  [
    "a comment without end",
    (alert: Alert) => afterAction(alert, act(0, { kind: "acknowledge", comment: "x".repeat(3000) })),
    "bad-request",
    "comment",
  ],
] as const)("[A25] %s is refused with the reason", (_name, act, code, words) => {
  expect(() => act(raise())).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
});

it("[A21] a one-shot shelf ends with the occurrence, a timed one does not", () => {
  const shelved = afterAction(raise(), shelve(1, 3600, "oneShot"));
  expect(alertState(shelved, T0 + 2 * S)).toBe("shelved");
  expect(alertState(clear(shelved, 3), T0 + 4 * S)).toBe("cleared");
  expect(alertState(clear(afterAction(raise(), shelve(1, 3600)), 3), T0 + 4 * S)).toBe("shelved");
});

it("[A26] each return of the cause is a new occurrence; acknowledging the previous one is refused", () => {
  const first = raise();
  const again = afterFinding(clear(first, 1), finding(true, 2), newUid) as Alert;
  expect(again.alertUid).toBe(first.alertUid);
  expect(again.occurrenceUid).not.toBe(first.occurrenceUid);
  expect(again.raisedAt).toBe(T0 + 2 * S);
  expect(() => afterAction(again, { ...ack(3), occurrenceUid: first.occurrenceUid })).toThrow("raised again");
  expect(afterAction(again, { ...ack(3), occurrenceUid: again.occurrenceUid }).acknowledged).toBeDefined();
});

it("[A27] an alert that is active after its re-alarm time is annunciated again, up to the maximum number", () => {
  const attributes = { ...plainAttributes("process"), reAlarmS: 60, reAlarmTimes: 2 };
  let alert: Alert = { ...afterAction(raise(), ack(10)), annunciatedAt: T0 };
  expect(afterWaiting(alert, attributes, T0 + 69 * S)).toBeUndefined();
  for (const second of [70, 130]) {
    const next = afterWaiting(alert, attributes, T0 + second * S) as Alert;
    expect(next.acknowledged).toBeUndefined();
    expect(isAnnunciation(alert, next, T0 + second * S)).toBe(true);
    alert = { ...next, annunciatedAt: T0 + second * S };
  }
  expect(afterWaiting(alert, attributes, T0 + 9999 * S)).toBeUndefined();
  expect(afterWaiting(clear({ ...alert, realarmed: 0 }, 140), attributes, T0 + 9999 * S)).toBeUndefined();
  expect(afterWaiting(alert, plainAttributes("process"), T0 + 9999 * S)).toBeUndefined();
});

it("[A28] hidden alerts are not annunciated; when hiding ends they are, unless acknowledged", () => {
  const alert = raise();
  const suppressed = { ...alert, suppressedBy: "x" };
  expect(isAnnunciation(undefined, alert, T0)).toBe(true);
  expect(isAnnunciation(undefined, suppressed, T0)).toBe(false);
  expect(isAnnunciation(suppressed, alert, T0)).toBe(true);
  expect(isAnnunciation(suppressed, afterAction(alert, ack(1)), T0)).toBe(false);
  const out = afterAction(alert, act(1, { kind: "remove-from-service", reason: "r" }));
  expect(isAnnunciation(alert, out, T0 + S)).toBe(false);
  expect(isAnnunciation(out, afterAction(out, act(2, { kind: "return-to-service" })), T0 + 2 * S)).toBe(true);
});

it("[A29] an alert carries its newest twenty comments", () => {
  let alert = raise();
  for (let i = 0; i < 25; i++) alert = afterAction(alert, act(i, { kind: "comment", comment: `remark ${i}` }));
  expect(alert.comments.map(({ comment }) => comment)).toEqual(Array.from({ length: 20 }, (_, i) => `remark ${i + 5}`));
});
