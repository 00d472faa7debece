import { formatAge, formatNumber } from "../../data/format.ts";
import type { ExpectedAnswer } from "../../data/maintenance-api.ts";
import { t } from "../../i18n/language.ts";

const DAY_MS = 86_400_000;

/** What the maker expects of a component, how much of it is used, and what is left. No evidence of wear is in it. */
export function ExpectedLife({ life }: { life: ExpectedAnswer }) {
  const { unit, expected, used, prior, left, ended, perDay, basisDays } = life;
  const amount = (use: number) => t(`room.life-${unit}`, { n: formatNumber(use, 0) });
  const rate =
    perDay === null || basisDays === null
      ? t("room.life-no-rate")
      : t("due.rate", { rate: formatNumber(perDay, 1), age: formatAge(basisDays * DAY_MS) });
  return (
    <section aria-label={t("room.expected-life")}>
      <h3>{t("room.expected-life")}</h3>
      <p>
        {t("room.life-used", { used: amount(used), expected: amount(expected) })}
        {prior === 0 ? "" : ` · ${t("room.life-prior", { prior: amount(prior) })}`} · {rate}
      </p>
      <p>
        {t("room.life-left", { from: amount(left.p10), at: amount(left.p50), to: amount(left.p90) })}
        {ended === 0 ? "" : ` · ${t("room.life-ended", { count: ended })}`}
      </p>
      <small>{t("room.life-basis")}</small>
    </section>
  );
}
