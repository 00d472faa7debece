/** How long history is kept (rules D8, D17 and D25 in docs/rules/historian.md). */
import { expect, it } from "vitest";
import { hoursKept, keptFrom } from "../../../../edge/historian/embedded/kept-from.ts";

const HOUR = 3600e6;
const NOW = Date.UTC(2036, 2, 2) * 1000;
const DAYS = { "1s": 3, "10s": 30, "1min": 365, "1h": 3650 };

it("[D25] hours of the config count for samples and log; without them samples have no age, and the log 72 h", () => {
  expect(hoursKept({ retentionHours: 8 }, false)).toEqual({ historian: { retentionHours: 8 }, logHours: 8 });
  expect(hoursKept({}, false)).toEqual({ historian: {}, logHours: 72 });
  // Samples about people are never kept until the disk is used.
  expect(hoursKept({}, true)).toEqual({ historian: { retentionHours: 72 }, logHours: 72 });
  expect(hoursKept({ retentionHours: 8 }, true).historian).toEqual({ retentionHours: 8 });
});

it("[D25] without hours no sample is too old, and events stay as long as the longest roll-ups", () => {
  const { raw, files } = keptFrom(NOW, { rollupDays: DAYS });
  expect(raw).toBe(0);
  expect([files.get("samples"), files.get("texts")]).toEqual([0, 0]);
  expect(files.get("events")).toBe(NOW - 3650 * 24 * HOUR);
  const dated = keptFrom(NOW, { retentionHours: 8, rollupDays: DAYS });
  expect([dated.raw, dated.files.get("samples")]).toEqual([NOW - 8 * HOUR, NOW - 8 * HOUR]);
  expect(dated.files.get("events")).toBe(NOW - 3650 * 24 * HOUR);
});
