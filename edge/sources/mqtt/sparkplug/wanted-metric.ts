import type { Says, SiblingValues } from "../../../batch/sibling-values.ts";
import type { Tag, TagRef } from "../../../contracts/plant/tag.ts";
import type { WaveformTiming } from "../waveform.ts";

/** In place of a tag: tags read more of the metric than its number, or several tags read it. */
export const NOT_PLAIN = -1;
/** In place of a row: no value has come yet. */
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
  /** Present for a tag of type waveform, with the values of its siblings. */
  readonly waveform: { readonly timing: WaveformTiming; readonly siblings: SiblingValues } | undefined;
}

/**
 * The parts of a metric that tags read: its value, or a template's members by name. Only as deep as the config,
 * whatever a payload holds.
 */
export interface WantedMetric {
  /** As the birth gave it. */
  datatype: number;
  readonly bound: BoundMetric[];
  readonly members: Map<string, WantedMetric>;
  /** The tag, if one tag reads the metric's number and nothing else, which is the usual case. */
  plain: TagRef | typeof NOT_PLAIN;
  /** Its row in `SeenTimes`; NO_ROW before its first value. */
  row: number;
  /** Waveforms that have this metric as a sibling. */
  readonly siblingOf: { readonly says: Says; readonly to: SiblingValues }[];
}
