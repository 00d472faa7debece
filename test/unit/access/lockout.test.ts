import fc from "fast-check";
import { expect, it } from "vitest";
import { Lockout } from "../../../edge/access/lockout.ts";

const SECOND = 1e6;

it("[S4] [U8] ten failures in five minutes are free, then the wait doubles from 30 s to 15 min", () => {
  const lockout = new Lockout();
  let now = 0;
  for (let i = 0; i < 10; i++) expect(lockout.attempt(["user a"], now)).toBe(0);
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    const wait = lockout.attempt(["user a"], now);
    waits.push(wait);
    now += wait * SECOND;
    expect(lockout.attempt(["user a"], now)).toBe(0);
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
});

it("[U8] failures that come slowly never lock, and an hour of quiet forgets", () => {
  const lockout = new Lockout();
  for (let i = 0; i < 50; i++) expect(lockout.attempt(["user a"], i * 34 * SECOND)).toBe(0);
  for (let i = 0; i < 10; i++) lockout.attempt(["user b"], 0);
  expect(lockout.waitS(["user b"], 0)).toBe(30);
  const later = 3_700 * SECOND;
  expect(lockout.attempt(["user b"], later)).toBe(0);
  expect(lockout.waitS(["user b"], later)).toBe(0);
});

it("[S4] [U8] attempts that run at once are counted before anybody looks at the password; what was right is taken back", () => {
  const lockout = new Lockout();
  const through = Array.from({ length: 100 }, () => lockout.attempt(["user a", "address 10.0.0.7"], 0)).filter((wait) => wait === 0);
  expect(through).toHaveLength(10);
  expect(lockout.attempt(["user b", "address 10.0.0.7"], 0)).toBe(30);
  lockout.forgive(["user a", "address 10.0.0.7"]);
  expect(lockout.attempt(["user b", "address 10.0.0.7"], 0)).toBe(0);
});

it("[U8] however many names are guessed, a bounded number is kept", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 50 }), (names) => {
      const lockout = new Lockout();
      for (const name of names) lockout.attempt([name], 0);
      expect(lockout.size).toBe(new Set(names).size);
    }),
  );
  const lockout = new Lockout();
  for (let i = 0; i < 30_000; i++) lockout.attempt([`user ${i}`], 0);
  expect(lockout.size).toBe(10_000);
});
