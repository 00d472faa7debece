/**
 * Processor time of this thread for some work, in ms, without that of other threads. Only for comparing two
 * measurements, such as the work for little and for much input; never for a comparison with a number of ms.
 */
export function ownTime(act: () => void): number {
  const from = process.threadCpuUsage();
  act();
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1000;
}
