/** `uplink` in the plant's config: sends the commit log to a hub. Off without one. */
import type { Finding } from "../contracts/alerts/detector.ts";
import { edgeFindings } from "../contracts/alerts/edge-finding.ts";
import { shortName } from "../contracts/fleet/site-summary.ts";
import type { UplinkFigures } from "../contracts/fleet/uplink-figures.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { defineSection, type OpenSection, type SectionContext } from "../contracts/plant/section.ts";
import type { AssetUid, LocalizedText } from "../contracts/plant/tag.ts";
import { type UplinkConfig, uplinkConfig, uplinkProblems } from "./config.ts";
import { openTalk, type TalkParts } from "./site/open-talk.ts";
import type { UplinkLog } from "./start-uplink.ts";

const KEEP_MS = 500;

interface UplinkContext extends SectionContext, Omit<TalkParts, "channel"> {
  /** Both are there once the log is open. */
  readonly inlet?: UplinkLog;
  readonly identity?: { readonly edgeId: string; readonly epoch: number };
  /** Folder of the plant's config. */
  readonly plantFolder?: string | undefined;
}

export const uplinkSection = defineSection({
  name: "uplink",
  schema: uplinkConfig,
  problems: uplinkProblems,
  open: openUplink,
});

interface UplinkOffers {
  readonly uplink?: { readonly figures: UplinkFigures | undefined };
}

async function openUplink(
  config: UplinkConfig,
  context: UplinkContext,
): Promise<OpenSection<UplinkConfig, UplinkOffers>> {
  const { book, edgeUid, now, inlet, identity, plant, dataDir, log } = context;
  const { hub } = config;
  if (hub === undefined) {
    // The alert of an earlier start ends, because only this part can end it.
    book.apply([hubFinding(edgeUid, undefined, now())]);
    return { close: () => undefined };
  }
  if (inlet === undefined || identity === undefined) throw new Error("the uplink opens after the commit log");
  // Loaded only where a hub is configured.
  const [{ startUplink }, { openSiteFiles }] = await Promise.all([
    import("./start-uplink.ts"),
    import("./open-site-files.ts"),
  ]);
  const { en } = shortName(plant.site.name);
  const parts = { config: { ...config, hub }, identity, site: en, dataDir, commitLog: inlet, log };
  const uplink = await startUplink(parts);
  const files = openSiteFiles({ ...context, channel: uplink, config: config.files });
  const closeTalk = await openTalk(config, { ...context, channel: uplink });
  return {
    offers: {
      uplink: {
        get figures() {
          const { figures } = uplink;
          return figures === undefined ? undefined : { ...figures, filesLeftOut: files.leftOut };
        },
      },
    },
    tick: (at) => {
      book.apply([hubFinding(edgeUid, uplink.problem, at)]);
      files.tick();
    },
    keepMs: KEEP_MS,
    close: async () => {
      await closeTalk();
      await files.close();
      await uplink.close();
    },
  };
}

function hubFinding(edgeUid: AssetUid, problem: LocalizedText | undefined, now: Micros): Finding {
  return edgeFindings(edgeUid, now)("uplink/hub", problem !== undefined, {
    severity: 600,
    zh: `数据无法到达集控端（uplink.hub）${problem === undefined ? "" : `：${problem.zh}`}`,
    en: `Data do not reach the hub (uplink.hub)${problem === undefined ? "" : `: ${problem.en}`}`,
  });
}
