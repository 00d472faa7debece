import { defineSource } from "../../contracts/plugin.ts";
import { parseBrowsePath } from "./browse-path.ts";
import { KEEP_ALIVES_UNTIL_STALE, opcuaAddress, opcuaBinding, opcuaConfig } from "./config.ts";
import { OpcuaSource } from "./source.ts";

/** Reads variables of OPC UA servers by subscription. Not read yet: events and conditions, history, waveforms. */
export const opcuaSource = defineSource({
  kind: "opcua",
  summary: "OPC UA client: subscribes to variables found by browse path, keeps source time and status.",
  config: opcuaConfig,
  address: opcuaAddress,
  binding: opcuaBinding,
  checkAddress: (address, namespaces) => pathProblems(address.root, namespaces),
  checkBinding: (binding, namespaces) => pathProblems(binding.path, namespaces),
  linkOf: () => "",
  describe: (address, binding) => `${address.root}/${binding.path}${binding.field === undefined ? "" : `.${binding.field}`}${binding.index === undefined ? "" : `[${binding.index}]`}`,
  staleAfterMs: (config) => KEEP_ALIVES_UNTIL_STALE * config.keepAliveMs,
  create: (config, context) => new OpcuaSource(config, context),
});

function pathProblems(path: string, namespaces: ReadonlyMap<string, string>): readonly string[] {
  try {
    parseBrowsePath(path, namespaces);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
