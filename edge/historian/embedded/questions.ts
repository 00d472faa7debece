import { EdgeError, type EdgeErrorCode } from "../../contracts/errors.ts";

const MAX_OPEN = 64;
/** A client has given up by then. */
const TIMEOUT_MS = 10_000;

export interface Asking {
  /** Sends the question under its id. */
  send(id: number): void;
  /** Reports that the client has left. */
  cancel(id: number): void;
  readonly withinMs?: number | undefined;
  /** Aborts when the client has left. */
  readonly signal?: AbortSignal | undefined;
}

interface Open {
  resolve(answer: unknown): void;
  reject(error: EdgeError): void;
  /** Stops waiting for timeout and client. */
  settle(): void;
}

/** Questions that wait for an answer from another process or thread. */
export class Questions {
  readonly #whose: string;
  readonly #mostOpen: number;
  readonly #open = new Map<number, Open>();
  #nextId = 1;

  /** `whose`: the answering part, as errors name it. */
  constructor(whose: string, mostOpen = MAX_OPEN) {
    this.#whose = whose;
    this.#mostOpen = mostOpen;
  }

  /** Whether the next question is refused. */
  get isFull(): boolean {
    return this.#open.size >= this.#mostOpen;
  }

  /**
   * Asks under a new id. Rejects with EdgeError `unavailable` when too many questions are open, no answer comes in
   * time or the client has left; then the question is cancelled.
   */
  add({ send, cancel, withinMs = TIMEOUT_MS, signal }: Asking): Promise<unknown> {
    if (signal?.aborted === true) return Promise.reject(new EdgeError("unavailable", "the client has left"));
    if (this.isFull)
      return Promise.reject(
        new EdgeError(
          "unavailable",
          `${this.#whose}: ${this.#mostOpen} questions wait already; ask again in a few seconds`,
        ),
      );
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const giveUp = (why: string): void => {
        this.fail(id, why);
        cancel(id);
      };
      const left = (): void => giveUp("the client has left");
      const timer = setTimeout(() => giveUp(`no answer within ${withinMs / 1000} s`), withinMs);
      timer.unref();
      signal?.addEventListener("abort", left);
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", left);
      };
      this.#open.set(id, { resolve, reject, settle });
      send(id);
    });
  }

  answer(id: number, answer: unknown): void {
    this.#take(id)?.resolve(answer);
  }

  fail(id: number, why: string, code: EdgeErrorCode = "unavailable"): void {
    this.#take(id)?.reject(
      new EdgeError(code, code === "unavailable" ? `${this.#whose} could not answer: ${why}` : why),
    );
  }

  failAll(why: string): void {
    for (const id of [...this.#open.keys()]) this.fail(id, why);
  }

  #take(id: number): Open | undefined {
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.settle();
    return open;
  }
}
