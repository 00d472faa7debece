/** Which greeting continues the log that the hub knows. */
import { expect, it } from "vitest";
import { NO_COUNTS } from "../../../edge/fleet/wire/counts.ts";
import type { Greeting, Start } from "../../../edge/fleet/wire/greeting.ts";
import { isOvertaken, refusalOf } from "../../../edge/hub/admission.ts";

const start = (epoch: number, position: number, run = `${epoch}`.padStart(16, "0")): Start => ({
  epoch,
  run,
  position,
});
const greeting = (...starts: readonly Start[]): Greeting => ({
  protocol: 1,
  edgeId: "edge",
  logUid: "log",
  site: "",
  position: 0,
  oldest: 0,
  counts: NO_COUNTS,
  starts,
});
const known = { logUid: "log", starts: [start(1, 0), start(2, 100)] };
const refused = (given: Greeting, head: number) => refusalOf(given, known, head)?.en;

it("[HU5] the same start, and later ones that began at or after the end of the copy, are welcome", () => {
  expect(refused(greeting(start(1, 0), start(2, 100)), 150)).toBeUndefined();
  expect(refused(greeting(start(1, 0), start(2, 100), start(3, 150)), 150)).toBeUndefined();
  // Starts that sent nothing, and a list that was lost.
  expect(refused(greeting(start(2, 100), start(4, 180), start(7, 300)), 150)).toBeUndefined();
  expect(refused(greeting(start(9, 150)), 150)).toBeUndefined();
});

it("[HU5] a box that began as a copy is refused, whichever of the two speaks later", () => {
  expect(refused(greeting(start(1, 0), start(2, 100, "f".repeat(16))), 150)).toContain("two boxes");
  expect(refused(greeting(start(1, 0)), 150)).toContain("two boxes");
  expect(refused(greeting(start(1, 0), start(2, 100, "f".repeat(16)), start(3, 500)), 150)).toContain("two boxes");
});

it("[HU6] an older copy of the folder, and another log, are refused with what to do", () => {
  expect(refused(greeting(start(1, 0), start(2, 100), start(3, 120)), 150)).toContain("older copy");
  expect(refusalOf({ ...greeting(start(3, 500)), logUid: "other" }, known, 150)?.zh).toContain("提交日志与之前不同");
});

it("[HU5] items that a start wrote after a later one began are of a second box", () => {
  expect(isOvertaken(start(1, 0).run, 100, known.starts)).toBe(false);
  expect(isOvertaken(start(1, 0).run, 101, known.starts)).toBe(true);
  expect(isOvertaken(start(2, 100).run, 1e9, known.starts)).toBe(false);
});
