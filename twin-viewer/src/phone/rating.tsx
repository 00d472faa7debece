import { useState } from "preact/hooks";
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { comment } from "../data/alert-acts-api.ts";
import type { AlertRecord } from "../data/alert-record.ts";
import { wordsOf } from "../data/api.ts";
import { isAtEdge } from "../data/carried.ts";
import { actOnWork, reportWork, type Verdict } from "../data/maintenance-api.ts";
import { newUid } from "../data/new-uid.ts";
import { t } from "../i18n/language.ts";
import { ActButton } from "../panels/act-button.tsx";

const VERDICTS = ["right", "wrong", "not-useful"] as const satisfies readonly Verdict[];
const COMMENTS = ["right", "wrong"] as const;

interface RatingProps {
  readonly record: AlertRecord;
  /** It is a finding about a component. */
  readonly isFinding: boolean;
  /** Title of the work item that keeps the verdict. */
  readonly title: LocalizedText;
  /** Takes the result in words. */
  readonly onNote: (note: string) => void;
}

/** Says whether an alert was right: a verdict on a finding about a component, a comment on any other alert. */
export function Rating({ record, isFinding, title, onNote }: RatingProps) {
  const [isSending, setSending] = useState(false);
  const send = (verdict: Verdict) => {
    setSending(true);
    const request = isFinding ? judge(record, title, verdict) : comment(record.alertUid, `rating: ${verdict}`);
    void request
      .then(
        (sent) => onNote(sent === "waiting" ? "" : t(isFinding ? "phone.verdict-kept" : "phone.rated")),
        (error: unknown) => onNote(t("alerts.failed", { reason: wordsOf(error) })),
      )
      .then(() => setSending(false));
  };
  // A verdict on a finding is kept in a work item, which only the edge has.
  if (isFinding && !isAtEdge()) return null;
  return (
    <fieldset class="phone-actions phone-rating">
      <legend>{t("work.verdict")}</legend>
      {(isFinding ? VERDICTS : COMMENTS).map((verdict) => (
        <ActButton
          key={verdict}
          asks="operate"
          act={isFinding ? undefined : "comment"}
          class="button"
          disabled={isSending}
          onAct={() => send(verdict)}
        >
          {t(`phone.${verdict}`)}
        </ActButton>
      ))}
    </fieldset>
  );
}

/** Keeps the verdict in the work item about the alert, which the edge makes where none is open. */
async function judge({ alertUid, assetUid }: AlertRecord, title: LocalizedText, verdict: Verdict): Promise<void> {
  const { itemUid } = await reportWork({ itemUid: newUid(), assetUid, title, cause: alertUid });
  await actOnWork(itemUid, { actUid: newUid(), kind: "remark", note: t("phone.rating-note"), verdict });
}
