import { readFileSync } from "node:fs";
import { EdgeError } from "../contracts/errors.ts";
import { type Discovery, discoverMqtt } from "../sources/mqtt/discovery/discover.ts";
import { configFiles, PASSWORD_VARIABLE } from "../sources/mqtt/discovery/write-config.ts";
import { fromUser, type Options } from "./options.ts";

const SHOWN = 30;

/** `gemba discover mqtt://…`: listens, says what was heard, and gives the proposed config's files by name. */
export async function discoverBroker(url: string, options: Options, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  if (/@/.test(url)) throw new EdgeError("bad-request", `give user and password by --user and ${PASSWORD_VARIABLE}, not in the URL`);
  if (options.diff !== undefined) throw new EdgeError("bad-request", "--diff compares OPC UA servers only");
  const access = options.user === undefined ? {} : { user: options.user, password: passwordOf(options) };
  process.stdout.write(`Listening to ${url} for ${options.listenS} s …\n`);
  const discovery = await discoverMqtt(url, { listenMs: options.listenS * 1000, signal, ...access });
  process.stdout.write(foundText(discovery));
  return configFiles(discovery.proposal, { url, ...(options.user === undefined ? {} : { user: options.user }) });
}

function passwordOf({ passwordFile }: Options): string {
  const password = passwordFile === undefined ? process.env[PASSWORD_VARIABLE] : readFileSync(fromUser(passwordFile), "utf8").split("\n")[0];
  if (password === undefined || password === "") throw new EdgeError("bad-request", `--user needs a password: set ${PASSWORD_VARIABLE}, or give --password-file`);
  return password;
}

function foundText({ proposal: { sources, types, assets, leftOut }, messages, malformed }: Discovery): string {
  const counts = new Map(types.map(({ name, tags }) => [name, tags.length]));
  const tags = assets.reduce((sum, { type }) => sum + (counts.get(type) ?? 0), 0);
  return [
    `${messages} messages, ${malformed} malformed.`,
    `${assets.length} assets with ${tags} tags of ${types.length} types, from ${sources.length} sources:`,
    ...assets.slice(0, SHOWN).map(({ label, type, source, address }) => `  ${label.padEnd(24)} ${source.padEnd(10)} ${type.padEnd(24)} ${Object.values(address).join("/")}`),
    ...(assets.length > SHOWN ? [`  … and ${assets.length - SHOWN} more`] : []),
    ...leftOut.map((what) => `  left out: ${what}`),
    ...(assets.length === 0 ? ["  Nothing was heard that can be proposed. Listen longer with --listen SECONDS, and check that the user may read the topics."] : []),
    "",
  ].join("\n");
}
