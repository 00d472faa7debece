import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type ClockReading, DeletionClock } from "../../../edge/model/deletion-clock.ts";
import { temporaryFolder } from "../../fakes/config/plant-folder.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 2026-03-02T00:00:00Z. */
const T0 = Date.UTC(2026, 2, 2);

/** Clocks of a machine: time advances both, a step changes one, and a restart of the machine resets its uptime. */
class Machine {
  reading: ClockReading = { wallMs: T0, uptimeMs: 1_000_000, bootId: "first" };
  readonly read = (): ClockReading => this.reading;

  pass(ms: number): void {
    this.reading = { ...this.reading, wallMs: this.reading.wallMs + ms, uptimeMs: this.reading.uptimeMs + ms };
  }

  step(ms: number): void {
    this.reading = { ...this.reading, wallMs: this.reading.wallMs + ms };
  }

  reboot(offMs: number): void {
    this.reading = { wallMs: this.reading.wallMs + offMs, uptimeMs: 0, bootId: `after ${this.reading.bootId}` };
  }
}

let folder: ReturnType<typeof temporaryFolder>;
let machine: Machine;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, "clock.json");
  machine = new Machine();
});

afterEach(() => folder[Symbol.dispose]());

const start = (newestMs?: number): DeletionClock =>
  new DeletionClock({ path, read: machine.read, ...(newestMs === undefined ? {} : { newestMs }) });

it("[D13] row 11: follows the wall clock as long as that agrees with the machine's uptime", () => {
  const clock = start();
  for (let minute = 0; minute < 40; minute++) {
    machine.pass(60_000);
    machine.step(5_000);
    expect(clock.look()).toBeUndefined();
  }
  expect(clock.now).toBe(machine.reading.wallMs * 1000);
});

it.each([
  ["ten years on", 10 * 365 * DAY],
  ["two hours on", 2 * HOUR],
  ["ten years back", -10 * 365 * DAY],
])("[D13] row 11: a clock that steps %s makes nothing old, and deletion resumes when it is back", (_name, stepMs) => {
  const clock = start();
  machine.pass(HOUR);
  clock.look();
  machine.step(stepMs);
  expect(clock.look()).toBe("held");
  expect([clock.now, clock.step]).toEqual([undefined, { stepMs, wallMs: machine.reading.wallMs, isRest: false }]);
  machine.pass(HOUR / 2);
  expect([clock.look(), clock.now]).toEqual([undefined, undefined]);
  machine.step(-stepMs);
  expect([clock.look(), clock.step, clock.now]).toEqual(["believed", undefined, machine.reading.wallMs * 1000]);
});

it("[D14] a step of at most a month is trusted after a day of even running; a further step restarts the day", () => {
  const clock = start();
  machine.step(60 * HOUR);
  clock.look();
  machine.pass(DAY - HOUR);
  expect(clock.look()).toBeUndefined();
  machine.step(5 * HOUR);
  expect(clock.look()).toBe("held");
  machine.pass(DAY - 1);
  expect(clock.look()).toBeUndefined();
  machine.pass(1);
  expect([clock.look(), clock.now]).toEqual(["believed", machine.reading.wallMs * 1000]);
});

it("[D14] a longer step is trusted only when confirmed, however long the clock runs evenly", () => {
  const clock = start();
  machine.step(366 * DAY);
  clock.look();
  for (let day = 0; day < 60; day++) {
    machine.pass(DAY);
    expect(clock.look()).toBeUndefined();
  }
  expect(clock.confirm()).toMatchObject({ stepMs: 366 * DAY });
  expect(clock.now).toBe(machine.reading.wallMs * 1000);
  expect(start().now).toBe(machine.reading.wallMs * 1000);
});

it("[D13] row 11: an edge stopped for a week on a running machine trusts the clock: the uptime explains it", () => {
  start();
  machine.pass(7 * DAY);
  expect(start().now).toBe(machine.reading.wallMs * 1000);
});

it("[D13] row 11: a start with a wrong clock makes nothing old, with or without a restart of the machine", () => {
  start();
  machine.step(3_650 * DAY);
  expect(start().now).toBeUndefined();
  machine.reboot(60_000);
  const again = start();
  expect([again.now, again.step?.stepMs]).toEqual([undefined, 3_650 * DAY + 60_000]);
});

it("[D14] a clock is trusted after half an hour off; after a weekend off, once it has run evenly for an hour", () => {
  start();
  machine.reboot(HOUR / 2);
  expect(start().now).toBe(machine.reading.wallMs * 1000);
  machine.reboot(60 * HOUR);
  const clock = start();
  expect([clock.now, clock.step?.isRest]).toEqual([undefined, true]);
  machine.pass(HOUR - 1);
  expect(clock.look()).toBeUndefined();
  machine.pass(1);
  expect([clock.look(), clock.now]).toEqual(["believed", machine.reading.wallMs * 1000]);
});

it("[D14] another step of the clock in the hour after the machine was off is not explained by that", () => {
  start();
  machine.reboot(60 * HOUR);
  const clock = start();
  machine.step(48 * HOUR);
  expect([clock.look(), clock.step?.isRest]).toEqual(["held", false]);
});

it("[D13] row 11: a data folder without a stored time compares with the arrival of its newest item", () => {
  expect(start(T0 - 3_650 * DAY).now).toBeUndefined();
  expect(existsSync(path)).toBe(false);
  expect(start(T0 - HOUR / 2).now).toBe(T0 * 1000);
});

it("[D13] row 11: a damaged file counts as missing, and the file is written at most once a minute", () => {
  writeFileSync(path, "{");
  const clock = start();
  expect(clock.now).toBe(T0 * 1000);
  machine.pass(59_000);
  clock.look();
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ wallMs: T0 });
  machine.pass(1_000);
  clock.look();
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ wallMs: T0 + 60_000 });
});
