import { useEffect, useRef } from "preact/hooks";
import { assetName } from "../data/asset-name.ts";
import { ackOutcome, type PendingAck, pendingAck, sendPending, undoAcknowledge } from "../data/bulk-acknowledge.ts";
import { usePlant } from "../data/context.ts";
import { useSecond } from "../data/use-refresh.ts";
import { local, t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";

/** Shows the pending acknowledgement while it can be undone, then its outcome. */
export function AckToast() {
  const pending = pendingAck.value;
  if (pending !== null) return <Pending key={pending.sendsAtMs} pending={pending} />;
  return ackOutcome.value === null ? null : <Outcome />;
}

function Pending({ pending }: { pending: PendingAck }) {
  const undo = useRef<HTMLButtonElement>(null);
  useSecond();
  // A keyboard user can undo with the next key.
  useEffect(() => undo.current?.focus(), []);
  const left = Math.max(0, Math.ceil((pending.sendsAtMs - Date.now()) / 1000));
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    undoAcknowledge();
  };
  return (
    <section class="toast" aria-label={t("alerts.ack")} onKeyDown={onKey}>
      <p id="ack-sending" role="timer" aria-live="off">
        {t("alerts.ack-sending", { count: pending.targets.length, s: left })}
      </p>
      <button ref={undo} type="button" class="button small" aria-describedby="ack-sending" onClick={undoAcknowledge}>
        {t("alerts.ack-undo")}
      </button>
      <button type="button" class="button small" onClick={() => void sendPending()}>
        {t("alerts.ack-now")}
      </button>
    </section>
  );
}

function Outcome() {
  const index = usePlant();
  const outcome = ackOutcome.value;
  if (outcome === null) return null;
  const { done, waiting, refused } = outcome;
  return (
    <section class="toast" aria-label={t("alerts.ack")}>
      <div role={refused.length === 0 ? "status" : "alert"}>
        <p>{t("alerts.ack-done", { count: done })}</p>
        {waiting === 0 ? null : <p>{t("hub.acts-waiting", { count: waiting })}</p>}
        {refused.length === 0 ? null : (
          <>
            <p class="failure">{t("alerts.ack-refused", { count: refused.length })}</p>
            <ul class="toast-list">
              {refused.map(({ target, reason }) => (
                <li key={target.alertUid}>
                  <strong>{assetName(index, target.assetUid)}</strong> {local(target.message)}: {reasonInWords(reason)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <button type="button" class="button small" onClick={() => (ackOutcome.value = null)}>
        {t("alerts.ack-close")}
      </button>
    </section>
  );
}
