/** Health of a site as the hub can say it: how its link stands, and its sources by their links. */
import type { SiteLink } from "../../contracts/fleet/site.ts";
import type { EdgeHealth, SourceHealth } from "../../contracts/path/health.ts";
import type { SinkHealth } from "../../contracts/path/historian.ts";
import { NOTHING_AUDITED } from "../../contracts/path/loss-audit.ts";
import type { LinkState } from "../../contracts/path/twin.ts";

export interface SiteHealthParts {
  readonly link: SiteLink;
  readonly links: readonly LinkState[];
  readonly historian: SinkHealth;
  /** Ms UTC. */
  readonly openedAt: number;
}

export function siteHealth({ link, links, historian, openedAt }: SiteHealthParts): EdgeHealth {
  const { state, why } = link.link;
  return {
    live: true,
    ready: true,
    since: openedAt,
    impaired: state === "connected" || why === null ? [] : [why.en],
    sources: sourcesOf(links, link.link.heardAt ?? openedAt),
    sinks: [historian],
    followers: [],
    jobs: [],
    audit: NOTHING_AUDITED,
    site: link,
  };
}

/** A source is degraded while one of its links is silent, or the hub does not hear the edge. */
function sourcesOf(links: readonly LinkState[], since: number): SourceHealth[] {
  const silent = new Map<string, string | undefined>();
  for (const { source, live, reason } of links)
    if (!live) silent.set(source, reason);
    else if (!silent.has(source)) silent.set(source, undefined);
  return [...silent].map(([name, reason]) => ({
    name,
    kind: "hub",
    state: reason === undefined ? "running" : "degraded",
    since,
    ...(reason === undefined ? {} : { reason }),
    samplesPerSecond: 0,
    received: 0,
    dropped: 0,
    counts: {},
  }));
}
