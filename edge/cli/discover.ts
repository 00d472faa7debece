import { readFileSync } from "node:fs";
import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import { withoutUser } from "../contracts/path/peer.ts";
import type { ConfigDifference, SourceInspection } from "../contracts/path/source-capabilities.ts";
import { plugins } from "../plugins.ts";
import type { Command } from "./command.ts";
import { configuredSources } from "./configured-sources.ts";
import { fromUser, type Options } from "./options.ts";
import { tlsTexts } from "./tls-texts.ts";
import { emptyFolder, writeFiles } from "./write-files.ts";

const HELP = `gemba discover URL: examines an OPC UA server, MQTT broker or MTConnect agent
and proposes a plant's config

  opc.tcp://HOST:PORT       lists endpoints and policies, walks the address space,
                            recognises machines by their types. Reads only.
  mqtt://HOST:PORT, mqtts:  listens for a while: Sparkplug B devices, VDA 5050
                            vehicles, JSON topics. Publishes nothing but requests
                            for Sparkplug births that it missed.

  http://HOST:PORT, https:  devices, components, data items and cutting tools of an
                            MTConnect agent. Reads only.

  All write a config folder that gemba check accepts.

  --listen SECONDS          how long to listen to a broker (default 15)
  --out DIR                 folder for the proposed config; must be new or empty
  --diff CONFIG             instead: what changed on the server since this config
  --security MODE[:POLICY]  sign-and-encrypt:Basic256Sha256, sign:…; default: the best one offered
  --insecure                in clear text, for simulators and closed test networks
  --user NAME               name and password; the password from GEMBA_OPCUA_PASSWORD (a broker's from
                            GEMBA_MQTT_PASSWORD, an agent's from GEMBA_MTCONNECT_PASSWORD) or --password-file
  --password-file FILE      first line of a file with mode 0600
  --ca FILE                 of a broker or agent: its certificate authority (PEM); default: those
                            that Node.js trusts. Copied into the config with --out
  --cert FILE, --key FILE   of a broker or agent: certificate and private key to show it (PEM)
  --max-nodes N             the walk stops there (default 500000)
  --data-dir DIR            certificates are those of the edge on this folder (default ./data)

  Exit code 0: done, no difference; 1: differences, or the server refused; 2: bad usage.
`;

/** `gemba discover`. */
export const discoverCommand: Command = {
  help: HELP,
  operands: 1,
  async run(options, signal) {
    const [url] = options.positionals;
    const plugin = plugins.sources.find(({ inspection }) => url !== undefined && inspection?.urls.test(url) === true);
    if (url === undefined || plugin?.inspection === undefined)
      throw new EdgeError(
        "bad-request",
        "name the server: gemba discover opc.tcp://HOST:PORT, mqtt://HOST:PORT, or http://HOST:PORT",
      );
    if (withoutUser(url) !== url)
      throw new EdgeError(
        "bad-request",
        `give user and password by --user and ${plugin.inspection.passwordVariable}, not in the URL`,
      );
    if (!plugin.inspection.takesTls && Object.values(options.tls).some((file) => file !== undefined))
      throw new EdgeError("bad-request", "--ca, --cert and --key are for brokers; gemba pki trusts OPC UA servers");
    if (!plugin.inspection.compares && options.diff !== undefined)
      throw new EdgeError("bad-request", "--diff compares OPC UA servers only");
    const out = options.out === undefined ? undefined : emptyFolder(fromUser(options.out));
    const { diff, dataDir, insecure, security, maxNodes } = options;
    const config = diff === undefined ? undefined : await loadConfig(fromUser(diff), plugins);
    const result = await plugin.inspection.inspect(
      {
        ...{ url, dataDir, insecure, maxNodes, listenMs: options.listenS * 1000, tls: tlsTexts(options.tls) },
        ...(security === undefined ? {} : { security }),
        ...userOf(options, plugin.inspection),
        ...(config === undefined ? {} : { configured: configuredSources(config, plugin.kind) }),
      },
      (text) => process.stdout.write(text),
      signal,
    );
    return "differences" in result ? printDifferences(result.differences) : writeProposal(result.files, out);
  },
};

function writeProposal(files: ReadonlyMap<string, string>, out: string | undefined): number {
  if (out === undefined) process.stdout.write("\nWrite the proposed config with --out DIR.\n");
  else writeFiles(out, files);
  return 0;
}

function userOf({ user, passwordFile }: Options, { passwordVariable }: SourceInspection) {
  if (user === undefined) return {};
  const password =
    passwordFile === undefined
      ? process.env[passwordVariable]
      : readFileSync(fromUser(passwordFile), "utf8").split("\n")[0];
  if (password === undefined || password === "")
    throw new EdgeError("bad-request", `--user needs a password: set ${passwordVariable}, or give --password-file`);
  return { user: { name: user, password } };
}

function printDifferences(found: readonly ConfigDifference[]): number {
  if (found.length === 0) {
    process.stdout.write("\nThe server agrees with the config.\n");
    return 0;
  }
  const lines = found.map(
    ({ kind, what, detail }) => `  ${kind.padEnd(15)} ${what}${detail === "" ? "" : `: ${detail}`}\n`,
  );
  process.stdout.write(`\n${found.length} differences:\n${lines.join("")}`);
  return 1;
}
