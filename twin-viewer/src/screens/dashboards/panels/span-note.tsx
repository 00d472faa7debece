import type { Span } from "../../../data/api.ts";
import { formatAge, formatMoment } from "../../../data/format.ts";
import { liveNowMs } from "../../../data/signals.ts";
import { askedAtMs } from "../../../data/use-question.ts";
import { t } from "../../../i18n/language.ts";

export const DEFAULT_SECONDS = 28_800;

/** The last seconds up to the page's time. */
export function lastSeconds(seconds: number): Span {
  const toMs = askedAtMs() ?? liveNowMs();
  return { fromMs: toMs - seconds * 1000, toMs };
}

/** The span of a panel in words. */
export function spanWords({ fromMs, toMs }: Span, zone: string): string {
  return t("dashboards.span", {
    age: formatAge(toMs - fromMs),
    from: formatMoment(fromMs, zone),
    to: formatMoment(toMs, zone),
  });
}
