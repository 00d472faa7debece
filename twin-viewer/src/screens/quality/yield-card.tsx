import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { TagRole } from "../../../../edge/contracts/plant/tag.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import { openTrend, selected } from "../../data/signals.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { t } from "../../i18n/language.ts";
import { Defined } from "../../panels/info-mark.tsx";

/** Counters of each station, the least yield first. They count from the start of the station's controller. */
export function YieldCard() {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  const read = (asset: Asset, role: TagRole) => {
    const tag = index?.tagWith(asset.assetUid, role);
    return tag === undefined || mirror.freshness(tag.ref) === "none"
      ? undefined
      : { tag, value: mirror.value(tag.ref), isLive: mirror.freshness(tag.ref) === "live" };
  };
  const rows = (index?.plant.assets ?? []).flatMap((asset) => {
    const scrapped = read(asset, "parts-scrapped");
    const good = read(asset, "parts-good");
    if (scrapped === undefined) return [];
    const made =
      good === undefined ? (read(asset, "parts-produced")?.value ?? Number.NaN) : good.value + scrapped.value;
    return [
      {
        asset,
        tag: scrapped.tag,
        scrapped: scrapped.value,
        made,
        share: made > 0 ? 1 - scrapped.value / made : Number.NaN,
        isLive: scrapped.isLive,
      },
    ];
  });
  if (rows.length === 0) return null;
  rows.sort((a, b) => (Number.isNaN(a.share) ? 2 : a.share) - (Number.isNaN(b.share) ? 2 : b.share));
  return (
    <section class="card" aria-label={t("quality.title")}>
      <div class="card-head">
        <h2>{t("quality.title")}</h2>
      </div>
      <p class="answer-note">{t("quality.since")}</p>
      <table class="table">
        <thead>
          <tr>
            <th>{t("quality.station")}</th>
            <th class="is-number">{t("quality.made")}</th>
            <th class="is-number">
              <Defined figure="scrap" name={t("quality.scrap")} />
            </th>
            <th class="is-number">
              <Defined figure="quality" name={t("quality.yield")} />
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ asset, tag, scrapped, made, share, isLive }) => (
            <tr key={asset.assetUid} class={isLive ? "" : "row-stale"}>
              <td>
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    selected.value = asset.assetUid;
                    openTrend.value = tag.ref;
                  }}
                >
                  {asset.label}
                </button>
              </td>
              <td class="is-number">{Number.isNaN(made) ? "—" : formatNumber(made, 0)}</td>
              <td class="is-number">{formatNumber(scrapped, 0)}</td>
              <td class="is-number">{Number.isNaN(share) ? "—" : `${formatNumber(share * 100, 1)} %`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
