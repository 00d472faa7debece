import { decideTrust } from "../../../data/settings-api.ts";
import { t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { useAct } from "../../settings/use-answer.ts";

/** The certificate of a server that the edge does not trust yet. */
export function TrustCard({ thumbprint, onTrusted }: { readonly thumbprint: string; readonly onTrusted: () => void }) {
  const { said, busy, act } = useAct();
  const trust = () =>
    act(async () => {
      await decideTrust(thumbprint.toLowerCase(), "trust");
      onTrusted();
      return t("settings.trusted-now");
    });
  return (
    <fieldset class="setup-group">
      <legend>{t("setup.step-trust")}</legend>
      <p>{t("setup.trust-why")}</p>
      <p class="thumbprint">{thumbprint.replaceAll(/(.{4})(?!$)/g, "$1 ")}</p>
      <p class="card-note">{t("settings.compare")}</p>
      {said === null ? null : <output class="settings-said">{said}</output>}
      <ActButton asks="trust" class="button primary" disabled={busy} onAct={trust}>
        {t("settings.trust")}
      </ActButton>
    </fieldset>
  );
}
