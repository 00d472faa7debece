import { expect, it } from "vitest";
import type { AlertView } from "../../edge/contracts/alerts/alert.ts";
import { soundingPriority } from "../../twin-viewer/src/data/alarm-sound.ts";

const alert = (priority: 1 | 2 | 3 | 4, state: AlertView["state"], over: Partial<AlertView> = {}) =>
  ({ priority, state, annunciation: "alarm", kind: "process", raisedAt: 100, ...over }) as AlertView;

it("the most urgent unacknowledged alarm sounds; acknowledged, cleared, shelved, suppressed ones are quiet", () => {
  expect(soundingPriority([alert(3, "active"), alert(2, "active"), alert(1, "acknowledged")], 0)).toBe(2);
  for (const state of ["acknowledged", "cleared", "latched", "shelved", "suppressed", "out-of-service"] as const)
    expect(soundingPriority([alert(1, state)], 0), state).toBeUndefined();
});

it("advisories never sound, and silence holds until a newer alarm comes", () => {
  expect(soundingPriority([alert(1, "active", { annunciation: "advisory", kind: "prediction" })], 0)).toBeUndefined();
  expect(soundingPriority([alert(1, "active")], 100)).toBeUndefined();
  expect(soundingPriority([alert(1, "active"), alert(4, "active", { raisedAt: 200 })], 100)).toBe(4);
});
