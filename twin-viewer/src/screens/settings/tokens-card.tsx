import { account, roleText } from "../../data/account.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { fetchTokens, revokeToken } from "../../data/tokens-api.ts";
import { t } from "../../i18n/language.ts";
import { useAct, useAnswer } from "./use-answer.ts";

/** Tokens of frames and programs: whose they are, until when they count, and their end. */
export function TokensCard() {
  const isSignedIn = account.value?.users === true && account.value.user !== null;
  return isSignedIn ? <TokenList /> : null;
}

function TokenList() {
  const tokens = useAnswer(fetchTokens);
  const { said, busy, act } = useAct();
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const revoke = (id: string) =>
    act(async () => {
      await revokeToken(id);
      tokens.again();
      return t("tokens.revoked");
    });
  return (
    <section class="settings-card" aria-label={t("tokens.title")}>
      <h2>{t("tokens.title")}</h2>
      {tokens.failure === null ? null : <p class="card-note">{tokens.failure}</p>}
      {said === null ? null : <output class="settings-said">{said}</output>}
      {tokens.value?.length === 0 ? <p class="card-note">{t("tokens.none")}</p> : null}
      <table class="table">
        <tbody>
          {(tokens.value ?? []).map(({ id, label, user, role, expiresAt }) => (
            <tr key={id}>
              <td class="wide">
                {label}
                <small class="card-note">
                  {user} · {roleText(role)} ·{" "}
                  {t("tokens.until", {
                    time: expiresAt === null ? "–" : formatMoment(Date.parse(expiresAt), zone, false),
                  })}
                </small>
              </td>
              <td class="table-actions">
                <button
                  type="button"
                  class="button small"
                  disabled={busy}
                  aria-label={`${t("tokens.revoke")} ${label}`}
                  onClick={() => revoke(id)}
                >
                  {t("tokens.revoke")}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
