import { readFileSync } from "node:fs";
import { loadConfig } from "../config/load.ts";
import { EdgeError } from "../contracts/errors.ts";
import { plugins } from "../plugins.ts";
import type { OpcuaAddress, OpcuaBinding, OpcuaConfig } from "../sources/opcua/config.ts";
import { type ConfiguredAsset, type Difference, differences } from "../sources/opcua/discovery/diff.ts";
import {
  type OfferedEndpoint,
  runSurvey,
  type Survey,
  type SurveyRequest,
} from "../sources/opcua/discovery/run-survey.ts";
import { configFiles, PASSWORD_VARIABLE } from "../sources/opcua/discovery/write-config.ts";
import { pkiFolder, temporaryApplicationUri } from "../sources/opcua/pki/pki.ts";
import { parseBrowsePath } from "../sources/opcua/subscribe/browse-path.ts";
import type { Command } from "./command.ts";
import { discoverBroker } from "./discover-mqtt.ts";
import { fromUser, type Options } from "./options.ts";
import { emptyFolder, writeFiles } from "./write-files.ts";

const HELP = `gemba discover URL: looks at an OPC UA server or MQTT broker and proposes a plant's config

  opc.tcp://HOST:PORT       lists endpoints and policies, walks the address space,
                            recognises machines by their types. Reads only.
  mqtt://HOST:PORT, mqtts:  listens for a while: Sparkplug B devices, VDA 5050
                            vehicles, JSON topics. Publishes nothing but requests
                            for Sparkplug births that it missed.

  Both write a config folder that gemba check accepts.

  --listen SECONDS          how long to listen to a broker (default 15)
  --out DIR                 folder for the proposed config; must be new or empty
  --diff CONFIG             instead: what changed on the server since this config
  --security MODE[:POLICY]  sign-and-encrypt:Basic256Sha256, sign:…; default: the best one offered
  --insecure                in clear text, for simulators and closed test networks
  --user NAME               name and password; the password from ${PASSWORD_VARIABLE} (a broker's from
                            GEMBA_MQTT_PASSWORD) or --password-file
  --password-file FILE      first line of a file with mode 0600
  --ca FILE                 of a broker: its certificate authority (PEM); default: those
                            that Node.js trusts. Copied into the config with --out
  --cert FILE, --key FILE   of a broker: certificate and private key to show it (PEM)
  --max-nodes N             the walk stops there (default 500000)
  --data-dir DIR            certificates are those of the edge on this folder (default ./data)

  Exit code 0: done, no difference; 1: differences, or the server refused; 2: bad usage.
`;

const CONNECT_WITHIN_MS = 15_000;
const SURVEY_WITHIN_MS = 10 * 60_000;
const MAX_VARIABLES = 100_000;
const SHOWN = 30;

/** `gemba discover`. */
export const discoverCommand: Command = {
  help: HELP,
  operands: 1,
  async run(options, signal) {
    const [endpoint] = options.positionals;
    if (endpoint !== undefined && /^mqtts?:\/\/\S+$/.test(endpoint))
      return await discoverTopics(endpoint, options, signal);
    if (endpoint === undefined || !/^opc\.tcp:\/\/\S+$/.test(endpoint))
      throw new EdgeError("bad-request", "say which server: gemba discover opc.tcp://HOST:PORT, or mqtt://HOST:PORT");
    if (Object.values(options.tls).some((file) => file !== undefined))
      throw new EdgeError("bad-request", "--ca, --cert and --key are for brokers; gemba pki trusts OPC UA servers");
    const out = options.out === undefined ? undefined : emptyFolder(fromUser(options.out));
    const config = options.diff === undefined ? undefined : await configOf(fromUser(options.diff), endpoint);
    const result = await runSurvey(
      requestOf(endpoint, options, config),
      AbortSignal.any([signal, AbortSignal.timeout(SURVEY_WITHIN_MS)]),
    );
    const endpoints = "survey" in result ? result.survey.endpoints : result.endpoints;
    process.stdout.write(endpointsText(endpoint, endpoints));
    if (!("survey" in result)) throw new EdgeError("connect-failed", result.reason);
    process.stdout.write(foundText(result.survey));
    if (config !== undefined)
      return sayDifferences(
        differences(config, { proposal: result.survey.discovery, reasons: new Map(result.survey.unresolved) }),
      );
    if (out === undefined) process.stdout.write("\nWrite the proposed config with --out DIR.\n");
    else writeConfig(out, result.survey, { endpoint, options });
    return 0;
  },
};

async function discoverTopics(url: string, options: Options, signal: AbortSignal): Promise<number> {
  const out = options.out === undefined ? undefined : emptyFolder(fromUser(options.out));
  const files = await discoverBroker(url, options, signal);
  if (out === undefined) process.stdout.write("\nWrite the proposed config with --out DIR.\n");
  else writeFiles(out, files);
  return 0;
}

interface ServedConfig {
  readonly assets: readonly ConfiguredAsset[];
  readonly namespaces: ReadonlyMap<string, string>;
}

function requestOf(endpoint: string, options: Options, config: ServedConfig | undefined): SurveyRequest {
  const user = options.user === undefined ? undefined : { name: options.user, password: passwordFor(options) };
  const bindings = config?.assets.flatMap(({ address, tags }) =>
    tags.map(({ tagUid, binding }) => ({
      tagUid,
      root: parseBrowsePath(address.root, config.namespaces),
      path: parseBrowsePath(binding.path, config.namespaces),
    })),
  );
  return {
    endpoint,
    pkiDir: pkiFolder(options.dataDir),
    applicationUri: temporaryApplicationUri(),
    insecure: options.insecure,
    connectTimeoutMs: CONNECT_WITHIN_MS,
    maxNodes: options.maxNodes,
    maxVariables: MAX_VARIABLES,
    ...(options.security === undefined ? {} : { security: securityOf(options.security) }),
    ...(user === undefined ? {} : { user }),
    ...(bindings === undefined ? {} : { bindings }),
  };
}

function securityOf(text: string): NonNullable<SurveyRequest["security"]> {
  const [mode, policy = "Basic256Sha256"] = text.split(":");
  const isMode = mode === "sign" || mode === "sign-and-encrypt";
  const isPolicy =
    policy === "Basic256Sha256" || policy === "Aes128_Sha256_RsaOaep" || policy === "Aes256_Sha256_RsaPss";
  if (!isMode || !isPolicy)
    throw new EdgeError(
      "bad-request",
      "--security is sign or sign-and-encrypt, with :Basic256Sha256, :Aes128_Sha256_RsaOaep or " +
        `:Aes256_Sha256_RsaPss; not "${text}"`,
    );
  return { mode, policy };
}

function passwordFor({ passwordFile }: Options): string {
  const password =
    passwordFile === undefined
      ? process.env[PASSWORD_VARIABLE]
      : readFileSync(fromUser(passwordFile), "utf8").split("\n")[0];
  if (password === undefined || password === "")
    throw new EdgeError("bad-request", `--user needs a password: set ${PASSWORD_VARIABLE}, or give --password-file`);
  return password;
}

/**
 * The assets that a config reads from this server: those of the source with its endpoint, or of the only OPC UA
 * source.
 */
async function configOf(path: string, endpoint: string): Promise<ServedConfig> {
  const config = await loadConfig(path, plugins);
  const sources = config.sources.filter(({ kind }) => kind === "opcua");
  const same = sources.filter(
    (source) => (source.config as OpcuaConfig).endpoint.replace(/\/$/, "") === endpoint.replace(/\/$/, ""),
  );
  const [source, ...others] = same.length > 0 ? same : sources;
  if (source === undefined || others.length > 0) {
    const names = sources.map(({ name }) => name).join(", ") || "none";
    throw new EdgeError("bad-request", `the config has no source at ${endpoint}; its OPC UA sources are ${names}`);
  }
  const assets = config.assets
    .filter((asset) => asset.source === source.name)
    .map(({ assetUid, label, address, tags }): ConfiguredAsset => {
      const own = tags.map(({ tagUid, shape, binding }) => ({
        tagUid,
        type: shape.type,
        ...(shape.unit === undefined ? {} : { unit: shape.unit }),
        ...(shape.range === undefined ? {} : { range: shape.range }),
        binding: binding as OpcuaBinding,
      }));
      return { assetUid, label, address: address as OpcuaAddress, tags: own };
    });
  return { assets, namespaces: config.namespaces };
}

function writeConfig(
  folder: string,
  { discovery, security, product }: Survey,
  { endpoint, options }: { endpoint: string; options: Options },
): void {
  writeFiles(
    folder,
    configFiles(discovery, {
      endpoint,
      security,
      product,
      ...(options.user === undefined ? {} : { user: options.user }),
    }),
  );
}

function endpointsText(endpoint: string, endpoints: readonly OfferedEndpoint[]): string {
  const rows = endpoints.map(({ mode, policy, level, users, thumbprint }) => {
    const certificate = thumbprint === "" ? "" : `  certificate ${thumbprint}`;
    const security = `${mode.padEnd(17)} ${policy.padEnd(24)} level ${String(level).padEnd(4)}`;
    return `  ${security} users: ${users.join(", ")}${certificate}`;
  });
  return endpoints.length === 0 ? "" : `Endpoints of ${endpoint}:\n${rows.join("\n")}\n`;
}

function foundText({ discovery, security, product }: Survey): string {
  const { assets, types, leftOut, nodes, objects, proposed, describing, walkMs, isCut, refused, beyond } = discovery;
  const tags = assets.reduce(
    (sum, asset) => sum + (types.find(({ name }) => name === asset.type)?.tags.length ?? 0),
    0,
  );
  const reasons = new Map<string, number>();
  const left = leftOut.filter(({ isPart }) => isPart !== true).length + beyond;
  for (const { reason } of leftOut) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const by = security.mode === "none" ? security.mode : `${security.mode} ${security.policy}`;
  const pace = `${(walkMs / 1000).toFixed(2)} s (${Math.round((nodes / walkMs) * 1000)} a second)`;
  return [
    `\n${product || "Server"}, read with ${by}: ${nodes} nodes in ${pace}.`,
    `  ${objects} objects, ${nodes - objects} variables and properties: ${proposed} proposed, ` +
      `${describing} say what others are (units, ranges, texts), ${left} left out.`,
    `${assets.length} assets with ${tags} tags of ${types.length} types:`,
    ...assets
      .slice(0, SHOWN)
      .map(
        ({ label, type, root, models }) =>
          `  ${label.padEnd(20)} ${type.padEnd(20)} ${root}  ${models.join(", ") || "plain variables"}`,
      ),
    ...(assets.length > SHOWN ? [`  … and ${assets.length - SHOWN} more`] : []),
    ...[...reasons].map(([reason, count]) => `  left out ${count}: ${reason}`),
    ...(isCut ? ["  The walk stopped at its bound; there is more. Raise --max-nodes."] : []),
    ...(beyond > 0 ? [`  ${beyond} variables beyond the ${MAX_VARIABLES} that are looked at`] : []),
    ...(refused > 0 ? [`  ${refused} nodes that the server would not show`] : []),
    "",
  ].join("\n");
}

function sayDifferences(found: readonly Difference[]): number {
  if (found.length === 0) {
    process.stdout.write("\nThe server is as the config says.\n");
    return 0;
  }
  const lines = found.map(
    ({ kind, what, detail }) => `  ${kind.padEnd(15)} ${what}${detail === "" ? "" : `: ${detail}`}\n`,
  );
  process.stdout.write(`\n${found.length} differences:\n${lines.join("")}`);
  return 1;
}
