import { fetchSealKey } from "../../data/trace-api.ts";
import { traceText } from "../../data/trace-focus.ts";
import { useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";

/** The key is made once. */
const REFRESH_MS = 600_000;

/** What the seal of the files is, with the fingerprint of its key and the hash of the record. */
export function SealPart({ hash }: { hash: string | null }) {
  const { answer, failure } = useQuestion("seal key", fetchSealKey, REFRESH_MS);
  return (
    <section class="trace-section">
      <h3>{t("trace.seal")}</h3>
      {hash === null ? (
        <p class="empty">{t("trace.seal-none")}</p>
      ) : (
        <>
          <p>{t("trace.seal-note")}</p>
          <dl class="trace-facts is-codes">
            <div>
              <dt>{t("trace.seal-key")}</dt>
              <dd>
                <code>{answer === undefined ? (failure ?? "…") : `${answer.algorithm} ${answer.keyId}`}</code>
              </dd>
            </div>
            <div>
              <dt>{t("trace.seal-hash")}</dt>
              <dd>
                <code>{hash}</code>
              </dd>
            </div>
          </dl>
          <button type="button" class="button small" onClick={() => (traceText.value = "check")}>
            {t("trace.check")}
          </button>
        </>
      )}
    </section>
  );
}
