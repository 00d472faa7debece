import type { TagUid } from "../../../edge/contracts/plant/tag.ts";
import { ask, type Span } from "./api.ts";

/** A stored value with its time, milliseconds UTC; texts as they are, numbers in digits. */
interface Reading {
  readonly atMs: number;
  readonly value: string;
}

const MOST = "1000";

/** Stored values of a tag that changes seldom, oldest first; samples without a value are left out. */
export async function fetchReadings(tag: TagUid, { fromMs, toMs }: Span): Promise<readonly Reading[]> {
  const query = new URLSearchParams({
    tag,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    limit: MOST,
  });
  const { samples } = await ask<{
    samples: readonly { readonly time: string | null; readonly value: number | null; readonly text: string | null }[];
  }>(`/api/v1/samples?${query.toString()}`);
  return samples.flatMap(({ time, value, text }) => {
    const said = text ?? value;
    return said === null ? [] : [{ atMs: Date.parse(time ?? ""), value: String(said) }];
  });
}
