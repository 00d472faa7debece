import { t } from "../../../i18n/language.ts";
import { type Values, valueAt } from "../edit-values.ts";
import { LocalizedInput, NumberInput } from "../forms/inputs.tsx";
import { draft, edit, section, tab } from "../state.ts";
import { hasChannels, mailChannel } from "./mail-channel.ts";

const LIMITS = ["detectors", "limits"] as const;
const RESPONSE = [...LIMITS, "response"] as const;

/** What a crossed limit does: an alarm says what to do, by when, and what happens otherwise. */
export function ResponseCard() {
  const limits = (valueAt(draft.value, LIMITS) ?? {}) as Values;
  const isAlarm = limits["annunciation"] === "alarm";
  const response = (limits["response"] ?? {}) as Values;
  const choose = (next: string): void => {
    edit({ kind: "set", path: [...LIMITS, "annunciation"], value: next });
    if (next === "alarm" && limits["response"] === undefined)
      edit({
        kind: "set",
        path: RESPONSE,
        value: { action: { zh: "", en: "" }, consequence: { zh: "", en: "" }, withinMin: 10 },
      });
  };
  return (
    <details class="setup-group">
      <summary>{t("setup.at-limit", { what: t(isAlarm ? "setup.alarm" : "setup.advisory") })}</summary>
      <label class="setup-label">
        {t("setup.annunciation")}
        <select value={isAlarm ? "alarm" : "advisory"} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="advisory">{t("setup.advisory")}</option>
          <option value="alarm">{t("setup.alarm")}</option>
        </select>
      </label>
      {isAlarm ? (
        <div class="setup-row">
          <LocalizedInput
            schema={{}}
            value={response["action"]}
            path={[...RESPONSE, "action"]}
            label={t("setup.action")}
          />
          <LocalizedInput
            schema={{}}
            value={response["consequence"]}
            path={[...RESPONSE, "consequence"]}
            label={t("setup.consequence")}
          />
          <NumberInput
            schema={{ type: "number", minimum: 1 }}
            value={response["withinMin"]}
            path={[...RESPONSE, "withinMin"]}
            label={t("setup.within-min")}
          />
        </div>
      ) : null}
      {isAlarm && !hasChannels(draft.value) ? <NoChannel /> : null}
    </details>
  );
}

/** An alarm that stays on the screen, and the way to a channel that mails it. */
function NoChannel() {
  return (
    <p class="card-note">
      {t("setup.no-channel")}{" "}
      <button
        type="button"
        class="button small"
        onClick={() => {
          edit(mailChannel(draft.value));
          section.value = "notify";
          tab.value = "sections";
        }}
      >
        {t("setup.add-mail")}
      </button>
    </p>
  );
}
