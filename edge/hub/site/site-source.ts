import type { TagRef } from "../../contracts/plant/tag.ts";
import type { HubStore } from "../store/hub-store.ts";
import type { EdgeFeed } from "./edge-feed.ts";
import type { LinkFacts } from "./site-link.ts";

/** What the hub has of an edge, as a site needs it. */
export interface SiteSource {
  readonly edgeId: string;
  readonly feed: EdgeFeed;
  readonly store: Pick<HubStore, "history" | "health" | "catchUp">;
  /** Tags as the edge has described them. */
  readonly tags: { at(ref: TagRef): { readonly tagUid: string } | undefined };
  readonly link: LinkFacts;
  /** The copy begins with the first item that the edge ever had. */
  readonly isWhole: boolean;
}
