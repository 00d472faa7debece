/** `gemba simulate --headless`: the plant without protocols, into files. */
import { parseArgs } from "node:util";
import { endAtMistakes } from "../last-words.ts";
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
  --start TIME          model time at the begin, such as 2026-03-02T08:00:00Z (default: the scenario's)
  --from HOURS          time of the scenario at the begin; --from=-8 is what lay before it (default 0)
  --every S             seconds between two process values (default 1); states are written when they change
  --waveforms MINUTES   between two bursts of a spindle (default 30); 0 for no recordings
`;

/** Reads the command line; null when the user asked only for help. Throws `UsageError`. */
export function readHeadless(args: readonly string[], env: NodeJS.ProcessEnv): HeadlessOptions | null {
  const given = parse(args);
  if (given.help === true) return null;
  if (given.out === undefined) throw new UsageError("--out is missing; give the folder for the files");
  const waveformMinutes = Number(given.waveforms ?? DEFAULT_WAVEFORM_MINUTES);
  if (!(waveformMinutes >= 0)) throw new UsageError(`--waveforms is ${given.waveforms}; give minutes, or 0 for none`);
  const speed = given.speed ?? "max";
  const startMs = given.start === undefined ? undefined : Date.parse(given.start);
  if (Number.isNaN(startMs))
    throw new UsageError(`--start is ${given.start}; give a time such as 2026-03-02T08:00:00Z`);
  const fromH = Number(given.from ?? 0);
  if (!Number.isFinite(fromH)) throw new UsageError(`--from is ${given.from}; give hours, such as -8`);
  return {
    scenario: scenarioOf(given.scenario ?? "demo", env),
    seed: wholeSeed(given.seed),
    hours: positive("hours", given.hours ?? "8"),
    out: fromUser(given.out, env),
    speed: speed === "max" ? Number.POSITIVE_INFINITY : positive("speed", speed),
    waveformMinutes,
    scenarioFromS: 3600 * fromH,
    everyS: wholeSeconds(given.every),
    ...(startMs === undefined ? {} : { startMs }),
    ...(given["ground-truth"] === undefined ? {} : { groundTruth: fromUser(given["ground-truth"], env) }),
  };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    return parseArgs({
      args: [...args],
      options: {
        scenario: text,
        seed: text,
        hours: text,
        speed: text,
        out: text,
        "ground-truth": text,
        waveforms: text,
        start: text,
        from: text,
        every: text,
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Seconds that divide a row group. */
function wholeSeconds(text = "1"): number {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1 || 300 % seconds !== 0)
    throw new UsageError(`--every is ${text}; give whole seconds that divide 300`);
  return seconds;
}

async function main(): Promise<number> {
  try {
    const options = readHeadless(process.argv.slice(2), process.env);
    if (options === null) {
      process.stdout.write(HELP);
      return 0;
    }
    const stop = new AbortController();
    for (const name of ["SIGINT", "SIGTERM", "disconnect"] as const) process.once(name, () => stop.abort());
    const { samples, events, waveforms, files, speedup } = await runHeadless({ ...options, signal: stop.signal });
    const made = `${samples} samples in ${files} files, ${events} events, ${waveforms} recordings`;
    process.stdout.write(`${made}; ${Math.round(speedup)} x real time\n`);
    return stop.signal.aborted ? 1 : 0;
  } catch (error) {
    process.stderr.write(`simulators: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

if (import.meta.main) {
  endAtMistakes();
  process.exitCode = await main();
  // The parent process may end this one by disconnecting; now there is nothing left to end.
  if (process.connected) process.disconnect();
}
