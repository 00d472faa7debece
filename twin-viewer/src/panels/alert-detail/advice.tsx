import type { AlertRecord } from "../../data/alert-record.ts";
import { responseLeftMs, responseText } from "../../data/alert-times.ts";
import { formatAge } from "../../data/format.ts";
import { local, t } from "../../i18n/language.ts";

type Advised = Pick<AlertRecord, "response" | "raisedMs" | "clearedMs" | "state">;

/** Action, time to respond, and consequence of inaction (ISA-18.2, 9.4). */
export function Advice({ alert, nowMs }: { alert: Advised; nowMs: number }) {
  const { response } = alert;
  if (response === undefined) return null;
  const left = responseLeftMs(alert, nowMs);
  return (
    <section class="drawer-advice" aria-label={t("alerts.advice")}>
      <p class="advice-action">{local(response.action)}</p>
      <p class={left !== undefined && left < 0 ? "advice-left is-over" : "advice-left"}>
        {responseText(alert, nowMs) || t("alerts.within", { age: formatAge(response.withinS * 1000) })}
      </p>
      <p class="advice-else">
        <strong>{t("alerts.else")}</strong>
        {local(response.consequence)}
      </p>
    </section>
  );
}
