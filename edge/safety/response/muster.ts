/**
 * Who is inside by the record of access control, and who has checked in at an assembly point (rules RE9 to RE11). Only
 * while a response is open, and only where the plant has switched the function on; erased when the last one ends.
 */
import { chmodSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Inside, MusterCounts, MusterReader } from "../../contracts/safety/muster.ts";
import { DurableLines } from "../../store/durable-lines.ts";
import { makePrivateFolder } from "../../store/private-folder.ts";

const FORMAT = "muster";
/** People in one record of access control. */
const MOST_INSIDE = 10_000;
/** Check-ins of one response: everybody once, and some who are on no record. */
const MOST_CHECK_INS = 20_000;

interface Access {
  readonly at: Micros;
  readonly people: readonly Inside[];
}

interface CheckIn {
  readonly response: string;
  readonly person: string;
  readonly at: Micros;
}

type Line = { readonly access: Access } | { readonly checkIn: CheckIn };

interface Parts {
  /** File of its own, only while a response is open. */
  readonly path: string;
  readonly isOn: boolean;
}

export class Muster implements MusterReader {
  readonly #parts: Parts;
  #lines: DurableLines | undefined;
  #access: Access | undefined;
  /** By response: when each person checked in. */
  readonly #checkedIn = new Map<string, Map<string, Micros>>();
  #open: ReadonlySet<string> = new Set();

  /** `open`: uids of open responses. Throws EdgeError `disk`. */
  constructor(parts: Parts, open: ReadonlySet<string>) {
    this.#parts = parts;
    this.follow(open);
  }

  get isOn(): boolean {
    return this.#parts.isOn;
  }

  /** Takes the open responses. Without one nothing about people stays. Throws EdgeError `disk`. */
  follow(open: ReadonlySet<string>): void {
    this.#open = open;
    for (const uid of [...this.#checkedIn.keys()]) if (!open.has(uid)) this.#checkedIn.delete(uid);
    if (open.size === 0 || !this.isOn) this.#erase();
    else if (this.#lines === undefined) this.#load();
  }

  /** The whole record of access control, which replaces the one before. */
  setAccess(access: Access): void {
    this.#demandOn();
    if (access.people.length > MOST_INSIDE)
      throw new EdgeError("bad-request", `people: ${MOST_INSIDE} at most, this record has ${access.people.length}`);
    const ids = new Set(access.people.map(({ id }) => id));
    if (ids.size < access.people.length)
      throw new EdgeError("bad-request", "people: two have the same id; give each person once");
    this.#lines?.append([{ access } satisfies Line]);
    this.#access = access;
  }

  /** Checks somebody in; the first time counts. */
  checkIn({ response, person, at }: CheckIn): void {
    this.#demandOn();
    if (!this.#open.has(response)) throw new EdgeError("conflict", "the response has ended; nobody is checked in");
    const known = this.#checkedIn.get(response) ?? new Map<string, Micros>();
    if (known.has(person)) return;
    if (known.size >= MOST_CHECK_INS) throw new EdgeError("conflict", `a response takes ${MOST_CHECK_INS} check-ins`);
    this.#lines?.append([{ checkIn: { response, person, at } } satisfies Line]);
    this.#checkedIn.set(response, known.set(person, at));
  }

  counts(response: string): MusterCounts {
    const known = this.#checkedIn.get(response);
    const inside = this.#access?.people;
    const unaccounted = inside?.filter(({ id }) => known?.has(id) !== true).length;
    const ids = new Set(inside?.map(({ id }) => id));
    const strangers = [...(known?.keys() ?? [])].filter((id) => !ids.has(id)).length;
    return {
      recordAt: this.#access?.at ?? null,
      inside: inside?.length ?? null,
      checkedIn: known?.size ?? 0,
      unaccounted: unaccounted ?? null,
      strangers: inside === undefined ? null : strangers,
    };
  }

  unaccounted(response: string): readonly Inside[] {
    this.#demandOn();
    const known = this.#checkedIn.get(response);
    return this.#access?.people.filter(({ id }) => known?.has(id) !== true) ?? [];
  }

  close(): void {
    this.#lines?.close();
    this.#lines = undefined;
  }

  #demandOn(): void {
    if (!this.isOn)
      throw new EdgeError("forbidden", "safety.people.muster is off; the plant states its four facts to switch it on");
  }

  /** After a kill everybody who has checked in still has. */
  #load(): void {
    const { path } = this.#parts;
    makePrivateFolder(dirname(path));
    const { lines, records } = DurableLines.open(path, FORMAT);
    chmodSync(path, 0o600);
    this.#lines = lines;
    let newest: Access | undefined;
    for (const line of records as Line[]) {
      if ("access" in line) newest = line.access;
      else if (this.#open.has(line.checkIn.response)) {
        const { response, person, at } = line.checkIn;
        this.#checkedIn.set(response, (this.#checkedIn.get(response) ?? new Map()).set(person, at));
      }
    }
    // The record that came before the response was opened is only in memory.
    if (this.#access === undefined) this.#access = newest;
    else lines.append([{ access: this.#access } satisfies Line]);
  }

  #erase(): void {
    this.close();
    rmSync(this.#parts.path, { force: true });
  }
}
