/** Reports by themselves: rules RP12 to RP16 in docs/rules/reports.md. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { AssetConfig } from "../../../edge/contracts/plant/edge-config.ts";
import type { ReportDocument } from "../../../edge/contracts/reports/document.ts";
import type { ReportQuestion } from "../../../edge/contracts/reports/question.ts";
import { type ReportsConfig, reportsSection, type ScheduleConfig } from "../../../edge/reports/config.ts";
import { reportMaker } from "../../../edge/reports/maker.ts";
import { dueOf, Scheduler } from "../../../edge/reports/scheduler.ts";
import { Shelf } from "../../../edge/reports/shelf.ts";
import { reportParts, SHIFT_FROM, SHIFT_TO } from "../../fakes/reports/parts.ts";

const MIN = 60e6;
const HOUR = 3_600e6;
const DAY = 86_400e6;
const lines: string[] = [];
const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
const site = reportParts().plant.site;
const daily: ScheduleConfig = { id: "shift", kind: "shift", afterMin: 10, language: "zh", format: "html" };

let dir: string;
let now: number;
let isCurrent: boolean;
let fails: Error | undefined;
let asked: ReportQuestion[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-reports-"));
  now = SHIFT_FROM + HOUR;
  isCurrent = true;
  fails = undefined;
  asked = [];
  lines.length = 0;
});
afterEach(() => rmSync(dir, { recursive: true }));

/** An edge that starts anew with the files of the one before. */
function start(schedules: readonly ScheduleConfig[] = [daily], keep = 400) {
  const shelf = Shelf.open(dir, log);
  const parts = { ...reportParts(), now: () => now };
  const maker = reportMaker(parts, shelf);
  const make = async (...[caller, question]: Parameters<typeof maker.make>): Promise<ReportDocument> => {
    asked.push(question);
    if (fails !== undefined) throw fails;
    return await maker.make(caller, question);
  };
  const config: ReportsConfig = { schedules: [...schedules], keep };
  const scheduler = new Scheduler({
    config,
    site,
    // What is written is another matter (render.test.ts), and takes a thread and a font for each.
    maker: { ...maker, make, render: async () => ({ body: Buffer.from("whole"), type: "text/html", name: "" }) },
    shelf,
    isCurrent: () => isCurrent,
    log,
    now: () => now,
  });
  const at = async (time: number): Promise<void> => {
    now = time;
    scheduler.tick();
    await scheduler.idle();
  };
  return { shelf, at };
}

const spansOf = (shelf: Shelf) => shelf.newestFirst().map(({ from, to }) => [from, to]);

it("[RP12] each period is made once, ten minutes after its end, over restarts", async () => {
  const first = start();
  await first.at(SHIFT_FROM + HOUR);
  await first.at(SHIFT_TO + 9 * MIN);
  expect(first.shelf.newestFirst()).toEqual([]);
  await first.at(SHIFT_TO + 10 * MIN);
  await first.at(SHIFT_TO + 11 * MIN);
  expect(spansOf(first.shelf)).toEqual([[SHIFT_FROM, SHIFT_TO]]);
  const again = start();
  await again.at(SHIFT_TO + 12 * MIN);
  expect(spansOf(again.shelf)).toEqual([[SHIFT_FROM, SHIFT_TO]]);
  await again.at(SHIFT_TO + 8 * HOUR + 10 * MIN);
  expect(spansOf(again.shelf)[0]).toEqual([SHIFT_TO, SHIFT_TO + 8 * HOUR]);
  expect(asked).toHaveLength(2);
});

it("[RP12] a report that is on disk without its place in the list is made again, not twice", async () => {
  const { shelf, at } = start();
  await at(SHIFT_FROM + HOUR);
  // A kill between the file and the list.
  writeFileSync(join(dir, "shift-20261124T0000.html"), "half");
  await at(SHIFT_TO + 10 * MIN);
  expect(readdirSync(dir).sort()).toEqual(["made.json", "shift-20261124T0000.html"]);
  expect(shelf.contentOf(shelf.newestFirst()[0]?.uid ?? "")?.toString("utf8")).toBe("whole");
});

it("[RP13] periods that ended while the edge was off are made later, up to a month back", async () => {
  await start().at(SHIFT_FROM + HOUR);
  const { shelf, at } = start();
  for (let turn = 0; turn < 4; turn++) await at(SHIFT_FROM + DAY + HOUR + turn * MIN);
  expect(spansOf(shelf)).toEqual([
    [SHIFT_FROM + 16 * HOUR, SHIFT_FROM + DAY],
    [SHIFT_TO, SHIFT_TO + 8 * HOUR],
    [SHIFT_FROM, SHIFT_TO],
  ]);
  const late = start();
  await late.at(SHIFT_FROM + 60 * DAY + HOUR);
  expect(spansOf(late.shelf)[0]?.[0]).toBeGreaterThan(SHIFT_FROM + 28 * DAY);
  expect(lines.join()).toContain("more than a month ago");
});

it("[RP13] a report that cannot be made is tried again each minute, and given up after a day", async () => {
  const { shelf, at } = start();
  await at(SHIFT_FROM + HOUR);
  fails = new EdgeError("unavailable", "the books do not answer");
  await at(SHIFT_TO + 10 * MIN);
  await at(SHIFT_TO + 10.5 * MIN);
  expect(asked).toHaveLength(1);
  await at(SHIFT_TO + 11 * MIN);
  expect(asked).toHaveLength(2);
  await at(SHIFT_TO + DAY + 10 * MIN);
  fails = undefined;
  await at(SHIFT_TO + DAY + 12 * MIN);
  expect(spansOf(shelf).at(-1)).toEqual([SHIFT_TO, SHIFT_TO + 8 * HOUR]);
  expect(lines.join()).toContain("given up");
});

it("[RP13] a report about a machine that is gone is left out at once", async () => {
  const { shelf, at } = start([{ ...daily, kind: "machine", asset: "GONE" }]);
  await at(SHIFT_FROM + HOUR);
  await at(SHIFT_TO + 10 * MIN);
  await at(SHIFT_TO + 12 * MIN);
  expect(asked).toHaveLength(1);
  expect(shelf.newestFirst()).toEqual([]);
});

it("[RP14] it waits until the books have taken over the log, an hour at most", async () => {
  const { shelf, at } = start();
  await at(SHIFT_FROM + HOUR);
  isCurrent = false;
  await at(SHIFT_TO + 10 * MIN);
  expect(asked).toEqual([]);
  await at(SHIFT_TO + 70 * MIN);
  expect(spansOf(shelf)).toEqual([[SHIFT_FROM, SHIFT_TO]]);
});

it("[RP15] the newest reports are kept, and the oldest are deleted with their files", async () => {
  const { shelf, at } = start([daily], 2);
  await at(SHIFT_FROM + HOUR);
  for (let shift = 1; shift <= 4; shift++) await at(SHIFT_FROM + shift * 8 * HOUR + 10 * MIN);
  expect(shelf.newestFirst()).toHaveLength(2);
  expect(readdirSync(dir).filter((name) => name !== "made.json")).toHaveLength(2);
  rmSync(join(dir, shelf.newestFirst()[0]?.file ?? ""));
  expect(Shelf.open(dir, log).newestFirst()).toHaveLength(1);
});

it("[RP15] a report whose list could not be written leaves no file, and files that a kill left go", async () => {
  const { shelf, at } = start();
  await at(SHIFT_FROM + HOUR);
  await at(SHIFT_TO + 10 * MIN);
  const [kept] = shelf.newestFirst();
  const files = () => readdirSync(dir).filter((name) => !name.includes("made.json"));
  const report = { ...(kept as NonNullable<typeof kept>), uid: "other", file: "other-20260101T0000.html" };
  await shelf.pass("shift", SHIFT_TO);
  rmSync(join(dir, "made.json"));
  mkdirSync(join(dir, "made.json"));
  await expect(shelf.add(report, Buffer.from("x"), 400)).rejects.toMatchObject({ code: "disk" });
  expect(files()).toEqual([kept?.file]);
  rmSync(join(dir, "made.json"), { recursive: true });
  await shelf.pass("shift", SHIFT_TO);
  for (const name of [report.file, "notes.txt"]) writeFileSync(join(dir, name), "x");
  expect(Shelf.open(dir, log).newestFirst()).toHaveLength(1);
  expect(files().sort()).toEqual(["notes.txt", kept?.file].sort());
  // Without a list that can be read nothing says which files are of use.
  writeFileSync(join(dir, "made.json"), "{");
  expect(Shelf.open(dir, log).newestFirst()).toEqual([]);
  expect(files()).toContain(kept?.file);
});

it("[RP15] a damaged list is logged, and the schedules begin anew; one of a newer edge is refused", async () => {
  writeFileSync(join(dir, "made.json"), "{");
  expect(Shelf.open(dir, log).newestFirst()).toEqual([]);
  expect(lines.join()).toContain("cannot be read");
  expect(existsSync(join(dir, "made.json"))).toBe(true);
  writeFileSync(join(dir, "made.json"), JSON.stringify({ format: 2, reached: {}, made: [] }));
  expect(() => Shelf.open(dir, log)).toThrow(/newer edge/);
});

describe("[RP12] a report is due", () => {
  const period = { from: SHIFT_FROM, to: SHIFT_TO };

  it.each([
    [{ afterMin: 0 }, SHIFT_TO],
    [{ afterMin: 30 }, SHIFT_TO + 30 * MIN],
    [{ at: "16:00" }, SHIFT_TO],
    [{ at: "06:30" }, SHIFT_TO + 14.5 * HOUR],
  ])("with %j", (more, due) => {
    expect(dueOf({ ...daily, ...more }, period, site)).toBe(due);
  });

  it.each([
    ["2026-03-28T23:00Z", "02:30", "2026-03-29T01:00:00.000Z"],
    ["2026-03-29T01:00Z", "02:30", "2026-03-29T01:00:00.000Z"],
    ["2026-03-29T01:01Z", "02:30", "2026-03-30T00:30:00.000Z"],
    ["2026-03-28T23:00Z", "03:00", "2026-03-29T01:00:00.000Z"],
    ["2026-10-24T23:00Z", "02:30", "2026-10-25T00:30:00.000Z"],
  ])("after %s at %s, also where clocks skip or repeat it: %s", (end, at, due) => {
    const berlin = { ...site, timeZone: "Europe/Berlin" };
    const to = Date.parse(end) * 1000;
    const found = dueOf({ ...daily, at }, { from: to - DAY, to }, berlin);
    expect(new Date(found / 1000).toISOString()).toBe(due);
  });
});

describe("[RP16] gemba check", () => {
  const assets = [{ label: "CNC-101", equipmentPath: "acme/one/milling/cnc-101" }] as AssetConfig[];
  const codesOf = (...schedules: Partial<ScheduleConfig>[]) =>
    reportsSection
      .problems?.({ schedules: schedules.map((one) => ({ ...daily, ...one })), keep: 400 }, assets)
      .map(({ code }) => code);

  it("refuses schedules that cannot be made", () => {
    expect(codesOf({}, { id: "other", kind: "machine", asset: "CNC-101" })).toEqual([]);
    expect(codesOf({}, {})).toEqual(["report-twice"]);
    expect(codesOf({ kind: "machine" })).toEqual(["report-no-asset"]);
    expect(codesOf({ asset: "CNC-101" })).toEqual(["report-odd-asset"]);
    expect(codesOf({ kind: "machine", asset: "X" })).toEqual(["report-asset-unknown"]);
    expect(codesOf({ area: "acme/one/milling" })).toEqual([]);
    expect(codesOf({ area: "acme/one/mill" })).toEqual(["report-area-unknown"]);
  });

  it("warns about channels that send no reports", () => {
    const notify = { channels: [{ id: "mail", sends: "reports" }, { id: "alarms" }] };
    const advised = (channel: string) =>
      reportsSection
        .advice?.({ schedules: [{ ...daily, channel }], keep: 400 }, { notify } as never)
        .map(({ code }) => code);
    expect(advised("mail")).toEqual([]);
    expect(advised("alarms")).toEqual(["report-channel-other"]);
    expect(advised("nobody")).toEqual(["report-channel-unknown"]);
  });
});
