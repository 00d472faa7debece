import type { Tag, TagUid } from "../../../edge/contracts/tag.ts";
import { ask } from "./api.ts";

/** One waveform as the API answers it. */
export interface WaveformAnswer {
  readonly time: string | null;
  readonly n: number;
  readonly dt: number;
  readonly unit: string;
  readonly status: number;
  readonly simulated: boolean;
  readonly context: { readonly speedPerMin: number | null; readonly tool: string | null; readonly program: string | null; readonly pieceId: string | null };
  readonly points: readonly (number | null)[];
}

/** The newest waveform of a tag. */
export function fetchWaveform(tag: TagUid): Promise<WaveformAnswer> {
  return ask(`/api/v1/waveforms/block?${new URLSearchParams({ tag }).toString()}`);
}

/** What a curve is drawn over: a position recorded beside it in the same part of the machine; undefined means time. */
export function positionBeside(tag: Tag, tags: readonly Tag[]): Tag | undefined {
  return tag.unit === "mm" ? undefined : tags.find((one) => one.type === "waveform" && one.component === tag.component && one.unit === "mm");
}
