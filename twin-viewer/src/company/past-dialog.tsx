import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { twinOf } from "../data/company-api.ts";
import { company } from "../data/company-feed.ts";
import { formatAge } from "../data/format.ts";
import { ownZone, storedWords, timeText } from "../data/hub-words.ts";
import { timeOf } from "../data/site-standing.ts";
import { local, t } from "../i18n/language.ts";
import { Dialog } from "../panels/dialog.tsx";
import { TimeField } from "../panels/time-field.tsx";

/** The site whose past is asked for, by the id of its edge. */
export const pastOf = signal<string | null>(null);

const HOUR_MS = 3_600_000;
const STEPS_MS = [HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS, 7 * 24 * HOUR_MS] as const;

/** Asks for a time and opens the replay of the site there. */
export function PastDialog({ edgeId, nowMs }: { edgeId: string; nowMs: number }) {
  const site = company.value.answer?.sites.find((one) => one.edgeId === edgeId);
  const storedMs = timeOf(site?.missing.storedTo ?? null);
  const [atMs, setAtMs] = useState(Math.min(storedMs ?? nowMs, nowMs) - HOUR_MS);
  const close = () => (pastOf.value = null);
  if (site === undefined) return null;
  const zone = ownZone();
  const title = t("company.past-title", { name: local(site.name) });
  const isAfter = storedMs !== null && atMs > storedMs;
  return (
    <Dialog label={title} kind="shelve" onClose={close}>
      <h2>{title}</h2>
      <p class="dialog-note">
        {storedMs === null ? t("company.past-none") : storedWords(site.missing.storedTo, nowMs)}
      </p>
      <div class="field">
        {t("company.past-time", { zone })}
        <TimeField
          looks="past-time"
          label={t("company.past-time", { zone })}
          ms={atMs}
          zone={zone}
          onChange={setAtMs}
        />
      </div>
      <p class="past-steps">
        {STEPS_MS.map((step) => (
          <button key={step} type="button" class="button small" onClick={() => setAtMs(nowMs - step)}>
            {t("company.past-back", { age: formatAge(step) })}
          </button>
        ))}
      </p>
      {isAfter ? (
        <p class="dialog-note" role="alert">
          {t("company.past-after", { time: timeText(storedMs, nowMs) })}
        </p>
      ) : null}
      <p class="dialog-buttons">
        <button type="button" class="button" onClick={close}>
          {t("company.close")}
        </button>
        <a class="button primary" href={twinOf(edgeId, atMs)}>
          {t("company.past-open")}
        </a>
      </p>
    </Dialog>
  );
}
