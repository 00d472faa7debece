/** Which tags a declared gap concerns: rule F29 in docs/rules/freshness.md. */
import type { GapRecord } from "./event-batch.ts";

/** The scope of a gap: a tag and the link over which it is read. */
export interface GapSubject {
  readonly tagUid: string;
  /** `source`, or `source/device` where a source has several links. */
  readonly link: string;
}

/**
 * Whether samples of the tag may be missing in the gap: the gap is of this tag, of its link, of a part of the link (one
 * topic of a vehicle), of what the link belongs to (the node of a device, the source), or of the whole log.
 */
export function concerns({ source, tagUid, reason }: GapRecord, subject: GapSubject): boolean {
  if (tagUid !== undefined) return tagUid === subject.tagUid;
  return reason === "log_damaged" || reason === "not_replicated" || isOnPath(source, subject.link);
}

/** Whether the gap of this name and the link are the same, or one belongs to the other. */
export function isOnPath(gapOf: string, link: string): boolean {
  return gapOf === link || link.startsWith(`${gapOf}/`) || gapOf.startsWith(`${link}/`);
}
