import { expect, it } from "vitest";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import { Occurrences } from "../../../edge/evaluation/watch-recording.ts";

const alert = (more: Partial<AlertView>): AlertView =>
  ({
    occurrenceUid: "o1",
    rule: "charge/low",
    assetUid: "urn:a",
    kind: "process",
    annunciation: "alarm",
    raisedAt: 10,
    evidence: [],
    message: { zh: "低", en: "low" },
    ...more,
  }) as AlertView;

it("[E13] a suppressed alert counts from when it is shown, and not at all when it never is", () => {
  const plant = { assets: [{ assetUid: "urn:a", label: "AGV-1" }] } as never;
  const occurrences = new Occurrences(plant, () => undefined);
  expect(occurrences.note(alert({ suppressedBy: "at-rest" }), 10)).toBeUndefined();
  expect(occurrences.note(alert({ occurrenceUid: "o2", suppressedBy: "at-rest" }), 12)).toBeUndefined();
  expect(occurrences.note(alert({}), 50)).toMatchObject({ raisedAt: 50, isSuppressed: false });
  expect(occurrences.note(alert({ occurrenceUid: "o2", clearedAt: 60 }), 60)).toBeUndefined();
  expect(occurrences.note(alert({ clearedAt: 70 }), 70)).toBeUndefined();
  expect(occurrences.all.map(({ isSuppressed, raisedAt, clearedAt }) => [isSuppressed, raisedAt, clearedAt])).toEqual([
    [false, 50, 70],
    [true, 10, 60],
  ]);
});
