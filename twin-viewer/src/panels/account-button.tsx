import { account, mustSignIn, roleText, signInOpen, signOut } from "../data/account.ts";
import { actOnAlert } from "../data/alert-actions.ts";
import { t } from "../i18n/language.ts";

/** The user of the page; nothing if the edge has no users. */
export function AccountButton() {
  const who = account.value;
  if (who === null || !who.users) return null;
  if (mustSignIn.value || who.user === null) {
    return (
      <button type="button" class="button" aria-haspopup="dialog" onClick={() => (signInOpen.value = true)}>
        {t("account.sign-in")}
      </button>
    );
  }
  const leave = async () => {
    await signOut();
    window.location.reload();
  };
  return (
    <>
      <span class="account" title={`${who.user} · ${roleText(who.role ?? "")}`}>
        {who.user}
      </span>
      <button type="button" class="button" onClick={() => void actOnAlert(leave)}>
        {t("account.sign-out")}
      </button>
    </>
  );
}
