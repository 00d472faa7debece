/** Answers questions to the followers of a thread, inside it (docs/rules/follower.md, FO10 and FO13). */
import { serialize } from "node:v8";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import type { Follower } from "../../contracts/path/follower.ts";
import type { LogConsumer } from "./log-consumer.ts";
import type { Progress } from "./progress.ts";
import type { Runner } from "./runner.ts";
import type { Ask, FromThread } from "./thread-messages.ts";

/** How long a question waits for the items committed before it. */
const FRESH_WITHIN_MS = 1_500;
/** The main thread reads an answer at once: 32 MiB hold it for a quarter of a second. */
const MOST_MIB = 32;
const MIB = 1024 * 1024;

export interface AnswerParts {
  readonly consumers: readonly Pick<LogConsumer, "name" | "follower">[];
  readonly reached: (consumer: number, ask: Ask) => Promise<void>;
  readonly progress: Pick<Progress, "atQuestion" | "atNothing">;
  send(message: FromThread, moved?: readonly ArrayBuffer[]): void;
}

/** The freshness of an answer: its follower takes what was committed before, within a limit. */
export function freshBy(runner: Pick<Runner, "reached">, consumers: readonly LogConsumer[]): AnswerParts["reached"] {
  return (number, { position }) => runner.reached(consumers.slice(number, number + 1), position, FRESH_WITHIN_MS);
}

/**
 * One question at a time, the followers in turn: however many questions one follower is asked, a question to another
 * one waits for one answer of each. Between two answers the thread takes items of the log.
 */
export class AnswersInTurn {
  readonly #parts: AnswerParts;
  /** Ids of the questions whose reader still waits, by follower: each follower has ids of its own. */
  readonly #open: readonly Set<number>[];
  /** Questions that may be answered, by follower. */
  readonly #due: readonly Ask[][];
  #next = 0;
  #isAnswering = false;

  constructor(parts: AnswerParts) {
    this.#parts = parts;
    this.#open = parts.consumers.map(() => new Set());
    this.#due = parts.consumers.map(() => []);
  }

  async ask(ask: Ask): Promise<void> {
    this.#open[ask.follower]?.add(ask.id);
    await this.#parts.reached(ask.follower, ask);
    this.#due[ask.follower]?.push(ask);
    if (this.#isAnswering) return;
    this.#isAnswering = true;
    setImmediate(() => this.#answerNext());
  }

  /** Nobody waits for this answer any more. */
  cancel({ follower, id }: Pick<Ask, "follower" | "id">): void {
    this.#open[follower]?.delete(id);
  }

  #answerNext(): void {
    const ask = this.#take();
    this.#isAnswering = ask !== undefined;
    if (ask === undefined) return;
    this.#answer(ask);
    setImmediate(() => this.#answerNext());
  }

  #take(): Ask | undefined {
    for (let tried = 0; tried < this.#due.length; tried++) {
      const due = this.#due[this.#next] ?? [];
      const open = this.#open[this.#next];
      this.#next = (this.#next + 1) % this.#due.length;
      for (let ask = due.shift(); ask !== undefined; ask = due.shift()) if (open?.delete(ask.id) === true) return ask;
    }
    return undefined;
  }

  #answer(ask: Ask): void {
    const { consumers, progress, send } = this.#parts;
    const { follower, id } = ask;
    progress.atQuestion(follower);
    try {
      const { name, follower: open } = consumers[follower] as (typeof consumers)[number];
      const answer = answerOf(name, open, ask);
      send({ kind: "answer", follower, id, answer }, [answer.buffer]);
    } catch (error) {
      const code = error instanceof EdgeError ? error.code : "unavailable";
      send({ kind: "failure", follower, id, code, message: reasonOf(error) });
    } finally {
      progress.atNothing();
    }
  }
}

function answerOf(name: string, follower: Follower | undefined, { question, asked }: Ask): Uint8Array<ArrayBuffer> {
  if (follower === undefined)
    throw new EdgeError("unavailable", "its file cannot be opened; see its state in /api/v1/health");
  const { answers = {} } = follower;
  if (!Object.hasOwn(answers, question)) throw new Error(`it knows no question ${question}`);
  const answer = serialize((answers[question] as (...asked: readonly unknown[]) => unknown)(...asked));
  if (answer.length > MOST_MIB * MIB)
    throw new EdgeError(
      "bad-request",
      `the answer of follower ${name} has ${Math.round(answer.length / MIB)} MiB, more than ${MOST_MIB}; ask for less`,
    );
  return new Uint8Array(answer);
}
