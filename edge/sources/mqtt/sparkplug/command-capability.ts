/** Commands to Sparkplug nodes and devices, for `gemba command`. */
import type { SourceCommands } from "../../../contracts/path/source-capabilities.ts";
import type { SparkplugAddress, SparkplugBinding, SparkplugConfig } from "./config.ts";
import { allowedCommand, sendCommand } from "./write-command.ts";

export const commands: SourceCommands = {
  allowed: (config, command) => allowedCommand(config as SparkplugConfig, command),
  reads(binding, metric) {
    const { metric: read, member, index, column } = binding as SparkplugBinding;
    return read === metric && member === undefined && index === undefined && column === undefined;
  },
  send: (config, address, command) => sendCommand(config as SparkplugConfig, address as SparkplugAddress, command),
};
