import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Muster } from "../../../../edge/safety/response/muster.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-muster-"));
  path = join(dir, "personal", "muster.jsonl");
});
afterEach(() => rmSync(dir, { recursive: true }));

const people = (...ids: string[]) => ids.map((id) => ({ id, name: `Name ${id}`, place: "door 1" }));
const OPEN = new Set(["r-1"]);

it("[RE9] without the plant's four facts nobody is counted or named, and nothing is on disk", () => {
  const muster = new Muster({ path, isOn: false }, OPEN);
  expect(() => muster.setAccess({ at: 1, people: people("a") })).toThrow(/safety.people.muster is off/);
  expect(() => muster.checkIn({ response: "r-1", person: "a", at: 1 })).toThrow(/is off/);
  expect(() => muster.unaccounted("r-1")).toThrow(/is off/);
  expect(existsSync(path)).toBe(false);
});

it("[RE10] who has not checked in is unknown, also without a record, and the count is that of the record", () => {
  const muster = new Muster({ path, isOn: true }, OPEN);
  expect(muster.counts("r-1")).toEqual({
    recordAt: null,
    inside: null,
    checkedIn: 0,
    unaccounted: null,
    strangers: null,
  });
  muster.setAccess({ at: 5, people: people("a", "b", "c") });
  muster.checkIn({ response: "r-1", person: "b", at: 6 });
  muster.checkIn({ response: "r-1", person: "b", at: 9 });
  muster.checkIn({ response: "r-1", person: "guest", at: 7 });
  expect(muster.counts("r-1")).toEqual({ recordAt: 5, inside: 3, checkedIn: 2, unaccounted: 2, strangers: 1 });
  expect(muster.unaccounted("r-1")).toEqual(people("a", "c"));
  // Somebody who came in since is unaccounted for; somebody who left by the record is not inside.
  muster.setAccess({ at: 8, people: people("b", "d") });
  expect(muster.counts("r-1")).toEqual({ recordAt: 8, inside: 2, checkedIn: 2, unaccounted: 1, strangers: 1 });
  expect(() => muster.setAccess({ at: 9, people: people("b", "b") })).toThrow(/same id/);
  expect(() => muster.checkIn({ response: "r-2", person: "a", at: 9 })).toThrow(/has ended/);
  muster.close();
});

it("[RE11] a restart keeps record and check-ins while a response is open; with its end the file is gone", () => {
  const first = new Muster({ path, isOn: true }, new Set());
  first.setAccess({ at: 5, people: people("a", "b") });
  expect(existsSync(path)).toBe(false);
  first.follow(OPEN);
  first.checkIn({ response: "r-1", person: "a", at: 6 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  // A kill: nothing is closed.
  const second = new Muster({ path, isOn: true }, OPEN);
  expect(second.counts("r-1")).toEqual({ recordAt: 5, inside: 2, checkedIn: 1, unaccounted: 1, strangers: 0 });
  second.follow(new Set());
  expect(existsSync(path)).toBe(false);
  // Switched off meanwhile.
  first.close();
  const third = new Muster({ path, isOn: true }, OPEN);
  third.setAccess({ at: 7, people: people("a") });
  third.close();
  expect(existsSync(path)).toBe(true);
  new Muster({ path, isOn: false }, OPEN).close();
  expect(existsSync(path)).toBe(false);
});
