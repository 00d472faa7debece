import "../../../i18n/live-risk-catalogue.ts";
import { gasWords } from "../../../data/gas.ts";
import type { EventAnswer } from "../../../data/responses-api.ts";
import { t } from "../../../i18n/language.ts";

/** What gas detectors of the area report now; a silent or faulty one is unknown. */
export function GasBox({ gas, isRunning }: { gas: EventAnswer["gas"]; isRunning: boolean }) {
  // What detectors report now says nothing about an event that is over.
  if (!isRunning) return null;
  return (
    <section aria-label={t("rs.gas")}>
      <h3>{t("rs.gas")}</h3>
      {gas.length === 0 ? (
        <p>{t("rs.gas-none")}</p>
      ) : (
        <ul class="rs-zones">
          {gas.map(({ label, at, ...reading }) => (
            <li key={`${label} ${reading.tag}`} class={reading.value === null ? "is-unknown" : ""}>
              {gasWords(reading, label, at === null ? null : Date.parse(at))}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
