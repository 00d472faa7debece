import { t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { endpoint, isInsecure, isLooking, look, password, userName } from "./state.ts";

const ADDRESS = /^opc\.tcp:\/\/[^\s@]+$/;

/** The address of the server, and how to sign in there. */
export function AddressForm() {
  return (
    <form
      class="setup-address"
      onSubmit={(event) => {
        event.preventDefault();
        void look();
      }}
    >
      <h2>{t("setup.step-address")}</h2>
      <div class="setup-row">
        <label class="setup-label is-wide">
          {t("setup.address")}
          <input
            type="text"
            inputMode="url"
            spellcheck={false}
            value={endpoint.value}
            onInput={(event) => (endpoint.value = event.currentTarget.value)}
          />
        </label>
        <label class="setup-label">
          {t("setup.user")}
          <input
            type="text"
            autocomplete="off"
            value={userName.value}
            onInput={(event) => (userName.value = event.currentTarget.value)}
          />
        </label>
        <label class="setup-label">
          {t("account.password")}
          <input
            type="password"
            autocomplete="new-password"
            value={password.value}
            onInput={(event) => (password.value = event.currentTarget.value)}
          />
        </label>
      </div>
      <div class="setup-row">
        <label class="page-choice">
          <input
            type="checkbox"
            checked={isInsecure.value}
            onChange={(event) => (isInsecure.value = event.currentTarget.checked)}
          />
          {t("setup.insecure")}
        </label>
        <ActButton
          asks="discover"
          type="submit"
          class="button primary"
          disabled={isLooking.value || !ADDRESS.test(endpoint.value.trim())}
        >
          {t(isLooking.value ? "setup.looking" : "setup.look")}
        </ActButton>
      </div>
      <p class="card-note">{t("setup.address-note")}</p>
    </form>
  );
}
