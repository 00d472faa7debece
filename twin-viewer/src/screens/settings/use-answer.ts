import { useCallback, useEffect, useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { sayReason } from "../../i18n/reasons.ts";

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
        if (!gone) setState((before) => ({ value: before.value, failure: sayReason(wordsOf(error)) }));
      },
    );
    return () => {
      gone = true;
    };
  }, [round]);
  return { ...state, again: useCallback(() => setRound((before) => before + 1), []) };
}

/** An action that reports its outcome. */
export function useAct(): {
  readonly said: string | null;
  readonly busy: boolean;
  act(what: () => Promise<string>): void;
} {
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const act = (what: () => Promise<string>): void => {
    setBusy(true);
    what()
      .then(setSaid, (error: unknown) => setSaid(sayReason(wordsOf(error))))
      .finally(() => setBusy(false));
  };
  return { said, busy, act };
}
