import { useEffect, useRef, useState } from "preact/hooks";
import { isAtLeast, ROLES } from "../../../../edge/contracts/access/access.ts";
import type { SignatureMeaning, SignedSubject } from "../../../../edge/contracts/trace/signature.ts";
import { account, roleText } from "../../data/account.ts";
import { type SignatureAnswer, signRecord } from "../../data/trace-api.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";
import { Dialog } from "../dialog.tsx";
import { Field, TextField } from "../work-items/field.tsx";
import { Failure, useSending } from "../work-items/sending.tsx";

const MOST_REASON = 1000;
const MOST_PASSWORD = 256;

interface Props {
  readonly subject: SignedSubject;
  /** Of the version that the person saw. */
  readonly hash: string;
  readonly meanings: readonly SignatureMeaning[];
  readonly onClose: () => void;
  readonly onSigned: (signature: SignatureAnswer) => void;
}

/** Asks for meaning, reason and the password again, and signs the version that is shown (rules SG8 to SG10). */
export function SignDialog({ subject, hash, meanings, onClose, onSigned }: Props) {
  const allowed = meanings.filter(mayGive);
  const [meaning, setMeaning] = useState(allowed[0]?.id ?? "");
  const [reason, setReason] = useState("");
  const [password, setPassword] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const { failure, isSending, send } = useSending(onSigned);
  useEffect(() => {
    // After a refusal the person types the password anew.
    if (failure !== undefined) field.current?.focus();
  }, [failure]);
  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = { ...subject, hash, meaning, reason: reason.trim(), password };
    // Nothing of the page keeps it, whatever the answer is (rule SG9).
    setPassword("");
    send(() => signRecord(wanted));
  };
  const isBlocked = isSending || meaning === "" || reason.trim() === "" || password === "";
  const what = t(`trace.sign-${subject.kind}`, { id: subject.id });
  return (
    <Dialog label={t("trace.sign-title", { what })} kind="shelve" onClose={onClose}>
      <form onSubmit={submit}>
        <h2>{t("trace.sign-title", { what })}</h2>
        <p class="dialog-note">
          {t("trace.sign-what")} <code class="trace-hash">{hash}</code>
        </p>
        <Meanings meanings={meanings} chosen={meaning} onChoose={setMeaning} />
        <TextField name={t("trace.reason")} value={reason} most={MOST_REASON} onSet={setReason} />
        <Field name={t("trace.password", { user: account.value?.user ?? "" })}>
          {(id) => (
            <>
              <input
                id={id}
                ref={field}
                type="password"
                required
                maxLength={MOST_PASSWORD}
                autocomplete="off"
                aria-describedby={`${id}-note`}
                value={password}
                onInput={(event) => setPassword(event.currentTarget.value)}
              />
              <small id={`${id}-note`}>{t("trace.password-note")}</small>
            </>
          )}
        </Field>
        <p class="dialog-note">
          {t("trace.sign-record")} {t("trace.no-claim")}
        </p>
        <Failure reason={failure} />
        <p class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            {t("trace.cancel")}
          </button>
          <ActButton asks="sign" type="submit" class="button primary" disabled={isBlocked}>
            {t("trace.sign-now")}
          </ActButton>
        </p>
      </form>
    </Dialog>
  );
}

interface MeaningProps {
  readonly meanings: readonly SignatureMeaning[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** Meanings that need a higher role are shown with the role, and cannot be chosen. */
function Meanings({ meanings, chosen, onChoose }: MeaningProps) {
  return (
    <fieldset class="choices in-rows">
      <legend>{t("trace.meaning")}</legend>
      {meanings.map((one) => (
        <label key={one.id} class="choice">
          <input
            type="radio"
            name="meaning"
            value={one.id}
            checked={one.id === chosen}
            disabled={!mayGive(one)}
            onChange={() => onChoose(one.id)}
          />{" "}
          {local(one.name)}
          {mayGive(one) ? "" : ` (${t("trace.needs", { role: roleText(one.least) })})`}
        </label>
      ))}
    </fieldset>
  );
}

/** By the role that the page knows; the edge decides by the role at the moment of signing (rule SG5). */
function mayGive({ least }: SignatureMeaning): boolean {
  const role = ROLES.find((one) => one === account.value?.role);
  return role !== undefined && isAtLeast(role, least);
}
