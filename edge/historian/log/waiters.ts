import type { LogPosition } from "../../contracts/path/source.ts";

interface Waiter {
  readonly position: LogPosition;
  resolve(): void;
  reject(reason: unknown): void;
}

/** Promises that wait for positions. */
export class Waiters {
  #waiting = new Set<Waiter>();

  /** Resolves when `release` passes the position. Rejects when the signal aborts. */
  wait(position: LogPosition, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const done = (): void => {
        this.#waiting.delete(waiter);
        signal.removeEventListener("abort", onAbort);
      };
      const onAbort = (): void => {
        done();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        position,
        resolve: () => {
          done();
          resolve();
        },
        reject: (reason) => {
          done();
          reject(reason);
        },
      };
      this.#waiting.add(waiter);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  release(position: LogPosition): void {
    for (const waiter of this.#waiting) if (waiter.position <= position) waiter.resolve();
  }

  fail(reason: unknown): void {
    for (const waiter of this.#waiting) waiter.reject(reason);
  }
}
