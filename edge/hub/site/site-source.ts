import type { EventReader, HistorianReader, SinkHealth } from "../../contracts/path/historian.ts";
import type { ReplayReader } from "../../contracts/path/replay.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformReader } from "../../contracts/path/waveform-reader.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { EdgeFeed } from "./edge-feed.ts";
import type { LinkFacts } from "./site-link.ts";

/** History of one site. */
type SiteHistory = HistorianReader & EventReader & WaveformReader & ReplayReader & { health(): SinkHealth };

/** What the hub has of an edge, as a site needs it. */
export interface SiteSource {
  readonly edgeId: string;
  readonly feed: EdgeFeed;
  readonly historian: SiteHistory;
  /** Tags as the edge has described them. */
  readonly tags: { at(ref: TagRef): { readonly tagUid: string } | undefined };
  /** Everything before it is in the copy of the log. */
  readonly position: LogPosition;
  readonly link: LinkFacts;
  /** The copy begins with the first item that the edge ever had. */
  readonly isWhole: boolean;
}
