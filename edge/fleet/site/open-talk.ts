/** What goes beside the log, besides files: figures of the site up, acts of people down. */
import { join } from "node:path";
import type { Journal } from "../../contracts/access/journal.ts";
import type { AlertBook } from "../../contracts/alerts/alert.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { SideChannel } from "../../contracts/fleet/side-channel.ts";
import type { SiteFigures } from "../../contracts/fleet/site-summary.ts";
import type { SectionContext } from "../../contracts/plant/section.ts";
import type { UplinkConfig } from "../config.ts";

export interface TalkParts extends Pick<SectionContext, "plant" | "dataDir" | "jobs" | "log" | "now"> {
  readonly channel: SideChannel;
  readonly book: Pick<AlertBook, "act" | "subscribe"> & {
    apply(findings: readonly Finding[]): void;
    hasPending(actUid: string): boolean;
    settled(): Promise<void>;
  };
  readonly journal: Pick<Journal, "missing">;
  /** Figures of the site for the list of all sites; there once the books are open. */
  readonly siteFigures?: () => Promise<SiteFigures>;
}

/** Resolves with what ends it. */
export async function openTalk(config: UplinkConfig, parts: TalkParts): Promise<() => Promise<void>> {
  const { channel, book, plant, dataDir, jobs, log, siteFigures } = parts;
  // Loaded only where a hub is configured.
  const { ActIntake } = await import("./act-intake.ts");
  const { SummaryLane } = await import("./summary-lane.ts");
  const { acts: isAgreed, actHours: hours } = config;
  const acts = await ActIntake.open({ ...parts, isAgreed, hours, dir: join(dataDir, "uplink") });
  const summary =
    siteFigures === undefined
      ? undefined
      : new SummaryLane({ channel, site: plant.site, figures: siteFigures, alerts: book, jobs, log });
  return async () => {
    await summary?.close();
    await acts.close();
  };
}
