/** The sites of a hub: their files are fetched while it runs, and each opens when somebody looks at it. */
import { join } from "node:path";
import type { Logger } from "pino";
import type { Journal } from "../../contracts/access/journal.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { SideChannels } from "../../contracts/fleet/side-channel.ts";
import type { SiteActs, SiteLink } from "../../contracts/fleet/site.ts";
import type { SiteSummary } from "../../contracts/fleet/site-summary.ts";
import { inLog, startJob } from "../../observe/jobs.ts";
import type { SiteFrame } from "./site-api.ts";
import { SiteFileStore } from "./site-file-store.ts";
import { type SiteFileFigures, SiteFilesOfEdges } from "./site-files.ts";
import { siteLinkOf } from "./site-link.ts";
import type { SiteSource } from "./site-source.ts";
import { Sites, UNKNOWN_SITE } from "./sites.ts";

const TICK_MS = 1_000;
const MB = 1024 * 1024;

export interface OpenSitesParts {
  readonly hub: SideChannels & {
    edge(edgeId: string): { readonly site: SiteSource } | undefined;
  };
  readonly dataDir: string;
  readonly config: { readonly siteMegabytes: number; readonly siteIdleMinutes: number };
  readonly frame: SiteFrame;
  readonly log: Logger;
  /** Takes people's acts for an edge; absent: they are refused. */
  readonly actsFor?: (edgeId: string) => SiteActs;
  readonly journal?: Journal;
  /** The newest figures that an edge sent of its site. */
  readonly summaryOf?: (edgeId: string) => SiteSummary | undefined;
}

export interface SitesOfHub {
  readonly sites: Sites;
  /** Also of a site that nobody has opened; undefined where the hub has nothing of the edge. */
  linkOf(edgeId: string): SiteLink | undefined;
  close(): Promise<void>;
}

/** Call it before the hub runs: it listens to what edges send. */
export function openSites({ hub, dataDir, config, frame, log, actsFor, journal, ...more }: OpenSitesParts): SitesOfHub {
  const stores = new Map<string, SiteFileStore>();
  const storeOf = (edgeId: string): SiteFileStore => {
    const known = stores.get(edgeId);
    if (known !== undefined) return known;
    const store = new SiteFileStore(join(dataDir, "edges", edgeId, "site"), config.siteMegabytes * MB);
    stores.set(edgeId, store);
    return store;
  };
  const partsOf = (edgeId: string) => {
    if (hub.edge(edgeId) === undefined) return undefined;
    return {
      source: () => sourceOf(hub, edgeId),
      files: storeOf(edgeId),
      ...(actsFor === undefined ? {} : { acts: actsFor(edgeId) }),
      ...(journal === undefined ? {} : { journal }),
      summary: () => more.summaryOf?.(edgeId),
    };
  };
  const sites = new Sites({ partsOf, frame, idleMs: config.siteIdleMinutes * 60_000, log });
  const onFigures = (edgeId: string, figures: SiteFileFigures): void => {
    const feed = hub.edge(edgeId)?.site.feed;
    if (feed !== undefined) feed.files = figures;
  };
  const files = new SiteFilesOfEdges({
    channels: hub,
    storeOf,
    log,
    onChange: (edgeId) => sites.changed(edgeId),
    onFigures,
  });
  const run = (): void => {
    files.tick();
    sites.tick();
  };
  const job = startJob({ name: "sites", everyMs: TICK_MS, run }, inLog(log));
  return {
    sites,
    linkOf: (edgeId) => {
      const link = hub.edge(edgeId)?.site.link;
      return link === undefined ? undefined : siteLinkOf(link);
    },
    async close() {
      await job.stop();
      await sites.close();
      await files.settled();
    },
  };
}

function sourceOf(hub: OpenSitesParts["hub"], edgeId: string): SiteSource {
  const edge = hub.edge(edgeId);
  if (edge === undefined) throw new EdgeError("not-found", UNKNOWN_SITE);
  return edge.site;
}
