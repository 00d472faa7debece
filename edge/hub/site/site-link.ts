/** How the link to a site stands, judged by what the hub heard alone (rule HS5). */
import type { SiteLink } from "../../contracts/fleet/site.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { Counts } from "../../fleet/wire/counts.ts";
import type { Ledger } from "../ledger.ts";
import type { EdgeFeed } from "./edge-feed.ts";

/** An edge sends something each few seconds, because its log has a mark a second; its link is dead after nine (UL4). */
export const AWAY_AFTER_MS = 10_000;
/** History that is older than the edge's clock by so much is behind. */
const BEHIND_AFTER_S = 10;

export interface LinkFacts {
  readonly feed: Pick<EdgeFeed, "heardAt" | "silentMs" | "storedTo" | "edgeNow">;
  readonly refused: Ledger["refused"];
  /** What the copy of the log has. */
  readonly counts: Counts;
}

export function siteLinkOf({ feed, refused, counts }: LinkFacts): SiteLink {
  const { heardAt, storedTo } = feed;
  const behindSeconds = behindOf(feed);
  const { state, why } = stateOf({ feed, refused }, behindSeconds);
  return {
    link: { state, heardAt: heardAt === 0 ? null : heardAt, behindSeconds, why },
    missing: {
      lost: counts.lost,
      leftOutWaveforms: counts.leftOut,
      storedTo: storedTo === undefined ? null : storedTo / 1000,
    },
  };
}

/** By the edge's own clock, which goes on while nothing is heard. Before the hub has heard it, by the hub's. */
function behindOf({ storedTo, edgeNow = Date.now() * 1000 }: LinkFacts["feed"]): number | null {
  return storedTo === undefined ? null : Math.max(0, Math.round((edgeNow - storedTo) / 1e6));
}

function stateOf(
  { feed, refused }: Pick<LinkFacts, "feed" | "refused">,
  behindSeconds: number | null,
): Pick<SiteLink["link"], "state" | "why"> {
  const { heardAt, silentMs } = feed;
  if (refused !== null && refused.at >= heardAt) return { state: "refused", why: refused.why };
  if (heardAt === 0) return { state: "never", why: NEVER };
  if (silentMs > AWAY_AFTER_MS) return { state: "away", why: AWAY };
  if (behindSeconds !== null && behindSeconds > BEHIND_AFTER_S)
    return { state: "behind", why: behindText(behindSeconds) };
  return { state: "connected", why: null };
}

const NEVER: LocalizedText = {
  en: "the hub has never heard this edge",
  zh: "集控端从未收到该边缘端的消息",
};

/** `heardAt` says since when. */
const AWAY: LocalizedText = {
  en: "the hub hears nothing from the edge; everything shown is from before",
  zh: "集控端未收到该边缘端的任何消息；所显示的均为此前的数据",
};

function behindText(seconds: number): LocalizedText {
  return {
    en: `history is ${seconds} s behind; the newest values come ahead of it`,
    zh: `历史数据落后 ${seconds} 秒；最新值会先行到达`,
  };
}
