import { useCallback, useEffect, useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { type ConfigProblemAnswer, type Failure, failureOf } from "../../data/problem.ts";
import { reasonInWords } from "../../i18n/reasons.ts";

/** An answer of the edge, or why there is none; `again` repeats the request. */
export interface Answer<T> {
  readonly value: T | null;
  readonly failure: string | null;
  again(): void;
}

/** Sends a request once, and again on `again`. An answer after the card has closed is dropped. */
export function useAnswer<T>(question: () => Promise<T>): Answer<T> {
  const [state, setState] = useState<{ value: T | null; failure: string | null }>({ value: null, failure: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    void round;
    question().then(
      (value) => {
        if (!gone) setState({ value, failure: null });
      },
      (error: unknown) => {
        if (!gone) setState((before) => ({ value: before.value, failure: wordsOf(error) }));
      },
    );
    return () => {
      gone = true;
    };
  }, [round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  // In the language of now, with the words that have come since.
  return { value: state.value, failure: state.failure === null ? null : reasonInWords(state.failure), again };
}

/** An action that reports its outcome. */
export function useAct(): {
  readonly said: string | null;
  /** The problems of a config that the edge refused. */
  readonly problems: readonly ConfigProblemAnswer[];
  readonly busy: boolean;
  act(what: () => Promise<string>): void;
} {
  const [outcome, setOutcome] = useState<string | Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const act = (what: () => Promise<string>): void => {
    setBusy(true);
    what()
      .then(setOutcome, (error: unknown) => setOutcome(failureOf(error)))
      .finally(() => setBusy(false));
  };
  const failure = outcome === null || typeof outcome === "string" ? null : outcome;
  // In the language of now, which may have changed since.
  const said = failure === null ? (outcome as string | null) : reasonInWords(failure.reason);
  return { said, problems: failure?.problems ?? [], busy, act };
}
