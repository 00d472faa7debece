import { LogReader } from "../../../edge/historian/log/log-reader.ts";

/** How many events of an edge's fake (edge-process.ts) the copy of a log has after a later one, or twice. */
export async function eventOrder(copy: string): Promise<number> {
  const reader = new LogReader(copy, 0, { isInOrder: true });
  let outOfOrder = 0;
  let last = -1;
  for (;;) {
    const { position } = reader;
    const chunk = await reader.read(10_000, Number.POSITIVE_INFINITY);
    if (chunk === undefined || chunk.to === position) break;
    for (const item of chunk.items ?? []) {
      if (!("event" in item)) continue;
      const at = (item.event.payload as { readonly at?: number }).at;
      // A note in the place of a waveform has none.
      if (at === undefined) continue;
      if (at <= last) outOfOrder++;
      last = at;
    }
  }
  await reader.close();
  return outOfOrder;
}
