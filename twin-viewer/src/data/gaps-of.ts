import type { TagUid } from "../../../edge/contracts/plant/tag.ts";
import type { Gap, Span } from "./api.ts";

/** A span in which data of a tag are declared as missing. */
export interface DeclaredGap extends Span {
  readonly source: string;
  /** In the edge's words. */
  readonly reason: string;
}

/**
 * The gaps of a tag within a span, oldest first: its own, and those of its whole source or of its device.
 */
export function gapsOf(
  gaps: readonly Gap[],
  { tagUid, source }: { readonly tagUid: TagUid; readonly source: string },
  span: Span,
): readonly DeclaredGap[] {
  const isOfTag = (gap: Gap) =>
    gap.tagUid === null ? gap.source === source || gap.source.startsWith(`${source}/`) : gap.tagUid === tagUid;
  return gaps
    .filter(isOfTag)
    .map((gap) => ({
      source: gap.source,
      reason: gap.reason,
      fromMs: Date.parse(gap.from ?? ""),
      toMs: Date.parse(gap.to ?? ""),
    }))
    .filter(({ fromMs, toMs }) => fromMs < span.toMs && toMs > span.fromMs)
    .sort((a, b) => a.fromMs - b.fromMs);
}
