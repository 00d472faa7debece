import { createLog } from "../observe/log.ts";
import { aborted, type Command } from "./command.ts";
import { runSimulator } from "./demo/run-simulator.ts";
import { portsOf, startSimulators } from "./demo/simulated-plant.ts";
import { fromUser, type Options } from "./options.ts";
import { readRunFile } from "./process/run-file.ts";

const HELP = `gemba simulate: the simulated machines of the demo plant, without an edge

  They speak OPC UA and MQTT on this machine's loopback, where an edge on the
  same data folder expects them, else on the default ports.

  --scenario NAME|FILE      demo (default): faults begin within minutes; healthy: none; or a scenario file
  --seed N                  the same seed gives the same plant (default 1)
  --speed X                 so many times real time (default 1)
  --ground-truth FILE       what is true of the plant, as JSON Lines
  --data-dir DIR            certificates, and the addresses of a running edge (default ./data)
  --log-level LEVEL         trace, debug, info, warn, error, silent (default info)

gemba simulate --headless: the same plant into files, without protocols

  --scenario, --seed, --ground-truth   as above
  --hours H                 model time (default 8)
  --speed max|X             as fast as it goes (default), or X times real time
  --out DIR                 samples-*.parquet, waveforms.parquet, events.jsonl, run.json
  --waveforms MINUTES       between two bursts of a spindle (default 30); 0 for no recordings

gemba simulate --assets N --tags-per-asset M: plain variables for tests of scale

  --out DIR                 where the plant's config goes (default config/scale)
`;

/** `gemba simulate`. */
export const simulateCommand: Command = {
  help: HELP,
  run(options, signal) {
    const { headless, assets, tagsPerAsset, hours, speed, groundTruth, waveforms } = options.simulate;
    const out = options.out === undefined ? undefined : fromUser(options.out);
    if (headless) {
      const { scenario, seed } = options;
      return runSimulator(
        "headless",
        { scenario, seed: String(seed), hours, speed, out, "ground-truth": groundTruth, waveforms },
        signal,
      );
    }
    if (assets !== undefined || tagsPerAsset !== undefined)
      return runSimulator("scale", { assets, "tags-per-asset": tagsPerAsset, out }, signal);
    return serve(options, signal);
  },
};

async function serve(options: Options, signal: AbortSignal): Promise<number> {
  const log = createLog({ level: options.logLevel });
  const running = readRunFile(options.dataDir);
  const env = running === undefined ? {} : portsOf(running);
  const simulators = await startSimulators(options, env, { log, signal });
  process.stdout.write(`Simulated machines run: ${(simulators.ready["opcua"] as string[]).join(", ")}\n`);
  await Promise.race([aborted(signal), simulators.ended]);
  if (!signal.aborted) return 1;
  await simulators.stop();
  return 0;
}
