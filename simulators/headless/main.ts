/** `gemba simulate --headless`: the plant without protocols, into files. */
import { parseArgs } from "node:util";
import { fromUser, positive, scenarioOf, UsageError, wholeSeed } from "../usage.ts";
import { type HeadlessOptions, runHeadless } from "./run.ts";

const DEFAULT_WAVEFORM_MINUTES = "30";

export const HELP = `gemba simulate --headless: the simulated plant into files, as fast as it goes

  --scenario NAME|FILE  demo, healthy, or a scenario file (default demo)
  --seed N              the same seed gives the same bytes (default 1)
  --hours H             model time (default 8)
  --speed max|X         as fast as it goes (default), or X times real time
  --out DIR             samples-*.parquet, waveforms.parquet, events.jsonl, run.json
  --ground-truth FILE   what is true of the plant, as JSON Lines
  --waveforms MINUTES   between two bursts of a spindle (default 30); 0 for no recordings
`;

/** Reads the command line; null when only help was asked for. Throws `UsageError`. */
export function readHeadless(args: readonly string[], env: NodeJS.ProcessEnv): HeadlessOptions | null {
  const given = parse(args);
  if (given.help === true) return null;
  if (given.out === undefined) throw new UsageError("--out is missing; give the folder for the files");
  const waveformMinutes = Number(given.waveforms ?? DEFAULT_WAVEFORM_MINUTES);
  if (!(waveformMinutes >= 0)) throw new UsageError(`--waveforms is ${given.waveforms}; give minutes, or 0 for none`);
  const speed = given.speed ?? "max";
  return {
    scenario: scenarioOf(given.scenario ?? "demo", env),
    seed: wholeSeed(given.seed),
    hours: positive("hours", given.hours ?? "8"),
    out: fromUser(given.out, env),
    speed: speed === "max" ? Number.POSITIVE_INFINITY : positive("speed", speed),
    waveformMinutes,
    ...(given["ground-truth"] === undefined ? {} : { groundTruth: fromUser(given["ground-truth"], env) }),
  };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    return parseArgs({ args: [...args], options: { scenario: text, seed: text, hours: text, speed: text, out: text, "ground-truth": text, waveforms: text, help: { type: "boolean", short: "h" } } })
      .values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function main(): Promise<number> {
  try {
    const options = readHeadless(process.argv.slice(2), process.env);
    if (options === null) {
      process.stdout.write(HELP);
      return 0;
    }
    const stop = new AbortController();
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
    const { samples, events, waveforms, files, speedup } = await runHeadless({ ...options, signal: stop.signal });
    process.stdout.write(`${samples} samples in ${files} files, ${events} events, ${waveforms} recordings; ${Math.round(speedup)} x real time\n`);
    return stop.signal.aborted ? 1 : 0;
  } catch (error) {
    process.stderr.write(`simulators: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

if (import.meta.main) process.exitCode = await main();
