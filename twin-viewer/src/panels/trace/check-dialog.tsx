import { useState } from "preact/hooks";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { fetchVerdict, type VerdictAnswer } from "../../data/trace-api.ts";
import { closeTrace, openRecord } from "../../data/trace-focus.ts";
import { t } from "../../i18n/language.ts";
import { Dialog } from "../dialog.tsx";
import { Field } from "../work-items/field.tsx";
import { Failure, useSending } from "../work-items/sending.tsx";
import { DialogHead } from "./dialog-head.tsx";

/** The edge takes bodies up to 1 MiB, and a file grows on its way. */
const MOST_BYTES = 900_000;

/** Takes a passport that somebody brings, and says whether this edge sealed it and nothing was changed (rule TC27). */
export function CheckDialog() {
  const [verdict, setVerdict] = useState<VerdictAnswer | undefined>(undefined);
  const [isLarge, setLarge] = useState(false);
  const { failure, isSending, send } = useSending<VerdictAnswer>(setVerdict);
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    setVerdict(undefined);
    setLarge(file.size > MOST_BYTES);
    if (file.size <= MOST_BYTES) send(async () => await fetchVerdict(await file.text()));
  };
  const close = () => closeTrace("check");
  return (
    <Dialog label={t("trace.check-title")} kind="check" onClose={close}>
      <DialogHead title={t("trace.check-title")} onClose={close} />
      <p>{t("trace.check-note")}</p>
      <Field name={t("trace.check-file")}>
        {(id) => (
          // The browser lets a file be dropped on it.
          <input
            id={id}
            type="file"
            class="trace-drop"
            accept=".json,application/json"
            disabled={isSending}
            onChange={(event) => take(event.currentTarget.files?.[0])}
          />
        )}
      </Field>
      {isLarge ? <p class="failure">{t("trace.check-large")}</p> : null}
      <Failure reason={failure} />
      {verdict === undefined ? null : <Verdict verdict={verdict} />}
    </Dialog>
  );
}

function Verdict({ verdict: { verdict, keyId, piece, sealedAt } }: { verdict: VerdictAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  return (
    <div class="trace-verdict" role="status">
      <p>
        <strong>
          {verdict === "valid" ? "✓" : "✗"} {t(`trace.is-${verdict}`)}
        </strong>
      </p>
      {piece === null || sealedAt === null ? null : (
        <p>{t("trace.check-about", { piece, time: formatMoment(Date.parse(sealedAt), zone) })}</p>
      )}
      {keyId === null ? null : (
        <p>
          {t("trace.seal-key")}: <code>{keyId}</code>
        </p>
      )}
      {piece === null ? null : (
        <button type="button" class="button small" onClick={() => openRecord(piece)}>
          {t("trace.open-piece", { piece })}
        </button>
      )}
    </div>
  );
}
