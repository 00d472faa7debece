import type { Says, SiblingValues } from "../../../batch/sibling-values.ts";
import type { Tag, TagRef } from "../../../contracts/plant/tag.ts";
import type { WaveformTiming } from "../waveform.ts";

/** Instead of a tag: more is wanted of the metric than its number, or by more than one tag. */
export const NOT_PLAIN = -1;
/** Instead of a row: no value has come yet. */
export const NO_ROW = -1;

/** A tag bound to a metric. */
export interface BoundMetric {
  readonly tag: Tag;
  /** Element of an array metric. */
  readonly index: number | undefined;
  /** Column of a data set. */
  readonly column: string | undefined;
  /** Row of a data set. */
  readonly row: number;
  /** Given for a tag that is a waveform, with what its siblings say. */
  readonly waveform: { readonly timing: WaveformTiming; readonly siblings: SiblingValues } | undefined;
}

/**
 * What the tags want of a metric: its value, and of a template its members by name. As deep as the config goes,
 * whatever a payload holds.
 */
export interface WantedMetric {
  /** As the birth gave it. */
  datatype: number;
  readonly bound: BoundMetric[];
  readonly members: Map<string, WantedMetric>;
  /** Given where the metric's number is all that is wanted, by one tag: nearly everywhere. */
  plain: TagRef | typeof NOT_PLAIN;
  /** Its row among the times that were seen; NO_ROW before its first value. */
  row: number;
  /** Waveforms that this metric says something about. */
  readonly tells: { readonly says: Says; readonly to: SiblingValues }[];
}
