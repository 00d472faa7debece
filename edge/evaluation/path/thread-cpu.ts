/** CPU time of this thread over stretches of it: rule E10 in docs/rules/evaluation.md. */
export class ThreadCpu {
  us = 0;

  now(): number {
    const { user, system } = process.threadCpuUsage();
    return user + system;
  }

  /** Adds the time since `begun`, an earlier value of {@link ThreadCpu.now}. */
  add(begun: number): void {
    this.us += this.now() - begun;
  }
}
