import { useState } from "preact/hooks";
import { account, invitation, mustSignIn, signIn, signInOpen } from "../data/account.ts";
import { atRoot } from "../data/base.ts";
import { t } from "../i18n/language.ts";
import { Dialog } from "./dialog.tsx";

/** The edge refuses shorter ones. */
const MIN_PASSWORD = 12;

/** Asks for name and password; with a one-time link it also creates the user. */
export function SignInDialog() {
  const isInvited = invitation.value !== null;
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<string | undefined>();
  const [isBusy, setBusy] = useState(false);
  if (account.value === null || !(mustSignIn.value || isInvited) || !signInOpen.value) return null;
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const problem = await signIn(name.trim(), password);
    setBusy(false);
    setFailure(problem);
    // Everything that the page could not read before is read again.
    if (problem === undefined) window.location.reload();
  };
  const title = t(isInvited ? "account.invited" : "account.sign-in");
  return (
    <Dialog label={title} kind="shelve" onClose={() => (signInOpen.value = false)}>
      <form onSubmit={(event) => void submit(event)}>
        <h2>{title}</h2>
        {isInvited ? <p class="dialog-note">{t("account.invited-note", { n: MIN_PASSWORD })}</p> : null}
        {account.value.directory === null || isInvited ? null : (
          <p class="dialog-note">{t("account.directory", { name: account.value.directory })}</p>
        )}
        <label class="field">
          {t("account.name")}
          <input
            type="text"
            required
            maxLength={64}
            autocomplete="username"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          {t("account.password")}
          <input
            type="password"
            required
            minLength={isInvited ? MIN_PASSWORD : 1}
            maxLength={256}
            autocomplete={isInvited ? "new-password" : "current-password"}
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {failure === undefined ? null : (
          <p class="dialog-note" role="alert">
            {failure}
          </p>
        )}
        <p class="dialog-buttons">
          {account.value.provider === null || isInvited ? null : (
            <a class="button" href={atRoot("/api/v1/session/oidc")}>
              {t("account.provider", { name: account.value.provider })}
            </a>
          )}
          <button type="submit" class="button primary" disabled={isBusy || name.trim() === "" || password === ""}>
            {title}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
