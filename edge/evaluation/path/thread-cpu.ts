/** CPU time of this thread over many short stretches of it: rule E10 in docs/rules/evaluation.md. */

/** Of so many stretches one is measured: asking the system costs as much as a second of a book. Prime to 60. */
const ONE_OF = 17;

export class ThreadCpu {
  #us = 0;
  #stretches = 0;
  #measured = 0;

  /** Does the work, which is one stretch. */
  during(work: () => void): void {
    const isMeasured = this.#stretches++ % ONE_OF === 0;
    if (!isMeasured) {
      work();
      return;
    }
    const begun = now();
    work();
    this.#us += now() - begun;
    this.#measured++;
  }

  /** CPU time of all stretches, estimated from the measured ones, µs. */
  get us(): number {
    return this.#measured === 0 ? 0 : (this.#us * this.#stretches) / this.#measured;
  }
}

function now(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
