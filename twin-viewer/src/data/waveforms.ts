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

const DAY_MS = 86_400_000;

/** The newest waveform of a tag, or the newest of the day before an instant; undefined when that day has none. */
export async function fetchWaveform(tag: TagUid, atMs: number | undefined): Promise<WaveformAnswer | undefined> {
  const block = (query: Record<string, string>) => ask<WaveformAnswer>(`/api/v1/waveforms/block?${new URLSearchParams({ tag, ...query }).toString()}`);
  if (atMs === undefined) return block({});
  const range = { from: new Date(atMs - DAY_MS).toISOString(), to: new Date(atMs).toISOString(), limit: "1" };
  const { waveforms } = await ask<{ waveforms: readonly { readonly time: string }[] }>(`/api/v1/waveforms?${new URLSearchParams({ tag, ...range }).toString()}`);
  const [last] = waveforms;
  return last === undefined ? undefined : block({ time: last.time });
}

/** What a curve is drawn over: a position recorded beside it in the same part of the machine; undefined means time. */
export function positionBeside(tag: Tag, tags: readonly Tag[]): Tag | undefined {
  return tag.unit === "mm" ? undefined : tags.find((one) => one.type === "waveform" && one.component === tag.component && one.unit === "mm");
}
