/** Composition of a hub's server: users, audit log, sites with their twins, and acts of people on their way down. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { type OpenAccounts, openAccounts } from "../access/open-accounts.ts";
import { openJournal } from "../audit/open-journal.ts";
import { pseudonyms } from "../audit/pseudonyms.ts";
import { followProvider, openServing, refuseOpenListening } from "../compose/serving/serving.ts";
import type { StopStack } from "../compose/stop-stack.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { SiteSummary } from "../contracts/fleet/site-summary.ts";
import { buildHubApi } from "../hub/api/hub-api.ts";
import { ActOutbox } from "../hub/company/act-outbox.ts";
import { Company } from "../hub/company/company.ts";
import { Summaries } from "../hub/company/summaries.ts";
import type { WholeHubConfig } from "../hub/config.ts";
import type { Hub } from "../hub/hub.ts";
import { openSites } from "../hub/site/open-sites.ts";
import { startEpoch } from "../model/data-folder.ts";
import { Counters } from "../observe/counters.ts";
import { Jobs } from "../observe/jobs.ts";
import { PACKAGE_DIR } from "./options.ts";

const EVERY_MS = { acts: 1_000, summaries: 5_000, users: 1_000 };

export interface HubServingParts {
  readonly hub: Hub;
  readonly config: WholeHubConfig;
  /** Folder of hub.yaml. */
  readonly folder: string;
  readonly dataDir: string;
  readonly log: Logger;
}

export interface HubServing {
  readonly address: string;
  /** Secret of the one-time link for the first admin; undefined unless the config asks for users and there is none. */
  readonly firstInvitation: string | undefined;
}

/** Listens, and hears what edges say of their sites. Call it before the hub runs. Throws EdgeError. */
export async function openHubServing(parts: HubServingParts, stop: StopStack): Promise<HubServing> {
  const { hub, config, folder, dataDir } = parts;
  const log = parts.log.child({ part: "api" });
  const jobs = new Jobs(log);
  const { hosts, access, trustedProxies, proxyHeader, sessionHours, host, port, tls, oidc } = config.api;
  const where = { hosts, ...(tls === undefined ? {} : { tls }), ...(oidc === undefined ? {} : { oidc }) };
  const serving = await openServing({ api: where, folder, dataDir, log, jobs }, stop);
  const { journal, accounts } = await openPeople(parts, jobs, stop);
  refuseOpenListening(host, { hasTls: tls !== undefined, hasUsers: accounts.users().length > 0 });
  followProvider({ api: where, accounts, jobs }, stop);
  const summaries = new Summaries(dataDir, hub, log);
  const writing = jobs.start({ name: "summaries", everyMs: EVERY_MS.summaries, run: () => summaries.write() });
  stop.add("summaries", async () => {
    await writing.stop();
    await summaries.write(true);
  });
  const linkOf = (edgeId: string) => sites.linkOf(edgeId);
  const acts = await ActOutbox.open({ dataDir, channels: hub, journal, linkOf, log });
  const sending = jobs.start({ name: "acts", everyMs: EVERY_MS.acts, run: () => acts.turn() });
  stop.add("acts", async () => {
    await sending.stop();
    await acts.close();
  });
  // The hub itself has checked address and host before a site sees a request.
  const frame = { hosts, access: "network", trustedProxies, proxyHeader, staticDir: undefined } as const;
  const actsFor = (edgeId: string) => acts.of(edgeId);
  const summaryOf = (edgeId: string) => summaries.of(edgeId)?.summary;
  const sites = openSites({ hub, dataDir, config, frame, log, actsFor, journal, summaryOf });
  stop.add("sites", () => sites.close());
  const edges = () =>
    hub.edgeIds.flatMap((edgeId) => {
      const site = hub.edge(edgeId)?.siteName;
      return site === undefined ? [] : [{ edgeId, site }];
    });
  let nameOf: ((name: string) => string) | undefined;
  const pseudonymOf = (name: string): string => {
    nameOf ??= pseudonyms(dataDir);
    return nameOf(name);
  };
  const viewer = join(PACKAGE_DIR, "twin-viewer", "dist");
  const api = buildHubApi({
    ...serving,
    ...{ hosts, access, trustedProxies, proxyHeader, sessionHours, accounts, journal, acts, jobs, log },
    edgeId: startEpoch(dataDir).edgeId,
    company: new Company({ edges, linkOf, summaries, acts }),
    companyName: config.company,
    sites: sites.sites,
    siteNames: { namesOf: (edgeId) => namesOf(hub.edge(edgeId)?.siteName, summaries.of(edgeId)?.summary) },
    pseudonymOf,
    counters: new Counters(),
    staticDir: existsSync(join(viewer, "index.html")) ? viewer : undefined,
  });
  const address = await listening(api, { host, port });
  stop.add("api", () => api.close());
  const isFirst = accounts.isAsked && accounts.users().length === 0;
  return { address, firstInvitation: isFirst ? accounts.invite("admin") : undefined };
}

/** Names of a site: that of the greeting, and those that the page shows. */
function namesOf(site: string | undefined, summary: SiteSummary | undefined): readonly string[] {
  if (site === undefined) return [];
  return summary === undefined ? [site] : [site, summary.name.en, summary.name.zh];
}

async function openPeople({ config: { api }, dataDir, log }: HubServingParts, jobs: Jobs, stop: StopStack) {
  const clock = (): number => Date.now() * 1000;
  const bounds = { maxBytes: api.journal.maxMiB * 2 ** 20, keepMonths: api.journal.keepMonths };
  const journal = await openJournal({ dir: dataDir, clock, log: log.child({ part: "journal" }), bounds });
  stop.add("journal", () => journal.close());
  const accounts: OpenAccounts = await openAccounts({
    dataDir,
    isRequired: api.users === "required" || api.oidc !== undefined,
    sessionHours: api.sessionHours,
    journal,
    log: log.child({ part: "access" }),
    clock,
  });
  const users = jobs.start({ name: "user file", everyMs: EVERY_MS.users, run: () => accounts.recordOutside() });
  stop.add("users", () => users.stop());
  return { journal, accounts };
}

async function listening(
  api: ReturnType<typeof buildHubApi>,
  where: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await api.listen(where);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new EdgeError(
      "bad-config",
      `hub.yaml: api.port: another program listens on port ${where.port} of ${where.host}; choose another port`,
      { cause: error },
    );
  }
}
