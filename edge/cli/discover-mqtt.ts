import { readFileSync } from "node:fs";
import { EdgeError } from "../contracts/errors.ts";
import { type Discovery, discoverMqtt } from "../sources/mqtt/discovery/discover.ts";
import { configFiles, PASSWORD_VARIABLE, type TlsTexts } from "../sources/mqtt/discovery/write-config.ts";
import { fromUser, type Options } from "./options.ts";

const SHOWN = 30;

/** `gemba discover mqtt://…`: listens, reports what it heard, and returns the proposed config's files by name. */
export async function discoverBroker(
  url: string,
  options: Options,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (/@/.test(url))
    throw new EdgeError("bad-request", `give user and password by --user and ${PASSWORD_VARIABLE}, not in the URL`);
  if (options.diff !== undefined) throw new EdgeError("bad-request", "--diff compares OPC UA servers only");
  const tls = tlsOf(url, options);
  const access = {
    ...tls,
    ...(options.user === undefined ? {} : { user: options.user, password: passwordOf(options) }),
  };
  process.stdout.write(`Listening to ${url} for ${options.listenS} s …\n`);
  const discovery = await discoverMqtt(url, { listenMs: options.listenS * 1000, signal, ...access });
  process.stdout.write(foundText(discovery));
  return configFiles(discovery.proposal, { url, tls, ...(options.user === undefined ? {} : { user: options.user }) });
}

/** The files that `--ca`, `--cert` and `--key` name, as text. */
function tlsOf(url: string, { tls }: Options): TlsTexts {
  const { ca, cert, key } = tls;
  if (!url.startsWith("mqtts:") && Object.values(tls).some((file) => file !== undefined))
    throw new EdgeError("bad-request", "--ca, --cert and --key need TLS: write mqtts:// instead of mqtt://");
  if ((cert === undefined) !== (key === undefined))
    throw new EdgeError(
      "bad-request",
      "--cert and --key go together: the certificate that the broker wants to see, and its private key",
    );
  const read = (option: string, file: string): string => {
    try {
      const text = readFileSync(fromUser(file), "utf8");
      if (text.includes("-----BEGIN ")) return text;
    } catch (error) {
      throw new EdgeError(
        "bad-request",
        `cannot read ${file} (${(error as NodeJS.ErrnoException).code}); --${option} names a PEM file`,
      );
    }
    throw new EdgeError("bad-request", `${file} is no PEM text; convert it with: openssl x509 -inform der -in ${file}`);
  };
  return {
    ...(ca === undefined ? {} : { ca: read("ca", ca) }),
    ...(cert === undefined || key === undefined ? {} : { cert: read("cert", cert), key: read("key", key) }),
  };
}

function passwordOf({ passwordFile }: Options): string {
  const password =
    passwordFile === undefined
      ? process.env[PASSWORD_VARIABLE]
      : readFileSync(fromUser(passwordFile), "utf8").split("\n")[0];
  if (password === undefined || password === "")
    throw new EdgeError("bad-request", `--user needs a password: set ${PASSWORD_VARIABLE}, or give --password-file`);
  return password;
}

function foundText({ proposal: { sources, types, assets, leftOut }, messages, malformed }: Discovery): string {
  const counts = new Map(types.map(({ name, tags }) => [name, tags.length]));
  const tags = assets.reduce((sum, { type }) => sum + (counts.get(type) ?? 0), 0);
  return [
    `${messages} messages, ${malformed} malformed.`,
    `${assets.length} assets with ${tags} tags of ${types.length} types, from ${sources.length} sources:`,
    ...assets
      .slice(0, SHOWN)
      .map(
        ({ label, type, source, address }) =>
          `  ${label.padEnd(24)} ${source.padEnd(10)} ${type.padEnd(24)} ${Object.values(address).join("/")}`,
      ),
    ...(assets.length > SHOWN ? [`  … and ${assets.length - SHOWN} more`] : []),
    ...leftOut.map((what) => `  left out: ${what}`),
    ...(assets.length === 0
      ? [
          "  Nothing was heard that can be proposed. Listen longer with --listen SECONDS, and check that the " +
            "user may read the topics.",
        ]
      : []),
    "",
  ].join("\n");
}
