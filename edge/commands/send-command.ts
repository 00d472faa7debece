import { uuidv7 } from "../batch/uuidv7.ts";
import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import { plugins } from "../plugins.ts";
import type { SparkplugAddress, SparkplugConfig } from "../sources/mqtt/sparkplug/config.ts";
import { sendCommand } from "../sources/mqtt/sparkplug/write-command.ts";
import type { Command } from "./command.ts";

const HELP = `gemba command LABEL METRIC VALUE: writes one metric of a Sparkplug device

  LABEL is the asset's label in the config, METRIC the metric's name. Sends an
  NCMD or DCMD, once, over a connection of its own. Only metrics that the
  source lists under \`commands\` can be written; by default that is none.

  --config DIR    the plant's config
`;

/** `gemba command`. The running edge itself writes nothing. */
export const sendCommandCommand: Command = {
  help: HELP,
  operands: 3,
  async run(options, signal) {
    const [label, metric, text] = options.positionals;
    if (label === undefined || metric === undefined || text === undefined) throw new EdgeError("bad-request", "say what to write: gemba command LABEL METRIC VALUE");
    const config = await loadConfig(options.config, plugins);
    const asset = config.assets.find((one) => one.label === label);
    if (asset === undefined) throw new EdgeError("bad-request", `the config has no asset ${label}`);
    const source = config.sources.find(({ name }) => name === asset.source);
    if (source?.kind !== "sparkplug") throw new EdgeError("bad-request", `${label} is not read by a Sparkplug source, so no command can reach it`);
    const topic = await sendCommand(source.config as SparkplugConfig, asset.address as SparkplugAddress, { metric, text, clientId: `gemba-command-${uuidv7()}`, signal });
    process.stdout.write(`Sent ${metric} = ${text} to ${topic}. Sparkplug commands have no answer: watch the metric's own value.\n`);
    return 0;
  },
};
