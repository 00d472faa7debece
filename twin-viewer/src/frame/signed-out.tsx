import { signInOpen } from "../data/account.ts";
import { t } from "../i18n/language.ts";
import { SignInDialog } from "../panels/sign-in-dialog.tsx";
import { TopBar } from "./top-bar.tsx";

/**
 * The page before sign-in and after a session has ended: it shows nothing of the plant and claims nothing about
 * it.
 */
export function SignedOut() {
  return (
    <>
      <TopBar />
      <main class="signed-out">
        <h2>
          <span aria-hidden="true">⊘</span> {t("account.signed-out")}
        </h2>
        <p>{t("account.signed-out-note")}</p>
        <button type="button" class="button primary" aria-haspopup="dialog" onClick={() => (signInOpen.value = true)}>
          {t("account.sign-in")}
        </button>
      </main>
      <SignInDialog />
    </>
  );
}
