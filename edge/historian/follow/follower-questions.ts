/** The edge's side of questions to followers (docs/rules/follower.md, FO10 and FO13). */
import { deserialize } from "node:v8";
import { EdgeError, type EdgeErrorCode } from "../../contracts/errors.ts";
import { asker } from "../../observe/asker.ts";
import { backoffMs } from "../../observe/backoff.ts";
import { Questions } from "../embedded/questions.ts";

/** Questions to one follower that wait for an answer. */
const MOST_OPEN = 32;
/** How long a follower is not asked after the thread ended at one of its answers: each end stops all the others. */
const PAUSE = { firstMs: 60_000, maxMs: 3_600_000 };

/** Questions to one follower since the edge started. */
export interface QuestionCounts {
  readonly name: string;
  readonly answered: number;
  /** Questions without an answer: an error instead of one, or none within the deadline. */
  readonly failed: number;
  /** Questions that were not sent: too many were open, or the follower is not asked for now. */
  readonly refused: number;
}

/** How a question reaches the thread. */
export interface QuestionWay {
  send(id: number): void;
  /** The reader waits no longer. */
  cancel(id: number): void;
}

interface Asked {
  readonly questions: Questions;
  counts: QuestionCounts;
  /** Times in a row that the thread ended at an answer of this follower. */
  ends: number;
  /** Not asked before this, monotonic ms. */
  askAgainAt: number;
}

export class FollowerQuestions {
  readonly #asked: readonly Asked[];
  readonly #clock: () => number;

  constructor(names: readonly string[], clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#asked = names.map((name) => ({
      questions: new Questions(`follower ${name}`, MOST_OPEN),
      counts: { name, answered: 0, failed: 0, refused: 0 },
      ends: 0,
      askAgainAt: Number.NEGATIVE_INFINITY,
    }));
  }

  get counts(): readonly QuestionCounts[] {
    return this.#asked.map(({ counts }) => counts);
  }

  /** Rejects with EdgeError, also when the client has left. `way`: undefined while there is no thread. */
  async ask(follower: number, way: QuestionWay | undefined): Promise<unknown> {
    const asked = this.#of(follower);
    const refusal = this.#refusalOf(asked, way);
    if (way === undefined || refusal !== undefined) {
      this.#count(asked, "refused");
      throw new EdgeError("unavailable", refusal ?? "");
    }
    const isSent = !asked.questions.isFull;
    try {
      const answer = await asked.questions.add({ ...way, signal: asker.getStore() });
      this.#count(asked, "answered");
      return answer;
    } catch (error) {
      const isAnswer = error instanceof EdgeError && error.code !== "unavailable";
      this.#count(asked, !isSent ? "refused" : isAnswer ? "answered" : "failed");
      throw error;
    }
  }

  answer(follower: number, id: number, answer: Uint8Array): void {
    this.#of(follower).questions.answer(id, deserialize(answer));
  }

  fail(follower: number, id: number, error: { readonly message: string; readonly code: EdgeErrorCode }): void {
    this.#of(follower).questions.fail(id, error.message, error.code);
  }

  failAll(why: string): void {
    for (const { questions } of this.#asked) questions.failAll(why);
  }

  /** The thread ended while it worked on an answer of this follower. */
  ended(follower: number): void {
    const asked = this.#of(follower);
    const now = this.#clock();
    if (now - asked.askAgainAt > PAUSE.maxMs) asked.ends = 0;
    asked.askAgainAt = now + backoffMs(asked.ends++, PAUSE);
  }

  /** Why the follower is not asked for now. */
  #refusalOf({ counts: { name }, askAgainAt }: Asked, way: QuestionWay | undefined): string | undefined {
    const pauseMs = askAgainAt - this.#clock();
    if (pauseMs > 0)
      return `an answer of follower ${name} ended its thread; it is asked again in ${Math.ceil(pauseMs / 1000)} s`;
    return way === undefined ? `follower ${name} is being reopened; ask again in a few seconds` : undefined;
  }

  #count(asked: Asked, what: "answered" | "failed" | "refused"): void {
    asked.counts = { ...asked.counts, [what]: asked.counts[what] + 1 };
  }

  #of(follower: number): Asked {
    return this.#asked[follower] as Asked;
  }
}
