import type { Shelf } from "../asked/shelf.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Forecast } from "../contracts/forecast/forecasts.ts";
import type { PlayedFuture } from "../contracts/forecast/states.ts";
import { unpackStates } from "./packed-states.ts";

/** Throws EdgeError `not-found` with the reason, and `disk` where the file of the states cannot be read. */
export async function playedFuture(
  shelf: Pick<Shelf<Forecast>, "beside">,
  forecast: Forecast | undefined,
  future: number,
): Promise<PlayedFuture> {
  if (forecast === undefined)
    throw new EdgeError("not-found", "No forecast has this uid. GET /api/v1/forecasts lists them all.");
  const { uid, answer, statesStepS } = forecast;
  if (answer === null) throw new EdgeError("not-found", "This forecast has no answer that could be played.");
  if (statesStepS === undefined)
    throw new EdgeError(
      "not-found",
      "This forecast was made by an earlier edge, which kept nothing to play. Ask the same question again.",
    );
  const most = answer.futures.length - 1;
  if (future > most)
    throw new EdgeError("not-found", `This forecast has the futures 0 to ${most}; 0 is the plant as it is.`);
  try {
    const found = await unpackStates(await shelf.beside(uid), future);
    if (found !== undefined) return found;
  } catch (cause) {
    throw unreadable(cause);
  }
  throw unreadable();
}

function unreadable(cause?: unknown): EdgeError {
  const reason = "the states of this forecast cannot be read. Ask the same question again, or look at the edge's log";
  return new EdgeError("disk", reason, { cause });
}
