import { fileName, saveFile } from "../../charts/save-file.ts";
import { fetchPassport } from "../../data/trace-api.ts";
import { t } from "../../i18n/language.ts";
import { Failure, useSending } from "../work-items/sending.tsx";

/** Buttons that save the sealed record as PDF and as JSON. */
export function SaveRecord({ piece }: { piece: string }) {
  const { failure, isSending, send } = useSending<void>(() => undefined);
  const save = (format: "pdf" | "json") =>
    send(async () => saveFile(fileName(["gemba-passport", piece], format), await fetchPassport(piece, format)));
  return (
    <>
      <button type="button" class="button small" disabled={isSending} onClick={() => save("pdf")}>
        {t("trace.pdf")}
      </button>
      <button type="button" class="button small" disabled={isSending} onClick={() => save("json")}>
        {t("trace.json")}
      </button>
      {isSending ? (
        <span class="answer-note" role="status">
          {t("trace.making")}
        </span>
      ) : null}
      <Failure reason={failure} />
    </>
  );
}
