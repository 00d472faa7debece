import { useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { t } from "../../i18n/language.ts";

/** Sends a request and hands its answer over, or keeps why it was refused. */
export function useSending<Answer>(onDone: (answer: Answer) => void): {
  readonly failure: string | undefined;
  readonly isSending: boolean;
  readonly send: (request: () => Promise<Answer>) => void;
} {
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const [isSending, setSending] = useState(false);
  const send = (request: () => Promise<Answer>) => {
    setFailure(undefined);
    setSending(true);
    request().then(
      (answer) => {
        setSending(false);
        onDone(answer);
      },
      (error: unknown) => {
        setFailure(wordsOf(error));
        setSending(false);
      },
    );
  };
  return { failure, isSending, send };
}

/** Why the edge refused, in the page's language. */
export function Failure({ reason }: { reason: string | undefined }) {
  return reason === undefined ? null : (
    <p class="failure" role="alert">
      {t("alerts.failed", { reason })}
    </p>
  );
}
