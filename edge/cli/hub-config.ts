/** Reads `hub.yaml`. */
import { join } from "node:path";
import { readConfigFile } from "../config/read-file.ts";
import { substitute } from "../config/substitute.ts";
import { EdgeError } from "../contracts/errors.ts";
import { hubConfig, hubProblems, linkKeys, type WholeHubConfig } from "../hub/config.ts";
import { oidcSecrets } from "../hub/oidc-config.ts";
import { storeSecrets } from "../hub/store/config.ts";

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
  const { store, api } = config;
  const whole = {
    ...config,
    ...replaced,
    servers,
    ...(store && { store: filledKeys(store, { keys: storeSecrets, place: "store", folder }) }),
    ...(api.oidc && {
      api: { ...api, oidc: filledKeys(api.oidc, { keys: oidcSecrets, place: "api.oidc", folder }) },
    }),
  };
  // Only now it is known where the servers are.
  for (const { steps, message, remedy } of hubProblems(whole))
    throw new EdgeError("bad-config", `${FILE}: ${steps.join(".") || "servers"}: ${message.en}; ${remedy.en}`);
  return whole;
}

/** A part of the config with the texts of these keys replaced. `place`: its steps, for messages. */
function filledKeys<Key extends string, Part extends { readonly [K in Key]?: string }>(
  part: Part,
  { keys, place, folder }: { readonly keys: readonly Key[]; readonly place: string; readonly folder: string },
): Part {
  const replaced: Partial<Record<Key, string>> = {};
  for (const name of keys) {
    const written = part[name];
    if (written !== undefined) replaced[name] = filledIn(`${place}.${name}`, written, folder);
  }
  return { ...part, ...replaced };
}

function filledIn(name: string, written: string, folder: string): string {
  const result = substitute(written, { env: process.env, folder, saw: () => undefined });
  if (result.ok) return result.value;
  const { message, remedy } = result.text;
  throw new EdgeError("bad-config", `${FILE}: ${name}: ${message.en}; ${remedy.en}`);
}
