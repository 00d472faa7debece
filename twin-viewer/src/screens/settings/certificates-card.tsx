import { useState } from "preact/hooks";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { type Certificate, decideTrust, fetchCertificates } from "../../data/settings-api.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { Dialog } from "../../panels/dialog.tsx";
import { useAct, useAnswer } from "./use-answer.ts";

const DAY_MS = 86_400_000;
/** The card shows the expiry from this number of days before it. */
const WARN_DAYS = 30;

/**
 * Certificates of OPC UA servers: rejected ones come first, with the thumbprint to compare with the server's own.
 */
export function CertificatesCard() {
  const certificates = useAnswer(fetchCertificates);
  const { said, busy, act } = useAct();
  const [asked, setAsked] = useState<{ one: Certificate; verdict: "trust" | "reject" } | null>(null);
  const order = { rejected: 0, own: 1, trusted: 2 } as const;
  const list = [...(certificates.value ?? [])].sort((a, b) => order[a.place] - order[b.place]);
  const decide = ({ one, verdict }: { one: Certificate; verdict: "trust" | "reject" }) =>
    act(async () => {
      setAsked(null);
      await decideTrust(one.thumbprint, verdict);
      certificates.again();
      return t(verdict === "trust" ? "settings.trusted-now" : "settings.rejected-now");
    });
  return (
    <section class="settings-card" aria-label={t("settings.certificates")}>
      <h2>{t("settings.certificates")}</h2>
      <p class="card-note">{t("settings.certificates-note")}</p>
      {certificates.failure === null ? null : <p class="failure">{certificates.failure}</p>}
      {said === null ? null : <output class="settings-said">{said}</output>}
      {list.length === 0 ? (
        <p class="empty">{t("settings.none")}</p>
      ) : (
        <table class="table">
          <thead>
            <tr>
              <th>{t("settings.place")}</th>
              <th class="wide">{t("settings.whose")}</th>
              <th>{t("settings.thumbprint")}</th>
              <th>{t("settings.valid-to")}</th>
              <th>
                <span class="visually-hidden">{t("alerts.column-actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((one) => (
              <Row key={one.thumbprint} one={one} busy={busy} onAsk={(verdict) => setAsked({ one, verdict })} />
            ))}
          </tbody>
        </table>
      )}
      {asked === null ? null : (
        <Dialog label={t(`settings.${asked.verdict}`)} kind="shelve" onClose={() => setAsked(null)}>
          <h2>{t(`settings.${asked.verdict}-ask`)}</h2>
          <p class="dialog-note">{asked.one.applicationUri || asked.one.subject}</p>
          <p class="thumbprint">{spaced(asked.one.thumbprint)}</p>
          {asked.verdict === "trust" ? <p class="dialog-note">{t("settings.compare")}</p> : null}
          <p class="dialog-buttons">
            <button type="button" class="button" onClick={() => setAsked(null)}>
              {t("alerts.cancel")}
            </button>
            <ActButton asks="trust" class="button primary" onAct={() => decide(asked)}>
              {t(`settings.${asked.verdict}`)}
            </ActButton>
          </p>
        </Dialog>
      )}
    </section>
  );
}

function Row({ one, busy, onAsk }: { one: Certificate; busy: boolean; onAsk: (verdict: "trust" | "reject") => void }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const validTo = Date.parse(one.validTo ?? "");
  const days = Math.floor((validTo - edgeNowMs()) / DAY_MS);
  const name = one.applicationUri || one.subject;
  return (
    <tr class={one.place === "rejected" ? "is-selected" : ""}>
      <td>{t(`settings.place-${one.place}`)}</td>
      <td class="wide" title={one.issuer}>
        {name}
      </td>
      <td class="thumbprint">{spaced(one.thumbprint)}</td>
      <td>
        {formatMoment(validTo, zone)}{" "}
        {days <= WARN_DAYS ? (
          <strong>{t(days < 0 ? "settings.expired" : "settings.days-left", { n: Math.max(0, days) })}</strong>
        ) : null}
      </td>
      <td class="table-actions">
        {one.place === "own" ? null : (
          <ActButton
            asks="trust"
            disabled={busy}
            name={`${t(one.place === "rejected" ? "settings.trust" : "settings.reject")} ${name}`}
            onAct={() => onAsk(one.place === "rejected" ? "trust" : "reject")}
          >
            {t(one.place === "rejected" ? "settings.trust" : "settings.reject")}
          </ActButton>
        )}
      </td>
    </tr>
  );
}

/** In groups of four, for easy comparison. */
function spaced(thumbprint: string): string {
  return thumbprint.replaceAll(/(.{4})(?!$)/g, "$1 ");
}
