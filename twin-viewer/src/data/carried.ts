/** What reaches the plant from this page (rule CV37). */
import type { RemoteAction } from "../../../edge/contracts/fleet/remote-act.ts";
import { SITE_OF_HUB } from "./base.ts";

/** An act on an alert that a hub passes on. */
export type CarriedAct = RemoteAction["kind"];

/**
 * Whether the page is the edge's own, which takes whatever its users may do. Through a hub only carried acts get to the
 * edge; its records, books and settings can be changed at the plant alone.
 */
export function isAtEdge(): boolean {
  return SITE_OF_HUB === null;
}
