import { EdgeError, type EdgeErrorCode } from "../../contracts/errors.ts";

const MAX_OPEN = 64;
/** Who asked has given up by then, and asks for less. */
const TIMEOUT_MS = 10_000;

interface Open {
  resolve(answer: unknown): void;
  reject(error: EdgeError): void;
  readonly timer: NodeJS.Timeout;
}

/** Questions that wait for their answer from another process. */
export class Questions {
  readonly #open = new Map<number, Open>();
  #nextId = 1;

  /** Sends a question under a new id. Rejects with EdgeError `unavailable` when too many are open or no answer comes in time. */
  add(send: (id: number) => void, withinMs = TIMEOUT_MS): Promise<unknown> {
    if (this.#open.size >= MAX_OPEN) return Promise.reject(new EdgeError("unavailable", `the historian has ${MAX_OPEN} questions to answer first; ask again in a few seconds`));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(id, `no answer within ${withinMs / 1000} s`), withinMs);
      timer.unref();
      this.#open.set(id, { resolve, reject, timer });
      send(id);
    });
  }

  answer(id: number, answer: unknown): void {
    this.#take(id)?.resolve(answer);
  }

  fail(id: number, why: string, code: EdgeErrorCode = "unavailable"): void {
    this.#take(id)?.reject(new EdgeError(code, code === "unavailable" ? `the historian could not answer: ${why}` : why));
  }

  failAll(why: string): void {
    for (const id of [...this.#open.keys()]) this.fail(id, why);
  }

  #take(id: number): Open | undefined {
    const open = this.#open.get(id);
    this.#open.delete(id);
    clearTimeout(open?.timer);
    return open;
  }
}
