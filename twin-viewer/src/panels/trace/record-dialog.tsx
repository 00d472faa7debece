import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { usePlant } from "../../data/context.ts";
import { recordPage } from "../../data/genealogy.ts";
import { assetOfPlace, openPiece } from "../../data/piece-focus.ts";
import { fetchPieces } from "../../data/production-api.ts";
import { moment, screen, selected } from "../../data/signals.ts";
import { fetchTrace, type TraceAnswer } from "../../data/trace-api.ts";
import { closeTrace } from "../../data/trace-focus.ts";
import { useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../answer-note.tsx";
import { Dialog } from "../dialog.tsx";
import { DialogHead } from "./dialog-head.tsx";
import { RecordFacts } from "./record-facts.tsx";
import { InspectionTable, MeasurementTable } from "./record-features.tsx";
import { OperationTable } from "./record-operations.tsx";
import { SaveRecord } from "./save-record.tsx";
import { SealPart } from "./seal-part.tsx";
import { Signatures } from "./signatures.tsx";

const REFRESH_MS = 15_000;

interface Props {
  readonly piece: string;
  readonly focus: (uid: AssetUid) => void;
}

/** The whole life of a piece on one page, with its files, its signatures and the seal (rule TC23). */
export function RecordDialog({ piece, focus }: Props) {
  useSecond();
  const question = useQuestion(`trace ${piece}`, () => fetchTrace(piece), REFRESH_MS);
  const { answer } = question;
  const close = () => closeTrace("piece/");
  return (
    <Dialog label={t("trace.title", { piece })} kind="trace" onClose={close}>
      <DialogHead title={t("trace.title", { piece })} onClose={close}>
        {answer === undefined ? null : <StateNote answer={answer} />}
      </DialogHead>
      <p class="trace-actions">
        <SaveRecord piece={piece} />
        <a class="button small" href={recordPage("piece", piece)} target="_blank" rel="noreferrer">
          {t("trace.print")}
        </a>
        <ShowButton piece={piece} focus={focus} />
      </p>
      <AnswerNote question={question} isCurrent={undefined} />
      {moment.value === null ? null : <p class="answer-note">{t("trace.as-now")}</p>}
      {answer === undefined ? null : <Parts answer={answer} />}
    </Dialog>
  );
}

function StateNote({ answer: { record } }: { answer: TraceAnswer }) {
  return (
    <span class="trace-state">
      {t(`record.${record.state}`)}
      {record.simulated ? <strong title={t("record.simulated-why")}> · {t("record.simulated")}</strong> : null}
    </span>
  );
}

function Parts({ answer }: { answer: TraceAnswer }) {
  const { record, hash, parts, curves } = answer;
  const isWhole = parts.every(({ state }) => state !== "behind" && state !== "failed");
  return (
    <>
      <RecordFacts answer={answer} />
      <OperationTable operations={record.operations} curves={curves} lot={record.lot?.lot} />
      <InspectionTable inspections={record.inspections} />
      <MeasurementTable measurements={record.measurements} />
      <Signatures kind="piece" id={record.piece} hash={hash} whyNot={isWhole ? null : t("trace.not-up-to-date")} />
      <SealPart hash={hash} />
    </>
  );
}

/** Where the piece is now, in the scene; nothing for a piece that left or is in transit. */
function ShowButton({ piece, focus }: Props) {
  const index = usePlant();
  const ask = () => fetchPieces({ atMs: undefined, text: piece, place: null, limit: 5 });
  const { answer } = useQuestion(`place of ${piece}`, ask, REFRESH_MS);
  const place = answer?.pieces.find((one) => one.piece === piece)?.place ?? null;
  const asset = assetOfPlace(index, place);
  if (asset === undefined) return null;
  const show = () => {
    openPiece.value = piece;
    screen.value = "material";
    selected.value = asset;
    focus(asset);
    closeTrace("piece/", true);
  };
  return (
    <button type="button" class="button small" onClick={show}>
      {t("trace.show")}: {place}
    </button>
  );
}
