import { useState } from "preact/hooks";
import { roleText } from "../../data/account.ts";
import { targetText } from "../../data/act-target.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { whyNot } from "../../data/may.ts";
import { fetchJournal } from "../../data/settings-api.ts";
import { alerts } from "../../data/signals.ts";
import { actText } from "../../i18n/acts.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { useAnswer } from "./use-answer.ts";

const NEWEST = "100";
/** Prefixes of action codes; the API filters by prefix. */
const SUBJECTS = [
  "alert",
  "service",
  "state",
  "advice",
  "work",
  "command",
  "login",
  "user",
  "token",
  "certificate",
  "config",
  "layout",
  "edge",
  "notify",
  "export",
  "sql",
  "agent",
] as const;

/** The audit log, newest first. */
export function JournalCard() {
  const [action, setAction] = useState<string>("");
  return (
    <section class="settings-card" aria-label={t("settings.journal")}>
      <h2>{t("settings.journal")}</h2>
      <label class="page-choice">
        {t("settings.what")}
        <select value={action} onChange={(event) => setAction(event.currentTarget.value)}>
          <option value="">{t("settings.everything")}</option>
          {SUBJECTS.map((subject) => (
            <option key={subject} value={subject}>
              {t(`subject.${subject}`)}
            </option>
          ))}
        </select>
      </label>
      <Entries key={action} action={action} />
    </section>
  );
}

function Entries({ action }: { action: string }) {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const entries = useAnswer(() => fetchJournal({ limit: NEWEST, ...(action === "" ? {} : { action }) }));
  if (entries.failure !== null) return <p class="card-note">{whyNot("audit") ?? entries.failure}</p>;
  if (entries.value?.length === 0) return <p class="empty">{t("settings.none")}</p>;
  return (
    <table class="table">
      <tbody>
        {entries.value?.map(({ seq, at, user, role, origin, action: act, target, result, reason }) => (
          <tr key={seq}>
            <td>
              <time>{formatMoment(Date.parse(at ?? ""), zone)}</time>
            </td>
            <td title={origin}>
              {user} ({roleText(role)})
            </td>
            <td title={act}>{actText(act)}</td>
            <td class="wide">
              {targetText(target, { index, alerts: alerts.value })}{" "}
              {reason === null ? "" : `· ${reasonInWords(reason)}`}
            </td>
            <td>{result === "refused" ? <strong>{t("settings.refused")}</strong> : t("settings.done")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
