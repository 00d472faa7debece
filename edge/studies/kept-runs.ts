/** Runs of a study on disk, so that one which was stopped or killed goes on where it was (rules FK76 and FK77). */

import { existsSync, rmSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import { reasonOf } from "../contracts/errors.ts";
import { OUTCOMES } from "../contracts/forecast/study-answer.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Runner } from "../forecast/study/run/crew.ts";
import { Records } from "../forecast/study/run/records.ts";
import type { RunTask } from "../forecast/study/run/study-plant.ts";
import type { Change } from "../forecast/whatif/changes.ts";
import { DurableLines } from "../store/durable-lines.ts";

const FORMAT = "gemba study runs";
/** Runs are written when there are so many, or so long after the last ones: a kill loses no more. */
const OF_BLOCK = 256;
const BLOCK_MS = 1_000;
/** More than there can be: a search looks at 5,000 variants at most, and 2,000 are compared. */
const MOST_VARIANTS = 8_192;

/** What the outcome of each run follows from. Runs of one study are never taken for those of another. */
export interface StudyMarks {
  /** Digest of the file without its seed. */
  readonly file: string;
  readonly seed: number;
  /** Digest of the plant as the config describes it. */
  readonly plant: string;
  /** Name of the record of pieces. Late reports make it no other one: a study rests on what was known when it began. */
  readonly record: string;
  /** Version of the program. */
  readonly program: string;
  readonly at: Micros;
}

const MARKS = ["file", "seed", "at", "plant", "record", "program"] as const satisfies readonly (keyof StudyMarks)[];

/** The first record of the file. Files of former releases have no `start`. */
interface FirstRecord extends StudyMarks {
  /** What the runs start from, as `serialize` writes it, in base64. */
  readonly start?: string;
}

/**
 * A block of runs as columns; `changes`: of variants that are new in it, which are numbered as they come. `ms`: time
 * that was spent since the block before; absent in files of former releases.
 */
interface Block {
  readonly ms?: number;
  readonly changes: readonly string[];
  readonly variant: readonly number[];
  readonly replication: readonly number[];
  /** By outcome. */
  readonly outcomes: readonly (readonly number[])[];
}

export class KeptRuns {
  readonly #path: string;
  readonly #onTrouble: (reason: string) => void;
  #lines: DurableLines | undefined;
  #marks: StudyMarks | undefined;
  #numbers = new Map<string, number>();
  #records = new Records(MOST_VARIANTS);
  #block = emptyBlock();
  #writtenAt = performance.now();
  #start: unknown;
  /** Time that blocks on disk have counted, and since when it is counted anew. */
  #countedMs = 0;
  #countedAt = performance.now();

  private constructor(path: string, onTrouble: (reason: string) => void) {
    this.#path = path;
    this.#onTrouble = onTrouble;
  }

  /** Reads what is there; a damaged file is as none. `onTrouble` hears why runs cannot be read or kept. */
  static open(path: string, onTrouble: (reason: string) => void): KeptRuns {
    const kept = new KeptRuns(path, onTrouble);
    if (existsSync(path)) kept.#read();
    return kept;
  }

  /** Of the study that was begun; undefined where there is none. */
  get marks(): StudyMarks | undefined {
    return this.#marks;
  }

  /** What it began from, as `begin` was given it; undefined where that is not known. */
  get start(): unknown {
    return this.#start;
  }

  /** Time that the study has been worked on, also before it was stopped or killed; without what came after a block. */
  get usedMs(): number {
    return this.#countedMs + performance.now() - this.#countedAt;
  }

  /** Runs that are known. */
  get total(): number {
    return this.#records.total;
  }

  /** Begins a study without runs, or goes on with those of the same study. `start`: plain values, maps and columns. */
  begin(marks: StudyMarks, start: unknown): void {
    if (this.#marks !== undefined && this.#start !== undefined && changedIn(this.#marks, marks).length === 0) return;
    this.close();
    [this.#numbers, this.#records, this.#marks] = [new Map(), new Records(MOST_VARIANTS), marks];
    [this.#start, this.#countedMs] = [start, 0];
    this.#trying(() => {
      rmSync(this.#path, { force: true });
      this.#lines = DurableLines.open(this.#path, FORMAT).lines;
      this.#lines.append([{ ...marks, start: serialize(start).toString("base64") } satisfies FirstRecord]);
    });
  }

  /** Outcomes of the task's variants, one behind the other; undefined where one of them has not run. */
  outcomesOf({ replication, variants, changes }: RunTask): Float64Array | undefined {
    const made = new Float64Array(variants.length * OUTCOMES.length);
    for (const at of variants.keys()) {
      const number = this.#numbers.get(keyOf(changes[at] as readonly Change[]));
      if (number === undefined) return undefined;
      for (const [outcome, name] of OUTCOMES.entries())
        made[at * OUTCOMES.length + outcome] = this.#records.at(name, number, replication);
    }
    return made.some(Number.isNaN) ? undefined : made;
  }

  add({ replication, variants, changes }: RunTask, outcomes: Float64Array): void {
    for (const at of variants.keys()) {
      const key = keyOf(changes[at] as readonly Change[]);
      const number = this.#numbers.get(key) ?? this.#numbers.size;
      // One variant of its task had not run.
      if (!Number.isNaN(this.#records.at(OUTCOMES[0], number, replication))) continue;
      if (number === this.#numbers.size) {
        this.#numbers.set(key, number);
        this.#block.changes.push(key);
      }
      const own = outcomes.subarray(at * OUTCOMES.length, (at + 1) * OUTCOMES.length);
      this.#records.add(replication, [number], own);
      this.#block.variant.push(number);
      this.#block.replication.push(replication);
      for (const [outcome, column] of this.#block.outcomes.entries()) column.push(own[outcome] as number);
    }
    if (this.#block.variant.length >= OF_BLOCK || performance.now() > this.#writtenAt + BLOCK_MS) this.write();
  }

  /** Puts what has run on disk. */
  write(): void {
    const block = this.#block;
    this.#writtenAt = performance.now();
    if (block.variant.length === 0) return;
    this.#block = emptyBlock();
    const ms = Math.round(this.#writtenAt - this.#countedAt);
    this.#countedAt += ms;
    this.#countedMs += ms;
    this.#trying(() => this.#lines?.append([{ ...block, ms } satisfies Block]));
  }

  close(): void {
    this.write();
    this.#lines?.close();
    this.#lines = undefined;
  }

  /** Of a study that has its answer. */
  remove(): void {
    this.close();
    rmSync(this.#path, { force: true });
  }

  #read(): void {
    this.#trying(() => {
      const { lines, records } = DurableLines.open(this.#path, FORMAT);
      this.#lines = lines;
      const [first, ...blocks] = records;
      for (const block of blocks as Block[]) this.#take(block);
      if (first === undefined) return;
      const { start, ...marks } = first as FirstRecord;
      if (start !== undefined) this.#start = deserialize(Buffer.from(start, "base64"));
      this.#marks = marks;
    });
  }

  #take({ changes, variant, replication, outcomes, ms = 0 }: Block): void {
    this.#countedMs += ms;
    for (const key of changes) this.#numbers.set(key, this.#numbers.size);
    for (const [at, number] of variant.entries())
      this.#records.add(
        replication[at] as number,
        [number],
        Float64Array.from(outcomes, (column) => column[at] as number),
      );
  }

  /** A disk that refuses costs the runs that are kept, not the study. */
  #trying(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#lines?.close();
      this.#lines = undefined;
      this.#onTrouble(reasonOf(error));
    }
  }
}

/** Keeps what another runner runs, and gives what is kept instead of running it again. */
export function keptRunner(runner: Runner, kept: KeptRuns): Runner {
  return {
    async run(tasks, done, signal) {
      const open = tasks.filter((task) => {
        const known = kept.outcomesOf(task);
        if (known !== undefined) done(task, known);
        return known === undefined;
      });
      // What is known is given also where no time is left for more.
      if (open.length === 0) return;
      await runner.run(
        open,
        (task, outcomes) => {
          kept.add(task, outcomes);
          done(task, outcomes);
        },
        signal,
      );
    },
  };
}

/** In which of its marks a study differs from what was begun. */
export function changedIn(begun: StudyMarks, now: StudyMarks): readonly (keyof StudyMarks)[] {
  return MARKS.filter((mark) => begun[mark] !== now[mark]);
}

function keyOf(changes: readonly Change[]): string {
  return JSON.stringify(changes);
}

function emptyBlock() {
  return {
    changes: [] as string[],
    variant: [] as number[],
    replication: [] as number[],
    outcomes: OUTCOMES.map((): number[] => []),
  };
}
