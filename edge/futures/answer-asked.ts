import { EdgeError } from "../contracts/errors.ts";
import type { PlantHistory } from "../contracts/forecast/history.ts";
import type { FutureStates } from "../contracts/forecast/states.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { withIslandsNow } from "../forecast/learn/until.ts";
import { flowOf } from "../forecast/model/flow.ts";
import { answerOf, checkInstant, LEARN_FROM_S } from "../forecast/whatif/answer.ts";
import { countedPlaces } from "../forecast/whatif/foresee.ts";
import { packStates } from "./packed-states.ts";
import { readRecord } from "./record-of-pieces.ts";
import type { AnsweredQuestion, FutureTask } from "./task.ts";
import { writtenFutures } from "./written-futures.ts";

/** Reports of this last time may still be on their way from some sources. */
const SETTLE_US = 30e6;

/** Where a question starts that names no instant. */
export function newestInstant({ to }: Pick<PlantHistory, "to">): Micros {
  return to - SETTLE_US;
}

/**
 * Answers from the record as it is now. `progress` hears of each run. Throws `ImpossiblePlant`, and EdgeError
 * `bad-request` for an instant that the record does not have, `disk` for a record that cannot be read.
 */
export async function answerAsked(
  { dataDir, description, question }: Extract<FutureTask, { kind: "answer" }>,
  progress: (done: number, of: number) => void,
): Promise<AnsweredQuestion> {
  const { at: asked, hours, replications, seed, futures } = question;
  const record = readRecord(dataDir, description, { forS: LEARN_FROM_S, at: asked ?? undefined });
  if (record === undefined)
    throw new EdgeError("bad-request", "the edge has no record of pieces yet; let it watch the plant first");
  const at = asked ?? newestInstant(record);
  const history = asked === null ? withIslandsNow(record, at) : record;
  checkInstant(at, history, "at");
  const runs = { horizonS: 3600 * hours, replications, seed };
  const of = replications * (1 + futures.length);
  let done = 0;
  let kept: readonly FutureStates[] = [];
  const answer = await answerOf({ description, history, at, futures: writtenFutures(futures) }, runs, {
    // What foreseen ends cost takes runs beside those that were asked for.
    pause: async () => progress(Math.min(of, ++done), of),
    keep: (states) => {
      kept = states;
    },
  });
  const counted = countedPlaces({ description, flow: flowOf(description) });
  return { answer, counted, states: packStates(kept, description.material), statesStepS: kept[0]?.stepS ?? 0 };
}
