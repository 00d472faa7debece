import "../../i18n/trace-catalogue.ts";
import "./trace.css";
import { useEffect, useRef, useState } from "preact/hooks";
import type { SignedSubject } from "../../../../edge/contracts/trace/signature.ts";
import { roleText } from "../../data/account.ts";
import { endReturn, isReturnFor } from "../../data/signing-return.ts";
import { fetchSignatures, type SignatureAnswer } from "../../data/trace-api.ts";
import { useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";
import { AnswerNote } from "../answer-note.tsx";
import { Failure } from "../work-items/sending.tsx";
import { Time } from "./record-facts.tsx";
import { SignDialog } from "./sign-dialog.tsx";

const REFRESH_MS = 15_000;

interface Props extends SignedSubject {
  /** Of the version that the page shows; null where the edge seals nothing. Absent: a version that never changes. */
  readonly hash?: string | null;
  /** Why the version that is shown cannot be signed; null where it can. */
  readonly whyNot: string | null;
}

/** Signatures under a record, each with its state, and the button to sign (rules SG8 to SG10). */
export function Signatures({ kind, id, hash: shown, whyNot }: Props) {
  const [signed, setSigned] = useState<SignatureAnswer | undefined>(undefined);
  /** The hash is that of the moment when the dialog was opened: what the person saw is signed. */
  const [seen, setSeen] = useState<string | undefined>(undefined);
  const [isReturn] = useState(() => isReturnFor({ kind, id }));
  useEffect(() => endReturn, []);
  const key = `signatures ${kind} ${id} ${signed?.uid ?? ""}`;
  const question = useQuestion(key, () => fetchSignatures({ kind, id }), REFRESH_MS);
  const { answer } = question;
  const hash = shown === undefined ? (answer?.hash ?? null) : shown;
  return (
    <section class="trace-section">
      <h3>{t("trace.signatures")}</h3>
      {shown === null ? null : <AnswerNote question={question} isCurrent={undefined} />}
      {answer?.signatures.length === 0 ? <p class="empty">{t("trace.no-signatures")}</p> : null}
      <ul class="trace-signatures">
        {answer?.signatures.map((one) => (
          <Signature key={one.uid} signature={one} isValid={one.hash === (hash ?? answer.hash)} />
        ))}
      </ul>
      {whyNot === null ? null : <p class="trace-warning">{whyNot}</p>}
      {signed === undefined ? null : (
        <p role="status">{t("trace.is-signed", { meaning: local(signed.meaningName) })}</p>
      )}
      {isReturn && signed === undefined && answer?.outcome ? <Outcome why={answer.outcome.why} /> : null}
      <p class="answer-note">{t("trace.no-claim")}</p>
      {hash === null || answer === undefined ? null : (
        <ActButton asks="sign" disabled={whyNot !== null} onAct={() => setSeen(hash)}>
          {t("trace.sign")}
        </ActButton>
      )}
      {seen === undefined || answer === undefined ? null : (
        <SignDialog
          subject={{ kind, id }}
          hash={seen}
          meanings={answer.meanings}
          isAtProvider={answer.proof === "provider"}
          onClose={() => setSeen(undefined)}
          onSigned={(signature) => {
            setSeen(undefined);
            setSigned(signature);
          }}
        />
      )}
    </section>
  );
}

/** What became of the way to the provider. */
function Outcome({ why }: { why: string | null }) {
  const place = useRef<HTMLDivElement>(null);
  // The page is loaded anew, and the signatures are at the end of a long record.
  useEffect(() => place.current?.scrollIntoView({ block: "center" }), []);
  return <div ref={place}>{why === null ? <p role="status">{t("trace.confirmed")}</p> : <Failure reason={why} />}</div>;
}

function Signature({ signature, isValid }: { signature: SignatureAnswer; isValid: boolean }) {
  const { user, role, meaningName, reason, at, hash } = signature;
  return (
    <li>
      <strong>{local(meaningName)}</strong> · {t("trace.signed-by", { user, role: roleText(role) })} · <Time at={at} />
      <span>{reason}</span>
      <span class={isValid ? "" : "trace-warning"} title={hash}>
        {isValid ? "✓" : "!"} {t(isValid ? "trace.valid" : "trace.earlier")}
      </span>
    </li>
  );
}
