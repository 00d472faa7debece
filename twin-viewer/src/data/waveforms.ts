import type { Tag, TagUid } from "../../../edge/contracts/plant/tag.ts";
import { ask } from "./api.ts";
import { liveNowMs } from "./signals.ts";

/** One waveform of the API. */
export interface WaveformAnswer {
  readonly time: string | null;
  readonly n: number;
  readonly dt: number;
  readonly unit: string;
  readonly status: number;
  readonly simulated: boolean;
  readonly context: {
    readonly speedPerMin: number | null;
    readonly tool: string | null;
    readonly program: string | null;
    readonly pieceId: string | null;
  };
  readonly points: readonly (number | null)[];
}

const DAY_MS = 86_400_000;

/**
 * Which waveform of a tag to read: the newest one, which arrived since the edge started (`has`) or may be in its
 * history, or the newest one of the day before an instant.
 */
export type WaveformWish = { readonly atMs: number } | { readonly has: boolean };

/**
 * The requested waveform; undefined when there is none. Where it may be missing, the list is read first, because
 * browsers write every "not found" into their console.
 */
export async function fetchWaveform(tag: TagUid, wish: WaveformWish): Promise<WaveformAnswer | undefined> {
  const block = (query: Record<string, string>) =>
    ask<WaveformAnswer>(`/api/v1/waveforms/block?${new URLSearchParams({ tag, ...query }).toString()}`);
  if ("has" in wish && wish.has) return block({});
  const [fromMs, toMs] = "atMs" in wish ? [wish.atMs - DAY_MS, wish.atMs] : [0, liveNowMs() + DAY_MS];
  const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), limit: "1" };
  const { waveforms } = await ask<{ waveforms: readonly { readonly time: string }[] }>(
    `/api/v1/waveforms?${new URLSearchParams({ tag, ...range }).toString()}`,
  );
  const [last] = waveforms;
  return last === undefined ? undefined : block({ time: last.time });
}

/** The x axis of a curve: a position recorded beside it in the same part of the machine; undefined means time. */
export function positionBeside(tag: Tag, tags: readonly Tag[]): Tag | undefined {
  return tag.unit === "mm"
    ? undefined
    : tags.find((one) => one.type === "waveform" && one.component === tag.component && one.unit === "mm");
}
