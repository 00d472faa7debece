import { useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { t } from "../../i18n/language.ts";

/** One request at a time, and what came of it. A request that failed keeps its form, so that it can be sent again. */
export function useSending() {
  const [isSending, setSending] = useState(false);
  const [note, setNote] = useState("");
  const send = (act: () => Promise<string>): void => {
    setSending(true);
    setNote("");
    void act()
      .then(setNote, (error: unknown) => setNote(t("enter.failed", { reason: wordsOf(error) })))
      .then(() => setSending(false));
  };
  return { isSending, note, send };
}
