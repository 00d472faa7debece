/** Asks the edge about moved operations: one request at a time, always about the newest places. */
import { effect } from "@preact/signals";
import { wordsOf } from "../../data/api.ts";
import { checkMoves } from "../../data/schedule-api.ts";
import { type Lock, moveOf, newLocks } from "./moves.ts";
import { checked, checkFailure, plan, wantedLocks } from "./state.ts";

/** Between two requests while an operation is dragged. */
const PAUSE_MS = 100;
/** Before it is asked again what got no answer. */
const AGAIN_MS = 2_000;

/** Keeps `checked` in step with what is moved; returns how to stop. */
export function keepChecked(): () => void {
  let isBusy = false;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: readonly Lock[] = [];
  const ask = async (): Promise<void> => {
    const [of, locks] = [plan.value, wantedLocks.value];
    if (of === undefined || isBusy || isStopped || locks === asked) return;
    asked = locks;
    const moved = newLocks(of, locks);
    if (moved.length === 0) {
      checked.value = undefined;
      checkFailure.value = "";
      return;
    }
    isBusy = true;
    const failure = await checkMoves(of.uid, moved.map(moveOf)).then(
      (answer) => {
        if (!isStopped && plan.value === of) checked.value = answer;
        return "";
      },
      (error: unknown) => wordsOf(error),
    );
    isBusy = false;
    if (isStopped) return;
    checkFailure.value = failure;
    if (failure !== "") {
      // What was known is of other places.
      checked.value = undefined;
      asked = [];
    }
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), failure === "" ? PAUSE_MS : AGAIN_MS);
  };
  const stop = effect(() => {
    wantedLocks.value;
    plan.value;
    // Later in this turn: a step that changes several signals asks once.
    queueMicrotask(() => void ask());
  });
  return () => {
    isStopped = true;
    clearTimeout(timer);
    stop();
  };
}
