import { useState } from "preact/hooks";
import { t } from "../i18n/language.ts";
import { ActButton } from "../panels/act-button.tsx";

/** Minutes: until somebody has walked there, for a while, for a shift. Longer shelves are up to the full page. */
const SPANS = [15, 60, 480] as const;

export interface AskedShelf {
  readonly minutes: number;
  readonly reason: string;
}

/** Asks for how long and why. Shelving needs a reason, or the alert would be forgotten. */
export function ShelveForm({ onShelve }: { onShelve: (shelf: AskedShelf) => void }) {
  const [minutes, setMinutes] = useState<number>(SPANS[0]);
  const [reason, setReason] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    const said = reason.trim();
    if (said !== "") onShelve({ minutes, reason: said });
  };
  return (
    <form class="phone-form" onSubmit={submit}>
      <fieldset class="phone-actions phone-rating">
        <legend>{t("alerts.shelve-span")}</legend>
        {SPANS.map((span) => (
          <button
            key={span}
            type="button"
            class="button"
            aria-pressed={minutes === span}
            onClick={() => setMinutes(span)}
          >
            {t(span < 60 ? "age.min" : "age.h", { n: span < 60 ? span : span / 60 })}
          </button>
        ))}
      </fieldset>
      <label class="field">
        {t("alerts.shelve-reason")}
        <input
          type="text"
          required
          maxLength={500}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <div class="phone-actions">
        <ActButton asks="operate" act="shelve" type="submit" class="button" disabled={reason.trim() === ""}>
          {t("phone.shelve-now")}
        </ActButton>
      </div>
    </form>
  );
}
