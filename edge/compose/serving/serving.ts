/** Composition of serving: the certificate, the clients that may connect, and where else people sign in. */
import type { Logger } from "pino";
import type { OpenAccounts } from "../../access/open-accounts.ts";
import type { apiConfig } from "../../api/http/config.ts";
import type { Directory, ExternalSignIn } from "../../contracts/access/access.ts";
import type { DirectoryConfig, OidcConfig } from "../../contracts/access/sign-in-config.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { Static } from "../../contracts/schema.ts";
import type { Jobs } from "../../observe/jobs.ts";
import { isLoopbackHost } from "../../observe/networks.ts";
import { type OpenCertificate, openServerCertificate } from "../../tls/server-certificate.ts";
import type { StopStack } from "../stop-stack.ts";

export interface Serving {
  readonly certificate?: OpenCertificate;
  readonly oidc?: ExternalSignIn;
  readonly directory?: Directory;
}

interface ServingParts {
  readonly api: Pick<Static<typeof apiConfig>, "tls" | "directory" | "hosts"> & {
    /** That of an edge, or of a hub. */
    readonly oidc?: OidcConfig;
  };
  readonly folder: string;
  readonly dataDir: string;
  readonly log: Logger;
  readonly jobs: Jobs;
}

/** Opens the certificate, the provider and the directory that the config names. */
export async function openServing(
  { api, folder, dataDir, log, jobs }: ServingParts,
  stop: StopStack,
): Promise<Serving> {
  const { tls, oidc, directory, hosts } = api;
  const certificate =
    tls === undefined
      ? undefined
      : await openServerCertificate({ tls, folder, dataDir, hosts, jobs, log: log.child({ part: "tls" }) });
  if (certificate !== undefined) stop.add("certificate", () => certificate.close());
  return {
    ...(certificate === undefined ? {} : { certificate }),
    ...(oidc === undefined ? {} : { oidc: await openOidc(oidc, log) }),
    ...(directory === undefined ? {} : { directory: await openDirectory(directory, log) }),
  };
}

/** Loads the library only where people sign in at a provider. */
async function openOidc(config: OidcConfig, log: Logger): Promise<ExternalSignIn> {
  const { createOidc } = await import("../../access/oidc.ts");
  return createOidc(config, log.child({ part: "oidc" }));
}

async function openDirectory(config: DirectoryConfig, log: Logger): Promise<Directory> {
  const { createDirectory } = await import("../../access/directory/directory.ts");
  return createDirectory(config, log.child({ part: "directory" }));
}

/** Reads the roles of the directory's people again and again, where the config names a directory. */
export function followDirectory(
  { api, accounts, jobs }: Pick<ServingParts, "api" | "jobs"> & { readonly accounts: OpenAccounts },
  stop: StopStack,
): void {
  if (api.directory === undefined) return;
  const everyMs = api.directory.recheckMinutes * 60_000;
  const looking = jobs.start({ name: "directory", everyMs, run: () => accounts.readDirectory() });
  stop.add("directory", () => looking.stop());
}

/** A session may be over its time by so much. */
const LOOK_FOR_DUE_MS = 10_000;

/** Asks the provider again for people of a hub with a session, where the config says how often. */
export function followProvider(
  { api, accounts, jobs }: Pick<ServingParts, "api" | "jobs"> & { readonly accounts: OpenAccounts },
  stop: StopStack,
): void {
  const { recheckMinutes } = api.oidc ?? {};
  if (recheckMinutes === undefined) return;
  const ending = new AbortController();
  const run = () => accounts.readProvider(recheckMinutes * 60e6, ending.signal);
  const asking = jobs.start({ name: "provider", everyMs: LOOK_FOR_DUE_MS, run });
  // An answer that is awaited may take longer than a stop may, and changes nothing any more.
  stop.add("provider", () => {
    ending.abort();
    void asking.stop();
  });
}

/** Without TLS and a user the edge listens to this machine only. Throws EdgeError `bad-request` with what to do. */
export function refuseOpenListening(
  host: string,
  { hasTls, hasUsers }: { readonly hasTls: boolean; readonly hasUsers: boolean },
): void {
  if (isLoopbackHost(host) || (hasTls && hasUsers)) return;
  const missing = [
    ...(hasTls ? [] : ["TLS (in the config: api: { tls: local }, or your own certificate)"]),
    ...(hasUsers ? [] : ["a user (on this machine: gemba users add NAME admin)"]),
  ];
  throw new EdgeError(
    "bad-request",
    `--host ${host} would open the edge to the network without ${missing.join(" and without ")}. ` +
      "Set that up first (docs/users.md), or listen on 127.0.0.1 and put a reverse proxy with TLS and a login " +
      "in front (docs/install.md shows one)",
  );
}
