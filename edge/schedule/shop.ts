/**
 * A shop to be scheduled, as columns: a flexible job shop (Brucker and Schlie 1990), of which a job shop is the case
 * with one machine for each operation. Operations are numbered job after job, in the order of the job's route.
 */
export interface Shop {
  readonly machines: number;
  /** First operation of each job, and the number of operations at the end. */
  readonly firstOf: Int32Array;
  /** Where each operation's options begin in `machineOf` and `timeOf`, and the number of options at the end. */
  readonly optionsFrom: Int32Array;
  readonly machineOf: Int32Array;
  /** Whole time units, so that sums are exact and a critical operation is known by equality. */
  readonly timeOf: Int32Array;
}

/** One way to make an operation. */
export interface Option {
  readonly machine: number;
  readonly time: number;
}

/** What a shop of these jobs cannot be, each with its place: `job 3, operation 2: …`. */
export class ImpossibleShop extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** Ends of schedules stay exact below this: sums of heads and tails are 32-bit integers in the search. */
const MAX_TOTAL = 2 ** 30;

/**
 * The columns of jobs that are lists of operations, each with the ways to make it. Throws `ImpossibleShop` with every
 * mistake: a job without operations, an operation that no machine can make, a machine that does not exist or is named
 * twice, a time that is negative or no whole number, and a total beyond 2^30.
 */
export function shopOf(jobs: readonly (readonly (readonly Option[])[])[], machines: number): Shop {
  const problems = problemsOf(jobs, machines);
  if (problems.length > 0) throw new ImpossibleShop(problems);
  const firstOf = new Int32Array(jobs.length + 1);
  for (const [job, operations] of jobs.entries()) firstOf[job + 1] = (firstOf[job] as number) + operations.length;
  const operations = jobs.flat();
  const optionsFrom = new Int32Array(operations.length + 1);
  for (const [at, options] of operations.entries()) optionsFrom[at + 1] = (optionsFrom[at] as number) + options.length;
  const options = operations.flat();
  return {
    machines,
    firstOf,
    optionsFrom,
    machineOf: Int32Array.from(options, ({ machine }) => machine),
    timeOf: Int32Array.from(options, ({ time }) => time),
  };
}

function problemsOf(jobs: readonly (readonly (readonly Option[])[])[], machines: number): string[] {
  const problems: string[] = [];
  if (jobs.length === 0) problems.push("no job is given: a schedule needs at least one");
  let total = 0;
  for (const [job, operations] of jobs.entries()) {
    if (operations.length === 0) problems.push(`job ${job + 1}: it has no operation; give its route or leave it out`);
    for (const [at, options] of operations.entries()) {
      const place = `job ${job + 1}, operation ${at + 1}`;
      if (options.length === 0) problems.push(`${place}: no machine can make it; name at least one`);
      problems.push(...optionProblems(options, machines).map((problem) => `${place}: ${problem}`));
      total += Math.max(0, ...options.map(({ time }) => time));
    }
  }
  if (total > MAX_TOTAL) problems.push(`all times together are ${total}, more than ${MAX_TOTAL}; use a longer unit`);
  return problems;
}

function optionProblems(options: readonly Option[], machines: number): string[] {
  const problems: string[] = [];
  const seen = new Set<number>();
  for (const { machine, time } of options) {
    if (!Number.isInteger(machine) || machine < 0 || machine >= machines)
      problems.push(`there is no machine ${machine + 1}; there are ${machines}`);
    else if (seen.has(machine)) problems.push(`machine ${machine + 1} is named twice; keep one of its times`);
    seen.add(machine);
    if (!Number.isInteger(time) || time < 0)
      problems.push(`the time ${time} on machine ${machine + 1} must be a whole number of at least 0`);
  }
  return problems;
}
