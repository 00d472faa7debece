/** `uplink` in the plant's config: sends the commit log to a hub. Off without one. */
import { join } from "node:path";
import type { Journal } from "../contracts/access/journal.ts";
import type { AlertBook } from "../contracts/alerts/alert.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import { edgeFindings } from "../contracts/alerts/edge-finding.ts";
import type { SideChannel } from "../contracts/fleet/side-channel.ts";
import type { SiteFigures } from "../contracts/fleet/site-summary.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { defineSection, type OpenSection, type SectionContext } from "../contracts/plant/section.ts";
import type { AssetUid, LocalizedText } from "../contracts/plant/tag.ts";
import { type UplinkConfig, uplinkConfig, uplinkProblems } from "./config.ts";
import type { UplinkLog } from "./start-uplink.ts";

const KEEP_MS = 500;

interface UplinkContext extends SectionContext {
  /** Both are there once the log is open. */
  readonly inlet?: UplinkLog;
  readonly identity?: { readonly edgeId: string; readonly epoch: number };
  readonly book: Pick<AlertBook, "act" | "subscribe"> & {
    apply(findings: readonly Finding[]): void;
    hasPending(actUid: string): boolean;
    settled(): Promise<void>;
  };
  readonly journal: Pick<Journal, "missing">;
  /** Figures of the site for the list of all sites; there once the books are open. */
  readonly siteFigures?: () => Promise<SiteFigures>;
}

export const uplinkSection = defineSection({
  name: "uplink",
  schema: uplinkConfig,
  problems: uplinkProblems,
  open: openUplink,
});

async function openUplink(config: UplinkConfig, context: UplinkContext): Promise<OpenSection<UplinkConfig>> {
  const { book, edgeUid, now, inlet, identity, plant, dataDir, log } = context;
  const { hub } = config;
  if (hub === undefined) {
    // The alert of an earlier start ends, because only this part can end it.
    book.apply([hubFinding(edgeUid, undefined, now())]);
    return { close: () => undefined };
  }
  if (inlet === undefined || identity === undefined) throw new Error("the uplink opens after the commit log");
  // Loaded only where a hub is configured.
  const { startUplink } = await import("./start-uplink.ts");
  const { en } = plant.site.name;
  const parts = { config: { ...config, hub }, identity, site: en, dataDir, commitLog: inlet, log };
  const uplink = await startUplink(parts);
  const closeSite = await openSite({ config, context, channel: uplink });
  return {
    tick: (at) => book.apply([hubFinding(edgeUid, uplink.problem, at)]),
    keepMs: KEEP_MS,
    close: async () => {
      await closeSite();
      await uplink.close();
    },
  };
}

/** What goes beside the log: figures of the site up, acts of people down. Resolves with what ends it. */
async function openSite({
  config,
  context,
  channel,
}: {
  readonly config: UplinkConfig;
  readonly context: UplinkContext;
  readonly channel: SideChannel;
}): Promise<() => Promise<void>> {
  const { book, journal, plant, dataDir, jobs, log, siteFigures, now } = context;
  const { ActIntake } = await import("./site/act-intake.ts");
  const { SummaryLane } = await import("./site/summary-lane.ts");
  const dir = join(dataDir, "uplink");
  const { acts: isAgreed, actHours: hours } = config;
  const acts = await ActIntake.open({ channel, isAgreed, hours, book, journal, dir, log, now });
  const summary =
    siteFigures === undefined
      ? undefined
      : new SummaryLane({ channel, site: plant.site, figures: siteFigures, alerts: book, jobs, log });
  return async () => {
    await summary?.close();
    await acts.close();
  };
}

function hubFinding(edgeUid: AssetUid, problem: LocalizedText | undefined, now: Micros): Finding {
  return edgeFindings(edgeUid, now)("uplink/hub", problem !== undefined, {
    severity: 600,
    zh: `数据无法到达集控端（uplink.hub）${problem === undefined ? "" : `：${problem.zh}`}`,
    en: `Data do not reach the hub (uplink.hub)${problem === undefined ? "" : `: ${problem.en}`}`,
  });
}
