/** Entry of a thread of followers, each of which misbehaves in its own way at the event `poison`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type {
  Follower,
  FollowerMark,
  FollowerNeeds,
  FollowerOutput,
  Learned,
} from "../../../edge/contracts/path/follower.ts";
import type { Micros, SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import { serveFollowers } from "../../../edge/historian/follow/serve-followers.ts";
import { openDatabase } from "../../../edge/store/open-database.ts";
import { replaceFileSync } from "../../../edge/store/replace-file.ts";
import type { TableFile } from "../../../edge/store/table-file.ts";
import { batchOf } from "../source/samples.ts";

export type Behaviour =
  | "sound"
  | "throws"
  | "throws-once"
  | "opens-slowly"
  | "hangs"
  | "grows"
  | "grows-arrays"
  | "hoards"
  | "corrupts"
  | "cannot-write"
  | "oracle";

export interface TestFollowers {
  readonly dir: string;
  readonly behaviours: readonly Behaviour[];
}

/** State of a test follower: enough to detect a repetition, a hole and a wrong order. */
export interface Learnt {
  mark: FollowerMark;
  values: number[];
  events: string[];
  ticks: number;
}

const NOTHING: Learnt = { mark: { position: 0, time: Number.NaN }, values: [], events: [], ticks: 0 };
export type TestAnswers = TestFollower["answers"];

/** Survives when a follower is reopened. */
const memory: { hasThrown: boolean; hoard: unknown[] } = { hasThrown: false, hoard: [] };

/** Keeps its state in a JSON file. */
class TestFollower implements Follower, Learned<Learnt> {
  readonly name: string;
  readonly needs: FollowerNeeds = { tags: "all", events: "all", waveforms: false };
  readonly answers = {
    learnt: () => this.learnt,
    throws: (): number => {
      throw new Error("the answer broke");
    },
    refuses: (): number => {
      throw new EdgeError("not-found", "there is no such thing");
    },
    hangs: (): number => {
      for (;;);
    },
    hoards: (): number => {
      for (;;) memory.hoard.push(new Float64Array(131_072).fill(1));
    },
    floods: (mib: number) => "x".repeat(mib * 1024 * 1024),
    cannotCross: () => () => 1,
  };
  learnt: Learnt = structuredClone(NOTHING);
  readonly behaviour: Behaviour;
  readonly #path: string;
  #written = 0;

  constructor(behaviour: Behaviour, dir: string) {
    this.name = behaviour;
    this.behaviour = behaviour;
    this.#path = join(dir, `${behaviour}.json`);
    const kept = readLearnt(this.#path);
    if (kept !== undefined) this.restore(kept);
    // Half as long again as work on anything but a file may last.
    if (behaviour === "opens-slowly") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6_000);
  }

  snapshot(): Learnt {
    return this.learnt;
  }

  restore(learnt: Learnt): void {
    this.learnt = learnt;
  }

  get mark(): FollowerMark {
    return this.learnt.mark;
  }

  get waiting(): number {
    return this.learnt.events.length - this.#written;
  }

  observe({ values }: SampleBatch): void {
    if (this.behaviour === "hoards") for (const value of values) this.#hoard(value);
    this.learnt.values.push(...values);
  }

  /** Takes a little at each item, slowly enough for the watchdog, which measures memory ten times a second. */
  #hoard(value: number): void {
    memory.hoard.push(new Float64Array(4 * 131_072).fill(value));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15);
  }

  take({ type }: EdgeEvent): void {
    if (type === "poison") this.poisoned();
    this.learnt.events.push(type);
  }

  tick(now: Micros): FollowerOutput | undefined {
    this.learnt.ticks++;
    return this.behaviour === "oracle" ? { samples: batchOf([9, now, this.learnt.ticks]) } : undefined;
  }

  write(mark: FollowerMark): void {
    if (this.behaviour === "cannot-write" && readLearnt(join(this.#path, "..", "may-write.json")) === undefined)
      throw new Error("database is locked");
    this.learnt.mark = mark;
    replaceFileSync(this.#path, JSON.stringify(this.snapshot()));
    this.#written = this.learnt.events.length;
  }

  close(): void {}

  protected poisoned(): void {
    if (this.behaviour === "throws") throw new Error("poisoned");
    if (this.behaviour === "throws-once" && !memory.hasThrown) {
      memory.hasThrown = true;
      throw new Error("poisoned once");
    }
    if (this.behaviour === "hangs") for (;;);
    if (this.behaviour === "grows-arrays") for (;;) memory.hoard.push(new Float64Array(131_072).fill(1));
    if (this.behaviour === "grows") for (;;) memory.hoard.push(Array.from({ length: 100 }, (_, at) => ({ at })));
  }
}

/** Keeps its state in a file of tables, which it corrupts. */
class Corrupting extends TestFollower {
  readonly #path: string;
  readonly #tables: TableFile;
  readonly note: string | undefined;

  constructor(dir: string) {
    super("corrupts", dir);
    this.#path = join(dir, "corrupts.db");
    const migrations = ["CREATE TABLE learnt (id INTEGER PRIMARY KEY, value TEXT)"];
    const { tables, note } = openDatabase({
      path: this.#path,
      kind: "derived",
      migrations,
      log: pino({ level: "silent" }),
    });
    this.#tables = tables;
    this.note = note;
    const row = tables.get("SELECT value FROM learnt WHERE id = 1");
    if (row !== undefined) this.restore(JSON.parse(String(row["value"])) as Learnt);
  }

  override write(mark: FollowerMark): void {
    this.learnt.mark = mark;
    this.#tables.transaction(() =>
      this.#tables.run("INSERT OR REPLACE INTO learnt VALUES (1, ?)", JSON.stringify(this.learnt)),
    );
    this.#tables.run("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  override close(): void {
    this.#tables.close();
  }

  protected override poisoned(): void {
    if (memory.hasThrown) return;
    memory.hasThrown = true;
    // A change by another connection makes it read its pages again.
    const other = new DatabaseSync(this.#path);
    other.exec("CREATE TABLE other (id); PRAGMA wal_checkpoint(TRUNCATE)");
    other.close();
    const bytes = readFileSync(this.#path);
    writeFileSync(this.#path, Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 0xa5)]));
  }
}

function readLearnt(path: string): Learnt | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Learnt;
  } catch {
    return undefined;
  }
}

serveFollowers<TestFollowers>(({ dir, behaviours }) => ({
  followers: behaviours.map((behaviour) => ({
    name: behaviour,
    open: () => (behaviour === "corrupts" ? new Corrupting(dir) : new TestFollower(behaviour, dir)),
  })),
}));
