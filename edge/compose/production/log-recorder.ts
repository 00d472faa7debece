import { EdgeError } from "../../contracts/errors.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Inlet } from "../../contracts/path/source.ts";

const WITHIN_MS = 5_000;
const FULL = "The disk takes no data at the moment, and nothing was recorded. Free space or repair it; then try again.";
const LATE =
  "This is not on disk yet, and is recorded once the disk takes data again. Free space or repair it, and look before " +
  "you repeat it.";

/**
 * Records what people say as an event of the log. Resolves when it is on disk. Rejects with EdgeError `unavailable`:
 * a full log would drop the event, and a disk that hangs must not hold the caller.
 */
export function recorderTo(
  log: Pick<Inlet, "full" | "pushEvents" | "committed">,
  withinMs = WITHIN_MS,
): (event: EdgeEvent) => Promise<void> {
  return async (event) => {
    if (log.full) throw new EdgeError("unavailable", FULL);
    try {
      await log.committed(log.pushEvents({ events: [event] }), AbortSignal.timeout(withinMs));
    } catch (cause) {
      throw new EdgeError("unavailable", LATE, { cause });
    }
  };
}
