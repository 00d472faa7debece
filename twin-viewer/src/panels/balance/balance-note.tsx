import type { TreeNodeView } from "../../../../edge/contracts/production/energy-tree.ts";
import { amountUnit, measuredTexts } from "../../../../edge/contracts/words/figure-text.ts";
import type { TreeAnswer } from "../../data/balance-api.ts";
import { usePlant } from "../../data/context.ts";
import { formatAge, formatMoment, formatNumber, formatRatio } from "../../data/format.ts";
import { language } from "../../i18n/chosen.ts";
import { t } from "../../i18n/language.ts";
import { balanceFigures } from "./rows.ts";

const MINUTE_MS = 60_000;
const ALL = 0.9995;

/** The figures of a medium in a line, and what they rest on. */
export function BalanceNote({
  answer,
  nodes,
  seconds,
}: {
  answer: TreeAnswer;
  nodes: readonly TreeNodeView[];
  /** Length of the range that was asked for. */
  seconds: number;
}) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { amount, u, unaccounted, losses, unknown, knownShare, isClosed } = balanceFigures(nodes, answer.trees);
  const unit = amountUnit(nodes[0]?.unit ?? "kWh");
  const whole = amount === null ? undefined : measuredTexts(amount, 2 * u, language.value);
  const part = (value: number): string =>
    `${formatNumber(value, value >= 100 ? 0 : value >= 1 ? 1 : 2)} ${unit}${
      amount === null || amount <= 0 ? "" : ` (${formatRatio(value / amount)})`
    }`;
  const figures = [
    [t("balance.whole"), whole === undefined ? t("balance.not-known") : `${whole.amount} ± ${whole.u} ${unit}`],
    ...(amount === null ? [] : [[t("balance.unaccounted"), part(unaccounted)]]),
    ...(losses > 0 ? [[t("balance.losses"), part(losses)]] : []),
    ...(unknown > 0 ? [[t("balance.unknown-below"), part(unknown)]] : []),
    ...(amount === null ? [] : [[t("balance.closure"), t(isClosed ? "balance.closed" : "balance.open")]]),
  ] as const;
  const moment = (time: string): string => formatMoment(Date.parse(time), zone, false);
  const isShort = Date.parse(answer.to) - Date.parse(answer.from) < seconds * 1000 - MINUTE_MS;
  const length = formatAge(answer.intervalMin * MINUTE_MS);
  return (
    <>
      <dl class="balance-figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="answer-note">
        {moment(answer.from)} – {moment(answer.to)} ·{" "}
        {answer.intervals === 1
          ? t("balance.one-interval")
          : t("balance.intervals", { count: answer.intervals, length })}
        {isShort ? ` · ${t("balance.no-earlier")}` : ""}
        {knownShare > ALL ? "" : ` · ${t("balance.part-known", { percent: formatRatio(knownShare) })}`}
      </p>
    </>
  );
}
