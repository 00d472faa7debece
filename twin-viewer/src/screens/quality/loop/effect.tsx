import { formatNumber } from "../../../data/format.ts";
import { type LoopEntryAnswer, shareOf } from "../../../data/loop-api.ts";
import { t } from "../../../i18n/language.ts";
import { percent } from "./pareto-table.tsx";

/** The check of an action: its verdict, or how many pieces it still waits for, with the counts that it rests on. */
export function Effect({ effect }: { effect: NonNullable<LoopEntryAnswer["effect"]> }) {
  const { verdict, before, after, wanted, p, fewest } = effect;
  const share = (of: typeof before) => `${of.bad}/${of.pieces} (${percent(shareOf(of))})`;
  const isShort = fewest !== null && wanted < fewest;
  return (
    <div class="loop-effect">
      {verdict === "pending" ? (
        <>
          <p>{t("loop.effect-pending", { count: after.pieces, wanted })}</p>
          <progress max={wanted} value={after.pieces} aria-label={t("loop.step-check")} />
        </>
      ) : (
        <p>
          <strong>{t(`loop.effect-${verdict}`)}</strong>
        </p>
      )}
      <small>
        {t("loop.effect-figures", {
          before: share(before),
          after: share(after),
          p: p < 0.001 ? "< 0.001" : formatNumber(p, 3),
        })}
      </small>
      {isShort && verdict !== "effective" ? <small>{t("loop.effect-few", { fewest })}</small> : null}
    </div>
  );
}
