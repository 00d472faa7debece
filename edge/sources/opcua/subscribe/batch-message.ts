import type { BatchBuilder } from "../../../batch/builder.ts";
import type { BatchMessage } from "../link/messages.ts";

type Columns = Pick<BatchMessage, "tags" | "times" | "values" | "statuses" | "flags">;
type Counts = Pick<BatchMessage, "received" | "inexact" | "stock" | "dropped" | "marks">;

/** Empties the batch into a message for main. All columns share the buffer of `tags`, which moves with it. */
export function batchMessage(id: number, batch: BatchBuilder, counts: Counts): BatchMessage {
  const { length, receivedAt, texts, ...columns } = batch.finish(Date.now() * 1000);
  const { tags, times, values, statuses, flags } = columns as Columns;
  return {
    kind: "batch",
    ...{ id, length, receivedAt, tags, times, values, statuses, flags },
    texts: texts.size === 0 ? null : texts,
    ...counts,
  };
}
