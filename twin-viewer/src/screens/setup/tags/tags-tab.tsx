import { useState } from "preact/hooks";
import { local, t } from "../../../i18n/language.ts";
import { formatNumber } from "../../../i18n/number.ts";
import { draft, edit } from "../state.ts";
import { ResponseCard } from "./response-card.tsx";
import { LIMITS, type Limit, limitEdit, matching, type TagRow, tagRows } from "./tag-rows.ts";

/** Rows that are drawn; the filter leads to the others. */
const MOST_ROWS = 300;

/** One table of all tags and limits: filtered, and changed one by one or together. */
export function TagsTab() {
  const [text, setText] = useState("");
  const [isLimitedOnly, setLimitedOnly] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const rows = tagRows(draft.value);
  const shown = matching(rows, text, isLimitedOnly);
  const picked = shown.filter((row) => chosen.has(keyOf(row)));
  const toggle = (keys: readonly string[], isOn: boolean): void => {
    const next = new Set(chosen);
    for (const key of keys)
      if (isOn) next.add(key);
      else next.delete(key);
    setChosen(next);
  };
  const drawn = shown.slice(0, MOST_ROWS);
  return (
    <div class="setup-tags">
      <ResponseCard />
      <div class="setup-bar">
        <input
          class="page-search"
          type="search"
          aria-label={t("setup.filter-tags")}
          placeholder={t("setup.filter-tags")}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <label class="page-choice">
          <input
            type="checkbox"
            checked={isLimitedOnly}
            onChange={(event) => setLimitedOnly(event.currentTarget.checked)}
          />
          {t("setup.with-limits")}
        </label>
        <output class="setup-count">{t("setup.tags-shown", { shown: shown.length, count: rows.length })}</output>
        <Together picked={picked} />
      </div>
      <section aria-label={t("setup.tab-tags")}>
        <table class="table">
          <thead>
            <tr>
              <th>
                <input
                  type="checkbox"
                  aria-label={t("setup.choose-all")}
                  checked={drawn.length > 0 && drawn.every((row) => chosen.has(keyOf(row)))}
                  onChange={(event) => toggle(drawn.map(keyOf), event.currentTarget.checked)}
                />
              </th>
              <th>{t("setup.type")}</th>
              <th class="wide">{t("setup.signal")}</th>
              <th>{t("setup.unit")}</th>
              <th>{t("setup.range")}</th>
              {LIMITS.map((limit) => (
                <th key={limit}>{t(`setup.limit-${limit}`)}</th>
              ))}
              <th>{t("setup.assets")}</th>
            </tr>
          </thead>
          <tbody>
            {drawn.map((row) => (
              <Row
                key={keyOf(row)}
                row={row}
                isChosen={chosen.has(keyOf(row))}
                onChoose={(isOn) => toggle([keyOf(row)], isOn)}
              />
            ))}
          </tbody>
        </table>
        {shown.length > drawn.length ? (
          <p class="card-note">{t("setup.more-items", { shown: drawn.length, count: shown.length })}</p>
        ) : null}
        {rows.length === 0 ? <p class="empty">{t("setup.no-tags")}</p> : null}
      </section>
    </div>
  );
}

function keyOf({ type, signal }: TagRow): string {
  return `${type} ${signal}`;
}

function Row({
  row,
  isChosen,
  onChoose,
}: {
  readonly row: TagRow;
  readonly isChosen: boolean;
  readonly onChoose: (isOn: boolean) => void;
}) {
  const { type, signal, name, unit, range, limits, assets } = row;
  return (
    <tr class={isChosen ? "is-selected" : ""}>
      <td>
        <input
          type="checkbox"
          aria-label={t("setup.choose", { name: signal })}
          checked={isChosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      </td>
      <td>{type}</td>
      <td class="wide">
        {local(name)} <small>{signal}</small>
      </td>
      <td>{unit}</td>
      <td>{range === undefined ? "" : range.map((end) => formatNumber(end, 2)).join(" … ")}</td>
      {LIMITS.map((limit) => (
        <td key={limit}>
          <input
            class="setup-limit"
            type="number"
            step="any"
            aria-label={`${t(`setup.limit-${limit}`)}: ${type} ${signal}`}
            value={limits[limit] ?? ""}
            onChange={(event) => {
              const { valueAsNumber } = event.currentTarget;
              edit(limitEdit(row, limit, Number.isFinite(valueAsNumber) ? valueAsNumber : undefined));
            }}
          />
        </td>
      ))}
      <td>{assets}</td>
    </tr>
  );
}

/** Gives all chosen tags one limit. */
function Together({ picked }: { readonly picked: readonly TagRow[] }) {
  const [limit, setLimit] = useState<Limit>("high");
  const [value, setValue] = useState(Number.NaN);
  if (picked.length === 0) return null;
  const apply = (next: number | undefined): void => {
    for (const row of picked) edit(limitEdit(row, limit, next));
  };
  return (
    <form
      class="setup-row"
      onSubmit={(event) => {
        event.preventDefault();
        if (Number.isFinite(value)) apply(value);
      }}
    >
      <label class="page-choice">
        {t("setup.chosen", { count: picked.length })}
        <select value={limit} onChange={(event) => setLimit(event.currentTarget.value as Limit)}>
          {LIMITS.map((one) => (
            <option key={one} value={one}>
              {t(`setup.limit-${one}`)}
            </option>
          ))}
        </select>
      </label>
      <input
        class="setup-limit"
        type="number"
        step="any"
        aria-label={t("setup.new-limit")}
        onInput={(event) => setValue(event.currentTarget.valueAsNumber)}
      />
      <button type="submit" class="button small" disabled={!Number.isFinite(value)}>
        {t("setup.set-limit")}
      </button>
      <button type="button" class="button small" onClick={() => apply(undefined)}>
        {t("setup.clear-limit")}
      </button>
    </form>
  );
}
