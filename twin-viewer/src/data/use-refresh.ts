import { useEffect, useState } from "preact/hooks";
import { dictionaryVersion, linksVersion, moment, second } from "./signals.ts";

/**
 * Renders a component again once a second, and at once when links, tags or the page's time change: for results of many
 * values.
 */
export function useSecond(): void {
  second.value;
  linksVersion.value;
  dictionaryVersion.value;
  moment.value;
}

/**
 * The newest answer to a question that is repeated at intervals and whenever `key` changes; undefined before the first
 * answer and after a failure.
 */
export function useAnswer<T>(key: string, ask: () => Promise<T>, everyMs: number): T | undefined {
  const [answer, setAnswer] = useState<T | undefined>(undefined);
  useEffect(() => {
    let stopped = false;
    const load = () =>
      void ask().then(
        (value) => {
          if (!stopped) setAnswer(value);
        },
        () => {
          if (!stopped) setAnswer(undefined);
        },
      );
    load();
    const timer = setInterval(load, everyMs);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [key]);
  return answer;
}
