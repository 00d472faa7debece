import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant } from "../../data/context.ts";
import type { ChartAnswer } from "../../data/quality-api.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";

/** Where the limits come from, and what they are not when the page shows the past. */
export function LimitsNote({ chart: { phase, limits }, atMs }: { chart: ChartAnswer; atMs: number | undefined }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const frozenMs = Date.parse(limits?.at ?? "");
  const past = atMs === undefined ? "" : t(frozenMs > atMs ? "spc.limits-later" : "spc.limits-now");
  return (
    <p class={`spc-note${phase === "trial" ? " is-doubtful" : ""}`}>
      {phase === "frozen" && limits !== null
        ? t("spc.limits-frozen", {
            version: limits.version,
            at: clockOrMoment(frozenMs, zone, edgeNowMs()),
            by: limits.by,
            from: limits.from,
            to: limits.to,
          })
        : t(phase === "given" ? "spc.limits-given" : "spc.limits-trial")}{" "}
      {limits === null || limits.excluded.length === 0
        ? ""
        : t("spc.limits-left-out", { numbers: limits.excluded.join(", ") })}{" "}
      {limits?.comment == null ? "" : t("spc.limits-said", { text: limits.comment })} {past}
    </p>
  );
}
