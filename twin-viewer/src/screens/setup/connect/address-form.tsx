import { t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { ControllerForm } from "./controller-form.tsx";
import {
  addresses,
  isInsecure,
  isLooking,
  look,
  lookedAt,
  PROTOCOLS,
  password,
  protocol,
  takesUser,
  userName,
} from "./state.ts";
import { TextField } from "./text-field.tsx";

const EXAMPLES = { opcua: "opc.tcp://192.168.0.10:4840", mtconnect: "http://192.168.0.10:5000" } as const;

/** What to connect, its address, and how to sign in there. */
export function AddressForm() {
  const chosen = protocol.value;
  return (
    <form
      class="setup-address"
      onSubmit={(event) => {
        event.preventDefault();
        void look();
      }}
    >
      <h2>{t("setup.step-address")}</h2>
      <fieldset class="setup-choices">
        <legend class="visually-hidden">{t("setup.protocol")}</legend>
        {PROTOCOLS.map((one) => (
          <label key={one} class="page-choice">
            <input type="radio" name="protocol" checked={one === chosen} onChange={() => (protocol.value = one)} />
            {t(`setup.protocol-${one}`)}
          </label>
        ))}
      </fieldset>
      {chosen === "s7" ? (
        <ControllerForm />
      ) : (
        <div class="setup-row">
          <TextField
            key={chosen}
            of={addresses[chosen]}
            label={t("setup.address")}
            isWide
            placeholder={EXAMPLES[chosen]}
          />
          {takesUser.value ? <Login /> : null}
        </div>
      )}
      <div class="setup-row">
        {chosen === "opcua" ? (
          <label class="page-choice">
            <input
              type="checkbox"
              checked={isInsecure.value}
              onChange={(event) => (isInsecure.value = event.currentTarget.checked)}
            />
            {t("setup.insecure")}
          </label>
        ) : null}
        <ActButton
          asks="discover"
          type="submit"
          class="button primary"
          disabled={isLooking.value || lookedAt.value === undefined}
        >
          {t(isLooking.value ? "setup.looking" : "setup.look")}
        </ActButton>
      </div>
      <p class="card-note">
        {t(`setup.note-${chosen}`)} {t("setup.address-note")}
      </p>
    </form>
  );
}

function Login() {
  return (
    <>
      <TextField of={userName} label={t("setup.user")} />
      <label class="setup-label">
        {t("account.password")}
        <input
          type="password"
          autocomplete="new-password"
          value={password.value}
          onInput={(event) => (password.value = event.currentTarget.value)}
        />
      </label>
    </>
  );
}
