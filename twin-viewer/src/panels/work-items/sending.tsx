import { useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import type { WorkItemAnswer } from "../../data/maintenance-api.ts";
import { keepChanged } from "../../data/maintenance-focus.ts";
import { liveNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";

/** Sends a request, and keeps the item that it gave or why it was refused. */
export function useSending(onDone: () => void): {
  readonly failure: string | undefined;
  readonly isSending: boolean;
  readonly send: (request: () => Promise<WorkItemAnswer>) => void;
} {
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const [isSending, setSending] = useState(false);
  const send = (request: () => Promise<WorkItemAnswer>) => {
    setFailure(undefined);
    setSending(true);
    request().then(
      (item) => {
        keepChanged(item, liveNowMs());
        setSending(false);
        onDone();
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
