import fc from "fast-check";
import { expect, it } from "vitest";
import { Lockout, QUICK } from "../../../edge/access/lockout.ts";
import { type Attempt, SignInGuard } from "../../../edge/access/sign-in-guard.ts";

const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const attempt = (name: string, address = "10.0.0.7", isUser = true): Attempt => ({ name, address, isUser });

it("[S4] [U8] ten failures in five minutes are free, then the wait doubles from 30 s to 15 min", () => {
  const guard = new SignInGuard();
  let now = 0;
  for (let i = 0; i < 10; i++) expect(guard.attempt(attempt("a"), now)).toBe(0);
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    const wait = guard.attempt(attempt("a"), now);
    waits.push(wait);
    now += wait * SECOND;
    expect(guard.attempt(attempt("a"), now)).toBe(0);
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
});

it("[U8] slow failures never lock, and a quiet hour resets the count", () => {
  const lockout = new Lockout(QUICK);
  for (let i = 0; i < 50; i++) {
    expect(lockout.waitS("a", i * 34 * SECOND)).toBe(0);
    lockout.count("a", i * 34 * SECOND);
  }
  for (let i = 0; i < 10; i++) lockout.count("b", 0);
  expect(lockout.waitS("b", 0)).toBe(30);
  lockout.count("b", 3_700 * SECOND);
  expect(lockout.waitS("b", 3_700 * SECOND)).toBe(0);
});

it("[S4] [U8] concurrent attempts count before the password is checked; successful ones are taken back", () => {
  const guard = new SignInGuard();
  const through = Array.from({ length: 100 }, () => guard.attempt(attempt("a"), 0)).filter((wait) => wait === 0);
  expect(through).toHaveLength(10);
  guard.takeBack(attempt("a"));
  expect(guard.attempt(attempt("a"), 0)).toBe(0);
});

it("[S4] [U8] row 7: ten wrong passwords of one user lock out no other user behind the same address", () => {
  const guard = new SignInGuard();
  for (let i = 0; i < 12; i++) guard.attempt(attempt("a"), 0);
  expect(guard.attempt(attempt("a"), 0)).toBe(30);
  expect(guard.attempt(attempt("b"), 0)).toBe(0);
  expect(guard.attempt(attempt("a", "10.0.0.8"), 0)).toBe(0);
});

it("[S4] [U8] row 7: guesses of many names from one address, and of one name from many, are slowed down later", () => {
  const guard = new SignInGuard();
  for (let i = 0; i < 50; i++) expect(guard.attempt(attempt(`name-${i}`, "10.0.0.7", false), 0)).toBe(0);
  expect(guard.attempt(attempt("name-50", "10.0.0.7", false), 0)).toBe(30);
  for (let i = 0; i < 50; i++) expect(guard.attempt(attempt("ann", `10.1.0.${i}`), 0)).toBe(0);
  expect(guard.attempt(attempt("ann", "10.1.0.200"), 0)).toBe(30);
  // An unknown name, guessed from all addresses, waits as long: the wait does not reveal which names exist.
  for (let i = 0; i < 50; i++) expect(guard.attempt(attempt("nobody", `10.2.0.${i}`, false), 0)).toBe(0);
  expect(guard.attempt(attempt("nobody", "10.2.0.200", false), 0)).toBe(30);
});

it("[U8] row 7: guesses lock no user out of known addresses, and no wait is longer than 15 min", () => {
  const guard = new SignInGuard();
  let now = 0;
  guard.attempt(attempt("ann", "10.0.0.5"), now);
  guard.succeeded(attempt("ann", "10.0.0.5"));
  // A day of guesses: at the name from all addresses, and at other names from the user's address.
  for (let i = 0; i < 24 * 60; i++) {
    now += MINUTE;
    expect(guard.attempt(attempt("ann", `10.1.${i % 200}.1`), now)).toBeLessThanOrEqual(900);
    expect(guard.attempt(attempt(`name-${i}`, "10.0.0.5", false), now)).toBeLessThanOrEqual(900);
    expect(guard.waitS(attempt("ann", "10.0.0.5"), now)).toBe(0);
  }
  expect(guard.waitS(attempt("bo", "10.0.0.5"), now)).toBeGreaterThan(0);
});

it("[S4] [U8] a right password ends no wait caused by guesses at other names or from other addresses", () => {
  const guard = new SignInGuard();
  guard.attempt(attempt("bo"), 0);
  guard.succeeded(attempt("bo"));
  for (let i = 0; i < 50; i++) guard.attempt(attempt(`name-${i}`), 0);
  for (let i = 0; i < 50; i++) guard.attempt(attempt("bo", `10.1.0.${i}`), 0);
  expect(guard.attempt(attempt("bo"), 0)).toBe(0);
  guard.succeeded(attempt("bo"));
  expect(guard.waitS(attempt("cy"), 0)).toBe(30);
  expect(guard.waitS(attempt("bo", "10.1.0.200"), 0)).toBe(30);
});

it("[U8] the number of stored names is bounded, however many are guessed", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 50 }), (names) => {
      const lockout = new Lockout(QUICK);
      for (const name of names) lockout.count(name, 0);
      expect(lockout.size).toBe(new Set(names).size);
    }),
  );
  const lockout = new Lockout(QUICK);
  for (let i = 0; i < 30_000; i++) lockout.count(`user ${i}`, 0);
  expect(lockout.size).toBe(10_000);
  // Unknown names do not displace the entries of a user.
  const guard = new SignInGuard();
  for (let i = 0; i < 60; i++) guard.attempt(attempt("ann", `10.1.0.${i}`), 0);
  for (let i = 0; i < 30_000; i++)
    guard.attempt(attempt(`invented ${i}`, `10.${i % 250}.${Math.floor(i / 250)}.1`, false), 0);
  expect(guard.waitS(attempt("ann", "192.168.0.1"), 0)).toBeGreaterThan(0);
});
