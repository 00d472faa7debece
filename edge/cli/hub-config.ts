/** Reads `hub.yaml`. */
import { join } from "node:path";
import { readConfigFile } from "../config/read-file.ts";
import { substitute } from "../config/substitute.ts";
import { EdgeError } from "../contracts/errors.ts";
import { hubConfig, hubProblems, linkKeys, type WholeHubConfig } from "../hub/config.ts";
import { type StoreConfig, storeSecrets } from "../hub/store/config.ts";

const FILE = "hub.yaml";

/** The config in a folder. Throws ConfigError or EdgeError `bad-config` with place and remedy. */
export function readHubConfig(folder: string): WholeHubConfig {
  const config = readConfigFile(join(folder, FILE), hubConfig, hubProblems);
  const replaced: Partial<Record<(typeof linkKeys)[number], string>> = {};
  for (const name of linkKeys) {
    const written = config[name];
    if (written !== undefined) replaced[name] = filledIn(name, written, folder);
  }
  const servers = config.servers.map((server) => filledIn("servers", server, folder));
  const whole = { ...config, ...replaced, servers, ...(config.store && { store: filledStore(config.store, folder) }) };
  // Only now it is known where the servers are.
  for (const { steps, message, remedy } of hubProblems(whole))
    throw new EdgeError("bad-config", `${FILE}: ${steps.join(".") || "servers"}: ${message.en}; ${remedy.en}`);
  return whole;
}

function filledStore(store: StoreConfig, folder: string): StoreConfig {
  const replaced: Partial<Record<(typeof storeSecrets)[number], string>> = {};
  for (const name of storeSecrets) {
    const written = store[name];
    if (written !== undefined) replaced[name] = filledIn(`store.${name}`, written, folder);
  }
  return { ...store, ...replaced };
}

function filledIn(name: string, written: string, folder: string): string {
  const result = substitute(written, { env: process.env, folder, saw: () => undefined });
  if (result.ok) return result.value;
  const { message, remedy } = result.text;
  throw new EdgeError("bad-config", `${FILE}: ${name}: ${message.en}; ${remedy.en}`);
}
