import { useState } from "preact/hooks";
import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { dragsTag } from "../../data/explore-link.ts";
import { formatAge, formatNumber } from "../../data/format.ts";
import { dictionaryVersion, edgeNowMs, linksVersion, openTrend, second, selected } from "../../data/signals.ts";
import { tagTitle } from "../../i18n/components.ts";
import { t } from "../../i18n/language.ts";
import { ExploreButton } from "../../panels/explore-button.tsx";
import { LiveValue } from "../../panels/live-value.tsx";
import { Gap, useRowsInSight } from "../rows-in-sight.tsx";
import { SHOWN, type Shown, tagRows } from "./tag-rows.ts";

/** As `.tag-table td` in pages.css. */
const ROW_PX = 26;
const COLUMNS = ["asset", "tag", "value", "quality", "changed", "heard", "source", "address"] as const;

/**
 * Every tag of the plant with value, quality, both ages, source and address. Only the rows in sight are on the page:
 * a plant has 100,000.
 */
export function TagTable() {
  const index = usePlant();
  const { mirror } = useSession();
  const [words, setWords] = useState("");
  const [shown, setShown] = useState<Shown>("all");
  dictionaryVersion.value;
  linksVersion.value;
  second.value;
  const labelOf = (tag: Tag) => index?.asset(tag.assetUid)?.label ?? tag.assetUid;
  const all = mirror.tags();
  const rows = tagRows(all, mirror, { words, shown, labelOf });
  return (
    <section class="page" aria-label={t("screen.diagnostics")}>
      <div class="page-bar">
        <input
          type="search"
          class="page-search"
          placeholder={t("diagnostics.filter")}
          aria-label={t("diagnostics.filter")}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <fieldset class="segments" aria-label={t("diagnostics.shown")}>
          {SHOWN.map((one) => (
            <button key={one} type="button" class="segment" aria-pressed={shown === one} onClick={() => setShown(one)}>
              {t(`diagnostics.shown-${one}`)}
            </button>
          ))}
        </fieldset>
        <span class="card-note">
          {t("diagnostics.count", { shown: formatNumber(rows.length, 0), total: formatNumber(all.length, 0) })}
        </span>
      </div>
      <List rows={rows} labelOf={labelOf} />
    </section>
  );
}

function List({ rows, labelOf }: { rows: readonly Tag[]; labelOf: (tag: Tag) => string }) {
  const { scroller, first, last } = useRowsInSight(ROW_PX, rows.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section class="page-scroll" ref={scroller} tabIndex={0} aria-label={t("diagnostics.tags")}>
      <table class="table tag-table" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} class={`column-${column}`}>
                {t(`diagnostics.column-${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} rowHeight={ROW_PX} columns={COLUMNS.length} />
          {rows.slice(first, last).map((tag, i) => (
            <Line key={tag.ref} tag={tag} label={labelOf(tag)} row={first + i + 2} />
          ))}
          <Gap rows={rows.length - last} rowHeight={ROW_PX} columns={COLUMNS.length} />
        </tbody>
      </table>
      {rows.length === 0 ? <p class="empty">{t("diagnostics.none")}</p> : null}
    </section>
  );
}

function Line({ tag, label, row }: { tag: Tag; label: string; row: number }) {
  const { mirror } = useSession();
  linksVersion.value;
  second.value;
  const freshness = mirror.freshness(tag.ref);
  const time = mirror.time(tag.ref);
  const heardMs = mirror.linkAgeMs(tag.ref, Date.now());
  const status = mirror.status(tag.ref);
  const name = tagTitle(tag);
  const isDrawn = tag.type !== "text" && tag.type !== "waveform";
  return (
    <tr class={`is-${freshness}`} aria-rowindex={row} {...(isDrawn ? dragsTag(tag.tagUid) : {})}>
      <td>
        <button type="button" class="link" onClick={() => (selected.value = tag.assetUid)}>
          {label}
        </button>
      </td>
      <td title={tag.tagUid}>
        {tag.type === "number" ? (
          <button type="button" class="link" onClick={() => (openTrend.value = tag.ref)}>
            {name}
          </button>
        ) : (
          name
        )}{" "}
        {isDrawn ? <ExploreButton tag={tag.tagUid} name={`${label} ${name}`} /> : null}
      </td>
      <td>
        <LiveValue tag={tag.ref} />
      </td>
      <td>
        {t(freshness === "live" ? "diagnostics.good" : `value.${freshness}`)}
        {status === 0 ? "" : ` 0x${status.toString(16).toUpperCase().padStart(8, "0")}`}
      </td>
      <td>{Number.isNaN(time) ? "—" : formatAge(edgeNowMs() - time / 1000)}</td>
      <td>{heardMs === undefined ? "—" : formatAge(heardMs)}</td>
      <td>{tag.source}</td>
      <td class="tag-address" title={tag.address}>
        {tag.address}
      </td>
    </tr>
  );
}
