import { createLog } from "../observe/log.ts";
import { aborted, type Command } from "./command.ts";
import { readRunFile } from "./run-file.ts";
import { portsOf, startSimulators } from "./simulated-plant.ts";

const HELP = `gemba simulate: the simulated machines of the demo plant, without an edge

  They speak OPC UA and MQTT on this machine's loopback, where an edge on the
  same data folder looks for them, else on the default ports.

  --scenario NAME|FILE      demo (default): faults begin within minutes; healthy: none; or a scenario file
  --seed N                  the same seed gives the same plant (default 1)
  --data-dir DIR            certificates, and the addresses of a running edge (default ./data)
  --log-level LEVEL         trace, debug, info, warn, error, silent (default info)
`;

/** `gemba simulate`. */
export const simulateCommand: Command = {
  help: HELP,
  async run(options, signal) {
    const log = createLog({ level: options.logLevel });
    const running = readRunFile(options.dataDir);
    const env = running === undefined ? {} : portsOf(running);
    const simulators = await startSimulators(options, env, { log, signal });
    process.stdout.write(`Simulated machines run: ${(simulators.ready["opcua"] as string[]).join(", ")}\n`);
    await Promise.race([aborted(signal), simulators.ended]);
    if (!signal.aborted) return 1;
    await simulators.stop();
    return 0;
  },
};
