import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant } from "../../data/context.ts";
import { edgeNowMs } from "../../data/signals.ts";
import type { StockChangeAnswer } from "../../data/spares-api.ts";
import { t } from "../../i18n/language.ts";

/** Amount, time, person and reason of a change of stock. */
export function StockChangeText({ change }: { change: StockChangeAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { delta, at, by, reason, itemUid } = change;
  const parts = [
    ...(at === null ? [] : [clockOrMoment(Date.parse(at), zone, edgeNowMs())]),
    ...(by === "config" ? [t("spares.by-config")] : [by]),
    ...(itemUid === null ? [] : [t("spares.from-work")]),
    ...(by === "config" || reason === "" ? [] : [reason]),
  ];
  return (
    <span>
      <strong>{delta > 0 ? `+${delta}` : String(delta).replace("-", "−")}</strong> · {parts.join(" · ")}
    </span>
  );
}
