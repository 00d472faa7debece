import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { whyNot } from "../../data/may.ts";
import { fetchChannels, reloadConfig, testChannel } from "../../data/settings-api.ts";
import { screen } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { ConfigProblems } from "../../panels/config-problems.tsx";
import { partNames } from "../setup/section-names.ts";
import { section, tab } from "../setup/state.ts";
import { useAct, useAnswer } from "./use-answer.ts";

/** Notification channels and their state. The configuration has their receivers. */
export function NotificationCard() {
  const channels = useAnswer(fetchChannels);
  const { said, busy, act } = useAct();
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const test = (id: string) =>
    act(async () => {
      await testChannel(id);
      channels.again();
      return t("settings.test-sent", { id });
    });
  return (
    <section class="settings-card" aria-label={t("settings.notification")}>
      <h2>{t("settings.notification")}</h2>
      {channels.failure === null ? null : <p class="card-note">{whyNot("audit") ?? channels.failure}</p>}
      {said === null ? null : <output class="settings-said">{said}</output>}
      {channels.value?.length === 0 ? (
        <p class="empty">
          {t("settings.no-channels")}{" "}
          <button type="button" class="button small" onClick={addChannel}>
            {t("setup.next-channel")}
          </button>
        </p>
      ) : null}
      {channels.value === null || channels.value.length === 0 ? null : (
        <table class="table">
          <thead>
            <tr>
              <th>{t("settings.channel")}</th>
              <th class="wide">{t("settings.target")}</th>
              <th>{t("alerts.column-priority")}</th>
              <th>{t("settings.waiting")}</th>
              <th>{t("settings.last-sent")}</th>
              <th>
                <span class="visually-hidden">{t("alerts.column-actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {channels.value.map(({ id, kind, target, priorities, waiting, lastSentAt, problem }) => (
              <tr key={id}>
                <td>{id}</td>
                <td class="wide">
                  {kind} · {target}
                  {problem === null ? null : <span class="failure"> {reasonInWords(problem)}</span>}
                </td>
                <td>{priorities.join(", ")}</td>
                <td>{waiting}</td>
                <td>{lastSentAt === null ? "–" : formatMoment(Date.parse(lastSentAt), zone)}</td>
                <td class="table-actions">
                  <ActButton
                    asks="configure"
                    disabled={busy}
                    name={`${t("settings.test")} ${id}`}
                    onAct={() => test(id)}
                  >
                    {t("settings.test")}
                  </ActButton>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Leads to the form of the channels. */
function addChannel(): void {
  section.value = "notify";
  tab.value = "sections";
  screen.value = "setup";
}

/** Reloads the configuration of the edge. */
export function ConfigCard() {
  const { said, problems, busy, act } = useAct();
  const reload = () =>
    act(async () => {
      const { applied, restart } = await reloadConfig();
      const now =
        applied.length === 0 ? t("settings.nothing-changed") : t("settings.applied", { parts: partNames(applied) });
      return restart.length === 0 ? now : `${now} ${t("settings.restart", { parts: partNames(restart) })}`;
    });
  return (
    <section class="settings-card" aria-label={t("settings.config")}>
      <h2>{t("settings.config")}</h2>
      <p class="card-note">{t("settings.config-note")}</p>
      {said === null ? null : <output class="settings-said">{said}</output>}
      <ConfigProblems list={problems} />
      <button type="button" class="button" onClick={() => (screen.value = "setup")}>
        {t("setup.open")}
      </button>{" "}
      <ActButton asks="configure" class="button" disabled={busy} onAct={reload}>
        {t("settings.reload")}
      </ActButton>
    </section>
  );
}
