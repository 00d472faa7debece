import { useEffect, useRef, useState } from "preact/hooks";
import { isAtLeast, ROLES } from "../../../../edge/contracts/access/access.ts";
import type { SignatureMeaning, SignedSubject } from "../../../../edge/contracts/trace/signature.ts";
import { account, roleText } from "../../data/account.ts";
import { leaveForProvider } from "../../data/signing-return.ts";
import { beginAtProvider, type SignatureAnswer, signRecord, type WantedSignature } from "../../data/trace-api.ts";
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
  /** The person confirms at the provider instead of by a password. */
  readonly isAtProvider: boolean;
  readonly onClose: () => void;
  readonly onSigned: (signature: SignatureAnswer) => void;
}

/**
 * Asks for meaning and reason, and for the password again or the way to the provider; signs the version that is shown
 * (rules SG8 to SG10, SG16).
 */
export function SignDialog({ subject, hash, meanings, isAtProvider, onClose, onSigned }: Props) {
  const allowed = meanings.filter(mayGive);
  const [meaning, setMeaning] = useState(allowed[0]?.id ?? "");
  const [reason, setReason] = useState("");
  const [password, setPassword] = useState("");
  const { failure, isSending, send } = useSending((signature: SignatureAnswer | undefined) => {
    if (signature !== undefined) onSigned(signature);
  });
  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = { ...subject, hash, meaning, reason: reason.trim() };
    // Nothing of the page keeps it, whatever the answer is (rule SG9).
    setPassword("");
    send(async () => (isAtProvider ? await leave(wanted) : await signRecord({ ...wanted, password })));
  };
  const isBlocked = isSending || meaning === "" || reason.trim() === "" || !(isAtProvider || password !== "");
  const what = t(`trace.sign-${subject.kind}`, { id: subject.id });
  const provider = account.value?.provider ?? t("trace.provider");
  return (
    <Dialog label={t("trace.sign-title", { what })} kind="shelve" onClose={onClose}>
      <form onSubmit={submit}>
        <h2>{t("trace.sign-title", { what })}</h2>
        <p class="dialog-note">
          {t("trace.sign-what")} <code class="trace-hash">{hash}</code>
        </p>
        <Meanings meanings={meanings} chosen={meaning} onChoose={setMeaning} />
        <TextField name={t("trace.reason")} value={reason} most={MOST_REASON} onSet={setReason} />
        {isAtProvider ? (
          <p class="dialog-note">{t("trace.provider-note", { provider, user: account.value?.user ?? "" })}</p>
        ) : (
          <Password value={password} failure={failure} onSet={setPassword} />
        )}
        <p class="dialog-note">
          {t("trace.sign-record")} {t("trace.no-claim")}
        </p>
        <Failure reason={failure} />
        <p class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            {t("trace.cancel")}
          </button>
          <ActButton asks="sign" type="submit" class="button primary" disabled={isBlocked}>
            {isAtProvider ? t("trace.confirm-at", { provider }) : t("trace.sign-now")}
          </ActButton>
        </p>
      </form>
    </Dialog>
  );
}

/** The page is about to be left, so that there is no signature to show yet. */
async function leave(wanted: WantedSignature): Promise<undefined> {
  const { pathname, search, hash } = window.location;
  const { url } = await beginAtProvider({ ...wanted, back: `${pathname}${search}${hash}` });
  leaveForProvider(wanted, url);
}

interface PasswordProps {
  readonly value: string;
  readonly failure: string | undefined;
  readonly onSet: (value: string) => void;
}

function Password({ value, failure, onSet }: PasswordProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // After a refusal the person types the password anew.
    if (failure !== undefined) field.current?.focus();
  }, [failure]);
  return (
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
            value={value}
            onInput={(event) => onSet(event.currentTarget.value)}
          />
          <small id={`${id}-note`}>{t("trace.password-note")}</small>
        </>
      )}
    </Field>
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
