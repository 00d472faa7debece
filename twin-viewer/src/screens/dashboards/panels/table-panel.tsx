import { local, t } from "../../../i18n/language.ts";
import { LiveValue } from "../../../panels/live-value.tsx";
import { assetsOf, tagsOf } from "../scope.ts";
import type { PanelProps } from "./panel-props.ts";

const MOST = 60;

/** Signals of several assets: a row for each asset, each value with its age. */
export function TablePanel({ panel, context }: PanelProps<"table">) {
  const { index } = context;
  const assets = assetsOf(panel, context);
  const columns = panel.signals.map((signal) => {
    const found = tagsOf(signal, assets, index);
    const byAsset = new Map(found.map(({ asset, tag }) => [asset.assetUid, tag]));
    return { signal, name: found[0] === undefined ? signal : local(found[0].tag.name), byAsset };
  });
  const rows = assets.filter(({ assetUid }) => columns.some(({ byAsset }) => byAsset.has(assetUid)));
  if (rows.length === 0) return <p class="empty">{t("dashboards.no-tag", { signal: panel.signals.join(", ") })}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
    <section class="dash-scroll" tabIndex={0} aria-label={t("dashboards.kind-table")}>
      <table class="table dash-table">
        <thead>
          <tr>
            <th scope="col">{t("dashboards.asset")}</th>
            {columns.map(({ signal, name }) => (
              <th key={signal} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST).map(({ assetUid, label, name }) => (
            <tr key={assetUid}>
              <th scope="row" title={local(name)}>
                {label}
              </th>
              {columns.map(({ signal, byAsset }) => {
                const tag = byAsset.get(assetUid);
                return <td key={signal}>{tag === undefined ? "–" : <LiveValue tag={tag.ref} withAge />}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST ? <p class="card-note">{t("dashboards.first", { count: MOST, all: rows.length })}</p> : null}
    </section>
  );
}
