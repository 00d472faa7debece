import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import { plugins } from "../plugins.ts";
import type { InfluxConfig } from "../sinks/influx/config.ts";
import { influxSink } from "../sinks/influx/plugin.ts";
import { setUpInflux } from "../sinks/influx/set-up.ts";
import type { Command } from "./command.ts";

const HELP = `gemba setup influxdb: makes the databases or buckets that the config names

  --config FILE   a plant's folder or its gemba.yaml (default: the demo plant)

  Asks the server of every sink of kind influx. Running it again changes nothing.
  It needs a token or user that may create databases; the edge itself needs only
  to write.
`;

/** `gemba setup influxdb`. */
export const setupCommand: Command = {
  help: HELP,
  operands: 1,
  async run(options, signal) {
    const [what] = options.positionals;
    if (what !== "influxdb") throw new EdgeError("bad-request", "name the part to set up: gemba setup influxdb");
    const config = await loadConfig(options.config, plugins);
    const sinks = config.sinks.filter(({ kind }) => kind === influxSink.kind);
    if (sinks.length === 0)
      throw new EdgeError("bad-config", `${options.config} has no sink of kind influx; docs/influxdb.md shows one`);
    for (const sink of sinks)
      process.stdout.write(`${sink.name}: ${await setUpInflux(sink.config as InfluxConfig, signal)}\n`);
    return 0;
  },
};
