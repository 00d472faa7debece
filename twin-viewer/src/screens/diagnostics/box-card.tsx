import { edgeNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { boxWords } from "./box-words.ts";
import { useHealth } from "./health.ts";

/** Which of two boxes writes, and how far the other one is behind (rule SB32). Nothing where there is one box. */
export function BoxCard() {
  const standby = useHealth()?.standby;
  if (standby === undefined) return null;
  const isFine = standby.aloneSince === null && standby.isWitnessed;
  return (
    <section class="card" aria-label={t("diagnostics.boxes")}>
      <div class="card-head">
        <h2>{t("diagnostics.boxes")}</h2>
        <span class="card-note">{t("diagnostics.box-writes", { box: standby.box })}</span>
      </div>
      <div class="part">
        <span class="part-name">
          <span aria-hidden="true">{isFine ? "●" : "○"}</span> {standby.other.name}
        </span>
        <span class={`part-state${isFine ? "" : " is-stale"}`}>{boxWords(standby, edgeNowMs())}</span>
        {standby.isWitnessed ? null : <span class="part-reason">{t("diagnostics.no-witness")}</span>}
      </div>
    </section>
  );
}
