/** Sets an item aside at which a follower failed twice (docs/rules/follower.md, FO5). */
import type { Logger } from "pino";
import { reasonOf } from "../../contracts/errors.ts";
import type { LogItem } from "../log/log-chunk.ts";
import type { DeadLetters } from "./dead-letters.ts";

/** Writes the dead letter. Where that fails, the item is set aside until the next start. */
export function setAside(
  { letters, log }: { readonly letters: DeadLetters; readonly log: Logger },
  { follower, item, error }: { readonly follower: string; readonly item: LogItem; readonly error: unknown },
): void {
  try {
    letters.add({ follower, position: item.at, reason: reasonOf(error), at: Date.now(), item: textOf(item) });
  } catch (failure) {
    log.error(
      { follower, err: failure },
      "the dead letter could not be written: the item is set aside until the next start",
    );
  }
}

/** Text of an item that was set aside, for a person. */
function textOf(item: LogItem): string {
  if ("event" in item) return JSON.stringify(item.event);
  if ("waveform" in item) return `waveform of tag ${item.waveform.tag} at ${item.waveform.start}`;
  const { length, tags, times, values } = item.batch;
  const first = Math.min(length, 20);
  const rows = Array.from({ length: first }, (_, at) => `${tags[at]}@${times[at]}=${values[at]}`);
  return `${length} samples: ${rows.join(" ")}`;
}
