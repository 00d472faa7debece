import { usePlant, useSession } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import { buffers } from "../../data/pieces.ts";
import { openTrend, selected } from "../../data/signals.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { t } from "../../i18n/language.ts";

/** Where pieces wait, fullest first. */
export function BufferCard() {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  const list = index === null ? [] : buffers(index, mirror);
  const most = list.reduce((top, { amount, isShare }) => (isShare ? top : Math.max(top, amount)), 1);
  const total = list.reduce((sum, { amount, isShare, isLive }) => (isShare || !isLive ? sum : sum + amount), 0);
  return (
    <section class="card" aria-label={t("material.buffers")}>
      <div class="card-head">
        <h2>{t("material.buffers")}</h2>
        <span class="card-note">{t("material.on-board", { count: formatNumber(total, 0) })}</span>
      </div>
      {list.length === 0 ? <p class="empty">{t("material.no-buffers")}</p> : null}
      {list.map(({ asset, tag, amount, isShare, isLive }) => (
        <button
          key={asset.assetUid}
          type="button"
          class={`bar-row${isLive ? "" : " row-stale"}`}
          onClick={() => {
            selected.value = asset.assetUid;
            openTrend.value = tag.ref;
          }}
        >
          <span class="bar-name">{asset.label}</span>
          <span class="bar">
            <span class="bar-fill" style={{ width: `${Math.max(0, Math.min(100, isShare ? amount : (100 * amount) / most)) || 0}%` }} />
          </span>
          <span class="bar-value">{Number.isNaN(amount) ? "—" : `${formatNumber(amount, 0)}${isShare ? " %" : ""}`}</span>
        </button>
      ))}
    </section>
  );
}
