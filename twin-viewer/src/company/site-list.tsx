import { useEffect, useState } from "preact/hooks";
import type { CompanySite } from "../data/company-api.ts";
import { t } from "../i18n/language.ts";
import { ScrolledTable } from "../panels/scrolled-table.tsx";
import { SortHead } from "../panels/sort-head.tsx";
import { choice, chooseOrder, type Order } from "./choice.ts";
import { SiteRow } from "./site-row.tsx";

/** Rows at once: a thousand sites would take a second to draw on a phone. */
const PAGE_ROWS = 50;

interface ListProps {
  readonly sites: readonly CompanySite[];
  /** Of the company, whatever is searched for. */
  readonly total: number;
  readonly nowMs: number;
  readonly isOld: boolean;
}

/** The sites as a table, the first of the order at the top, more on request. */
export function SiteList({ sites, total, nowMs, isOld }: ListProps) {
  const [most, setMost] = useState(PAGE_ROWS);
  const { words, isConcerned, order, isDown } = choice.value;
  useEffect(() => setMost(PAGE_ROWS), [words, isConcerned, order, isDown]);
  if (sites.length === 0)
    return <p class="empty company-list">{t(total === 0 ? "company.none" : "company.none-found")}</p>;
  const rest = sites.length - most;
  return (
    <div class="company-list">
      <ScrolledTable label={t("company.list")} frame="company-scroll" looks="table company-table">
        <Head />
        <tbody>
          {sites.slice(0, most).map((site) => (
            <SiteRow key={site.edgeId} site={site} nowMs={nowMs} isOld={isOld} />
          ))}
        </tbody>
      </ScrolledTable>
      {rest > 0 ? (
        <button type="button" class="button company-more" onClick={() => setMost(most + PAGE_ROWS)}>
          {t("company.more", { count: Math.min(PAGE_ROWS, rest) })}
        </button>
      ) : null}
    </div>
  );
}

function Head() {
  const { order, isDown } = choice.value;
  const sorts = (one: Order) => ({
    isSorted: order === one,
    isDown,
    onSort: () => chooseOrder(one),
    children: t(`company.column-${one}`),
  });
  return (
    <thead>
      <tr>
        <SortHead {...sorts("site")} />
        <SortHead {...sorts("worst")}>{t("company.attention")}</SortHead>
        <SortHead {...sorts("link")} />
        <th>{t("company.column-machines")}</th>
        <SortHead {...sorts("alerts")} />
        <SortHead {...sorts("oee")} />
        <SortHead {...sorts("energy")} />
        <th>{t("company.column-age")}</th>
        <th>{t("company.column-twin")}</th>
      </tr>
    </thead>
  );
}
