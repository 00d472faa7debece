import { useState } from "preact/hooks";
import { isAtLeast, ROLES } from "../../../../edge/contracts/access/access.ts";
import { account, roleText } from "../../data/account.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { fetchTokens, makeToken, revokeToken } from "../../data/tokens-api.ts";
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
          {(tokens.value ?? []).map(({ id, label, user, role, scope, expiresAt }) => (
            <tr key={id}>
              <td class="wide">
                {label}
                <small class="card-note">
                  {user} · {roleText(role)} ·{" "}
                  {scope === null ? "" : `${t(SCOPE_TEXTS[scope] ?? "tokens.only-agents")} · `}
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
      <NewToken busy={busy} act={act} onMade={tokens.again} />
    </section>
  );
}

/** What a token of a scope opens, and the role that this takes. */
const SCOPE_TEXTS: Readonly<Record<string, "tokens.only-agents" | "tokens.only-vision">> = {
  agents: "tokens.only-agents",
  vision: "tokens.only-vision",
};
const SCOPE_ROLES = { agents: "viewer", vision: "operator" } as const;

/** Days that are proposed, and the most that the edge gives. */
const USUAL_DAYS = 90;
const MOST_DAYS = 366;

/** Makes a token for a program, of the user's own role at most. */
function NewToken({
  busy,
  act,
  onMade,
}: {
  busy: boolean;
  act: (what: () => Promise<string>) => void;
  onMade: () => void;
}) {
  const [label, setLabel] = useState("");
  const [role, setRole] = useState<string>("viewer");
  const [scope, setScope] = useState<"agents" | "vision" | null>(null);
  const [days, setDays] = useState(USUAL_DAYS);
  const [secret, setSecret] = useState<string | null>(null);
  const own = ROLES.find((one) => one === account.value?.role) ?? "viewer";
  const submit = (event: Event) => {
    event.preventDefault();
    act(async () => {
      const asked = scope === null ? { role } : { role: SCOPE_ROLES[scope], scope };
      const made = await makeToken({ label, days, ...asked });
      setSecret(made.secret);
      setLabel("");
      onMade();
      return t("tokens.copy");
    });
  };
  return (
    <form class="settings-form" onSubmit={submit}>
      <label class="field">
        {t("tokens.label")}
        <input
          type="text"
          required
          maxLength={60}
          value={label}
          onInput={(event) => setLabel(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        {t("tokens.opens")}
        <select
          value={scope ?? ""}
          onChange={({ currentTarget: { value } }) => setScope(value === "agents" || value === "vision" ? value : null)}
        >
          <option value="">{t("tokens.opens-all")}</option>
          <option value="agents">{t("tokens.only-agents")}</option>
          {isAtLeast(own, SCOPE_ROLES.vision) ? <option value="vision">{t("tokens.only-vision")}</option> : null}
        </select>
      </label>
      {scope !== null ? null : (
        <label class="field">
          {t("settings.role")}
          <select value={role} onChange={(event) => setRole(event.currentTarget.value)}>
            {ROLES.filter((one) => isAtLeast(own, one)).map((one) => (
              <option key={one} value={one}>
                {roleText(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="field">
        {t("tokens.days")}
        <input
          type="number"
          required
          min={1}
          max={MOST_DAYS}
          value={days}
          onInput={(event) => setDays(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="submit" class="button primary" disabled={busy}>
        {t("tokens.make-one")}
      </button>
      {secret === null ? null : (
        <label class="field is-whole">
          {t("tokens.secret")}
          <input type="text" readOnly value={secret} onFocus={(event) => event.currentTarget.select()} />
        </label>
      )}
    </form>
  );
}
