/** The studies of a running edge: asked, made one at a time, stored, recommended and scored later. */
import { rmSync } from "node:fs";
import type { Logger } from "pino";
import { AskedQueue, MOST_WAITING } from "../asked/queue.ts";
import type { AnswerOptions } from "../asked/queue-parts.ts";
import type { Shelf } from "../asked/shelf.ts";
import type { Study, StudyBook, StudyHead, StudyProgress, StudyQuestion } from "../contracts/forecast/studies.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { NewAdvice } from "../contracts/records/advice-book.ts";
import type { BookParts } from "../futures/book-parts.ts";
import { Scores } from "../futures/scores.ts";
import { adviceOf } from "./advice-of.ts";
import type { ApartOptions } from "./apart.ts";
import { newStudy } from "./new-study.ts";
import { headOf } from "./stored.ts";
import type { StudyResult, StudyTask } from "./task.ts";

/** Stored studies; refused and failed ones make room for new ones. */
export const MOST_STORED = 50;
const WORDS = {
  one: "study",
  waiting: `${MOST_WAITING} studies are waiting. Try again when one of them is done.`,
  stored: `${MOST_STORED} studies are stored. Delete one that is not needed any more.`,
  unread: "the file of this study cannot be read. Delete the study, or look at the edge's log",
  removed: "the study was removed",
  less: "Study fewer variants or hours",
};

export interface StudiesParts {
  readonly shelf: Shelf<Study>;
  /** Of what is on the shelf. */
  readonly heads: readonly StudyHead[];
  /** Makes a study in a thread of its own. Throws as `studyApart`. */
  make(task: Pick<StudyTask, "question" | "runs">, options: ApartOptions): Promise<StudyResult>;
  /** Counts what happened (`BookParts`). */
  readonly run: BookParts["run"];
  readonly lostIn: BookParts["lostIn"];
  readonly log: Logger;
  now(): Micros;
}

export class Studies implements StudyBook {
  readonly #parts: StudiesParts;
  readonly #queue: AskedQueue<Study, StudyHead>;
  readonly #scores: Scores<Study>;
  /** Uids of studies whose runs may be on disk. */
  readonly #haveRuns: Set<string>;
  #progress: { readonly uid: string; readonly progress: StudyProgress } | undefined;

  constructor(parts: StudiesParts) {
    this.#parts = parts;
    this.#scores = new Scores(parts);
    this.#haveRuns = new Set(parts.heads.map(({ uid }) => uid));
    this.#queue = new AskedQueue<Study, StudyHead>({
      ...{ shelf: parts.shelf, heads: parts.heads, log: parts.log, now: parts.now },
      words: WORDS,
      mostStored: MOST_STORED,
      headOf,
      answer: async (study, options) => ({ found: await this.#answer(study, options) }),
      idle: () => this.#rest(),
    });
  }

  async ask(question: StudyQuestion, by: string): Promise<StudyHead> {
    return await this.#queue.add(newStudy(question, by, this.#parts.now()));
  }

  list(): readonly StudyHead[] {
    return this.#queue.list();
  }

  progressOf(uid: string): StudyProgress | undefined {
    return this.#progress?.uid === uid ? this.#progress.progress : undefined;
  }

  async find(uid: string): Promise<Study | undefined> {
    return await this.#queue.find(uid);
  }

  async advice(uid: string): Promise<NewAdvice | undefined> {
    const study = await this.find(uid);
    return study === undefined ? undefined : adviceOf(study, this.#parts.now());
  }

  async advised(uid: string, adviceUid: string): Promise<void> {
    const study = await this.find(uid);
    if (study !== undefined) await this.#queue.keep({ ...study, adviceUid });
  }

  async remove(uid: string): Promise<boolean> {
    const isRemoved = await this.#queue.remove(uid);
    if (!isRemoved) return false;
    this.#scores.forget(uid);
    this.#haveRuns.delete(uid);
    return true;
  }

  /** Makes what waits, else scores one study whose time has passed. Called once a second. */
  tick(): void {
    this.#queue.tick();
  }

  /** Ends what is being made; it goes on at the next start. */
  async close(): Promise<void> {
    await this.#queue.close();
  }

  async #answer({ uid, question }: Study, { signal, progress }: AnswerOptions): Promise<Partial<Study>> {
    const { shelf, make, log } = this.#parts;
    this.#haveRuns.add(uid);
    try {
      const result = await make(
        { question, runs: shelf.besideOf(uid) },
        {
          signal,
          progress: (told) => {
            this.#progress = { uid, progress: told };
            progress(told.runs, told.most);
          },
          note: (text) => log.warn({ uid }, text),
        },
      );
      if (result.kind === "refused") return { state: "refused", problems: result.problems };
      const { answer, counted } = result;
      const { at, picked, variants, foreseen } = answer;
      const levels = picked === null ? null : (variants[picked]?.levels ?? null);
      const goods = { good: foreseen.asIs, pickedGood: foreseen.picked };
      return { state: "done", answer, counted, at, picked: levels, ...goods };
    } finally {
      this.#progress = undefined;
    }
  }

  /** While nothing waits: runs of studies that have their answer go, and one is judged against what happened. */
  #rest(): Promise<void> | undefined {
    for (const uid of this.#haveRuns) this.#removeRuns(uid);
    const head = this.#scores.next(this.#queue.heads());
    if (head === undefined) return undefined;
    return this.#scores.judged(head, this.#queue.stopping).then(async (judged) => {
      if (judged !== undefined) await this.#queue.keep(judged);
    });
  }

  #removeRuns(uid: string): void {
    this.#haveRuns.delete(uid);
    try {
      rmSync(this.#parts.shelf.besideOf(uid), { force: true });
    } catch (err) {
      this.#parts.log.warn({ err, uid }, "runs of a study cannot be removed; they go with the study");
    }
  }
}
