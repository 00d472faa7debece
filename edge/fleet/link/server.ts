/** The NATS server of edges and hub: the keys that both configs have, and how a connection is opened by them. */
import {
  type Authenticator,
  connect,
  credsAuthenticator,
  type NatsConnection,
  nkeyAuthenticator,
} from "@nats-io/transport-node";
import type { SectionProblem } from "../../contracts/plant/edge-config.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { problem } from "./problem-table.ts";

/** Only `nats:` and `tls:`; users and passwords have no place in an address. */
const SERVER = "^(?:nats|tls)://[^@/\\s]+$";
const CONNECT_WITHIN_MS = 10_000;
/** A link that answers nothing is noticed after three of these. */
const PING_EVERY_MS = 3_000;
const PINGS = 2;
/** And after so many round trips more: retransmissions of TCP are two, four, eight of them apart (RFC 6298). */
const PATIENCE = 8;

const text = (description: string, options: object = {}) =>
  Type.Optional(Type.String({ substitute: true, description, ...options }));

export const serverKeys = {
  ca: text("Certificate authority of the server as PEM text. Default: the authorities that Node.js trusts."),
  cert: text("Certificate that is shown to the server, as PEM text. Needs `key`."),
  key: text("Private key of that certificate as PEM text, read from a file.", { writeOnly: true }),
  nkeySeed: text("Seed of an nkey, which begins with SU, read from a file.", { writeOnly: true }),
  credentials: text("Text of a .creds file (JWT and nkey), read from a file.", { writeOnly: true }),
};

export const serversKey = Type.Array(Type.String({ substitute: true, pattern: SERVER }), {
  minItems: 1,
  maxItems: 8,
  description: "NATS servers of the hub, such as tls://hub.example:4222. They are tried in turn.",
});

const Server = Type.Object({ servers: serversKey, ...serverKeys });
export type ServerConfig = Static<typeof Server>;

/** Checks beyond the schema. `steps`: where the config has the keys. */
export function serverProblems(
  { servers, cert, key, nkeySeed, credentials }: ServerConfig,
  steps: readonly string[],
): readonly SectionProblem[] {
  const found: SectionProblem[] = [];
  if ((cert === undefined) !== (key === undefined))
    found.push({
      steps: [...steps],
      ...problem("fleet-half-certificate", { missing: cert === undefined ? "cert" : "key" }),
    });
  if (nkeySeed !== undefined && credentials !== undefined)
    found.push({ steps: [...steps, "nkeySeed"], ...problem("fleet-two-keys", {}) });
  const away = servers.findIndex((server) => !server.includes("${") && !isLoopback(server));
  if (away < 0) return found;
  if (!(servers[away] as string).startsWith("tls:"))
    found.push({ steps: [...steps, "servers", away], ...problem("fleet-open-link", {}) });
  if (cert === undefined && nkeySeed === undefined && credentials === undefined)
    found.push({ steps: [...steps, "servers", away], ...problem("fleet-unknown-edge", {}) });
  return found;
}

function isLoopback(server: string): boolean {
  const host = hostOf(server);
  return host === "localhost" || host === "::1" || /^127(?:\.\d+){3}$/.test(host);
}

function hostOf(server: string): string {
  return server
    .replace(/^\w+:\/\//, "")
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1");
}

/**
 * Opens one connection, by the servers in turn. It never comes back by itself: its owner opens another. A link whose
 * known round trip is long may be silent for longer, because TCP then waits longer for what was lost. `first`: with
 * which server to begin, so that attempts side by side do not all wait for the same one.
 */
export async function openLink(
  config: ServerConfig,
  name: string,
  { roundTripMs = 0, first = 0 }: { readonly roundTripMs?: number; readonly first?: number } = {},
): Promise<NatsConnection> {
  const { servers } = config;
  const at = first % servers.length;
  let failure: unknown;
  for (const server of [...servers.slice(at), ...servers.slice(0, at)])
    try {
      return await openTo(server, config, name, PINGS + Math.ceil((PATIENCE * roundTripMs) / PING_EVERY_MS));
    } catch (error) {
      failure = error;
    }
  throw failure;
}

async function openTo(server: string, config: ServerConfig, name: string, pings: number): Promise<NatsConnection> {
  const { ca, cert, key } = config;
  // The client would compare the certificate of a numeric address with the name localhost.
  const host = hostOf(server);
  const tls = {
    host,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert, key: key as string }),
  };
  const isSecure = server.startsWith("tls:") || ca !== undefined || cert !== undefined;
  const authenticator = authenticatorOf(config);
  return connect({
    servers: [server],
    name,
    reconnect: false,
    timeout: CONNECT_WITHIN_MS,
    pingInterval: PING_EVERY_MS,
    maxPingOut: pings,
    ignoreClusterUpdates: true,
    // So that each edge may be given the right to its own answers alone.
    inboxPrefix: `_INBOX.${name}`,
    // Without it the client would also go on where the server offers no TLS.
    ...(isSecure ? { tls } : {}),
    ...(authenticator === undefined ? {} : { authenticator }),
  });
}

function authenticatorOf({ nkeySeed, credentials }: ServerConfig): Authenticator | undefined {
  const encoder = new TextEncoder();
  if (credentials !== undefined) return credsAuthenticator(encoder.encode(credentials));
  return nkeySeed === undefined ? undefined : nkeyAuthenticator(encoder.encode(nkeySeed.trim()));
}
