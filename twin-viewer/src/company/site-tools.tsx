import { t } from "../i18n/language.ts";
import { choice, choose, chooseOrder, ORDERS } from "./choice.ts";

/** Search, filter, and on narrow windows the order and the choice of list or map. */
export function SiteTools({ shown, total }: { shown: number; total: number }) {
  const { words, isConcerned, view, order } = choice.value;
  return (
    <div class="company-tools">
      <input
        type="search"
        class="company-search"
        aria-label={t("company.search")}
        placeholder={t("company.search")}
        value={words}
        onInput={(event) => choose({ words: event.currentTarget.value })}
      />
      <label class="company-check">
        <input
          type="checkbox"
          checked={isConcerned}
          onChange={(event) => choose({ isConcerned: event.currentTarget.checked })}
        />
        {t("company.attention-only")}
      </label>
      <label class="company-order">
        {t("company.sort")}
        <select value={order} onChange={(event) => chooseOrder(event.currentTarget.value as (typeof ORDERS)[number])}>
          {ORDERS.map((one) => (
            <option key={one} value={one}>
              {t(`company.column-${one}`)}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="segments company-view" aria-label={t("company.view")}>
        {(["list", "map"] as const).map((one) => (
          <button
            key={one}
            type="button"
            class="segment"
            aria-pressed={view === one}
            onClick={() => choose({ view: one })}
          >
            {t(`company.${one}`)}
          </button>
        ))}
      </fieldset>
      <span class="company-shown" role="status">
        {t("company.shown", { count: shown, total })}
      </span>
    </div>
  );
}
