import { useState } from "preact/hooks";
import { actOnAlert } from "../../data/alert-actions.ts";
import { comment } from "../../data/alert-acts-api.ts";
import type { AlertRecord } from "../../data/alert-record.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { whyNot } from "../../data/may.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";

const RATINGS = ["right", "wrong"] as const;

/** A verdict from a phone is a comment with fixed words (phone/alert-card.tsx). */
function remarkInWords(said: string): string {
  const rating = RATINGS.find((one) => said === `rating: ${one}`);
  return rating === undefined ? said : t(`phone.${rating}`);
}

interface RemarksProps {
  readonly alert: AlertRecord;
  readonly zone: string;
  readonly nowMs: number;
  readonly isOver: boolean;
  /** Adds a comment; the default is the page's own way. */
  readonly onAdd?: (text: string) => void;
}

/** Comments, oldest first, and a field for another one. */
export function Remarks({ alert, zone, nowMs, isOver, onAdd }: RemarksProps) {
  const { comments, alertUid } = alert;
  const add = onAdd ?? ((text: string) => void actOnAlert(() => comment(alertUid, text)));
  if (isOver && comments.length === 0) return null;
  return (
    <section aria-label={t("alerts.remarks")}>
      <h3>{t("alerts.remarks")}</h3>
      <ul class="detail-list">
        {comments.map((one) => (
          <li key={`${one.atMs} ${one.by}`}>
            <span>{remarkInWords(one.comment ?? "")}</span>
            <small>
              {one.by} · {clockOrMoment(one.atMs, zone, nowMs)}
            </small>
          </li>
        ))}
      </ul>
      {isOver ? null : <NewRemark onAdd={add} />}
    </section>
  );
}

/** A field for another comment. */
export function NewRemark({ onAdd }: { onAdd: (text: string) => void }) {
  const [text, setText] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    if (text.trim() === "" || whyNot("operate", "comment") !== null) return;
    onAdd(text.trim());
    setText("");
  };
  return (
    <form class="remark" onSubmit={submit}>
      <input
        type="text"
        maxLength={1000}
        aria-label={t("alerts.remark")}
        placeholder={t("alerts.remark")}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <ActButton asks="operate" act="comment" type="submit" disabled={text.trim() === ""}>
        {t("alerts.remark-send")}
      </ActButton>
    </form>
  );
}
