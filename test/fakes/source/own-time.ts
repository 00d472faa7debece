/**
 * Processor time that this thread spends on something, in ms: what others do meanwhile does not count. Only for holding
 * two of them against each other, the work for a little against that for much; never against a number of ms.
 */
export function ownTime(act: () => void): number {
  const from = process.threadCpuUsage();
  act();
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1000;
}
