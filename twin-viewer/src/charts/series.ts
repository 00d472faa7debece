import type { Tag } from "../../../edge/contracts/plant/tag.ts";

/** One curve: a tag over a stretch of time, moved by `shiftMs` so that two stretches lie on each other. */
export interface Series {
  readonly tag: Tag;
  readonly shiftMs: number;
}
