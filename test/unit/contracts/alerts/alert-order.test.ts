import fc from "fast-check";
import { expect, it } from "vitest";
import { viewOf } from "../../../../edge/alerts/alert-state.ts";
import type { Alert, AlertState, AlertView } from "../../../../edge/contracts/alerts/alert.ts";
import { asksForAck, byAttention } from "../../../../edge/contracts/alerts/alert-order.ts";

const STATES: readonly AlertState[] = [
  "active",
  "acknowledged",
  "cleared",
  "latched",
  "shelved",
  "suppressed",
  "out-of-service",
  "closed",
];
const ack = { at: 1, by: "li" };

const view = (alertUid: string, over: Partial<AlertView>): AlertView =>
  ({ alertUid, annunciation: "alarm", state: "active", priority: 2, raisedAt: 100, ...over }) as AlertView;

it("[A80] an active critical alarm is above every cleared one, acknowledged or not", () => {
  const blips = Array.from({ length: 40 }, (_, i) =>
    view(`blip-${i}`, { state: "cleared", priority: 1, raisedAt: 200 + i }),
  );
  const standing = view("critical", { priority: 1, raisedAt: 1 });
  const taken = view("taken", { priority: 1, state: "acknowledged", acknowledged: ack });
  const minor = view("minor", { priority: 4, raisedAt: 300 });
  const order = [...blips, taken, minor, standing].sort(byAttention).map(({ alertUid }) => alertUid);
  expect(order.slice(0, 3)).toEqual(["critical", "minor", "taken"]);
  expect(order.at(3)).toBe("blip-39");
});

it("[A80] latched alerts count as active, hidden ones are below, closed ones last", () => {
  const list = [
    view("closed", { state: "closed", priority: 1 }),
    view("shelved", { state: "shelved", priority: 1 }),
    view("cleared", { state: "cleared", priority: 1 }),
    view("advisory", { annunciation: "advisory", priority: 1 }),
    view("seen", { state: "latched", acknowledged: ack }),
    view("held", { state: "latched" }),
  ];
  expect(list.sort(byAttention).map(({ alertUid }) => alertUid)).toEqual([
    "held",
    "seen",
    "advisory",
    "cleared",
    "shelved",
    "closed",
  ]);
});

it("[A80] every list has the same order", () => {
  const some = fc.array(
    fc.record({
      alertUid: fc.uuid(),
      state: fc.constantFrom(...STATES),
      annunciation: fc.constantFrom("alarm" as const, "advisory" as const, "event" as const),
      priority: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
      raisedAt: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(some, (list) => {
      const views = list.map((one) => view(one.alertUid, one));
      const there = [...views].sort(byAttention).map(({ alertUid }) => alertUid);
      expect(
        [...views]
          .reverse()
          .sort(byAttention)
          .map(({ alertUid }) => alertUid),
      ).toEqual(there);
    }),
  );
});

it("[A81] only alarms ask for an acknowledgement, also in old recordings without the field", () => {
  const alert = (annunciation: Alert["annunciation"]) =>
    ({ annunciation, severity: 500, raisedAt: 1, latched: false }) as Alert;
  expect(viewOf(alert("alarm"), 2).asksAck).toBe(true);
  expect(viewOf(alert("advisory"), 2).asksAck).toBe(false);
  expect(viewOf(alert("event"), 2).asksAck).toBe(false);
  expect(viewOf({ ...alert("alarm"), acknowledged: ack }, 2).asksAck).toBe(false);
  const { asksAck: _new, ...old } = viewOf(alert("alarm"), 2);
  expect(asksForAck(old)).toBe(true);
});
