import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Dashboard } from "../../../../edge/contracts/dashboards/dashboard.ts";
import { account } from "../../data/account.ts";
import { wordsOf } from "../../data/api.ts";
import { dashboardChoice } from "../../data/dashboard-link.ts";
import { theme } from "../../data/signals.ts";
import { makeToken } from "../../data/tokens-api.ts";
import { language } from "../../i18n/chosen.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { Dialog } from "../../panels/dialog.tsx";
import { titleOf } from "./panel-frame.tsx";
import type { PanelContext } from "./scope.ts";
import { stored } from "./state.ts";

export const linksOpen = signal(false);

type MadeToken = Awaited<ReturnType<typeof makeToken>>;
/** The longest that the edge gives. */
const TOKEN_DAYS = 366;

/** Address of a dashboard, or of one panel (from 1), for a frame of another site. */
export function embedAddress(
  origin: string,
  dashboard: string,
  { panel = 0, choice = "", token = "TOKEN" } = {},
): string {
  const params = new URLSearchParams({ dashboard });
  if (panel > 0) params.set("panel", String(panel));
  if (choice !== "") params.set("v", choice);
  params.set("l", language.value);
  params.set("th", theme.value);
  return `${origin}/embed.html?${params.toString()}#token=${token}`;
}

/** Address of a dashboard on a wall screen; without one, of the rotation. */
function wallAddress(origin: string, dashboard: string, choice: string): string {
  const params = new URLSearchParams({ kiosk: "1", only: "dashboards", l: language.value, th: theme.value });
  if (dashboard !== "") params.set("d", dashboard);
  if (choice !== "") params.set("v", choice);
  return `${origin}/#/dashboards?${params.toString()}`;
}

/** Addresses of the open dashboard for wall screens and for frames of other sites. */
export function LinksDialog({ dashboard, context }: { dashboard: Dashboard; context: PanelContext }) {
  const [panel, setPanel] = useState(0);
  const [made, setMade] = useState<MadeToken | null>(null);
  if (!linksOpen.value) return null;
  const { origin } = window.location;
  const choice = dashboardChoice.value;
  return (
    <Dialog label={t("dashboards.links")} kind="share" onClose={() => (linksOpen.value = false)}>
      <h2>{t("dashboards.links")}</h2>
      <Address name={t("dashboards.on-wall")} value={wallAddress(origin, dashboard.id, choice)} />
      {(stored.value?.rotation.length ?? 0) === 0 ? null : (
        <Address name={t("dashboards.rotation")} value={wallAddress(origin, "", "")} />
      )}
      <label class="dash-field">
        {t("dashboards.embedded")}
        <select value={panel} onChange={(event) => setPanel(Number(event.currentTarget.value))}>
          <option value={0}>{t("dashboards.all-panels")}</option>
          {dashboard.panels.map((one, i) => (
            <option key={i} value={i + 1}>
              {i + 1}. {titleOf(one, context)}
            </option>
          ))}
        </select>
      </label>
      <Address
        name={t("dashboards.embed-address")}
        value={embedAddress(origin, dashboard.id, { panel, choice, ...(made === null ? {} : { token: made.secret }) })}
      />
      {made === null ? (
        <NewToken label={`frame ${dashboard.id}`} onMade={setMade} />
      ) : (
        <output class="card-note">{t("tokens.made", { day: (made.token.expiresAt ?? "").slice(0, 10) })}</output>
      )}
      <p class="card-note">{t("dashboards.embed-note")}</p>
      <button type="button" class="button" onClick={() => (linksOpen.value = false)}>
        {t("dashboards.close")}
      </button>
    </Dialog>
  );
}

/** Makes the token of a frame. A page without a signed-in user has none to make. */
function NewToken({ label, onMade }: { label: string; onMade: (made: MadeToken) => void }) {
  const [failure, setFailure] = useState("");
  const isSignedIn = account.value?.users === true && account.value.user !== null;
  if (!isSignedIn) return <p class="card-note">{t("tokens.how")}</p>;
  const make = () =>
    void makeToken({ label, role: "viewer", days: TOKEN_DAYS }).then(onMade, (error: unknown) =>
      setFailure(reasonInWords(wordsOf(error))),
    );
  return (
    <>
      <button type="button" class="button" onClick={make}>
        {t("tokens.make")}
      </button>
      {failure === "" ? null : (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
    </>
  );
}

function Address({ name, value }: { name: string; value: string }) {
  return (
    <label class="dash-field">
      {name}
      <input type="text" readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
    </label>
  );
}
