import {
  ANNUNCIATIONS,
  columnOf,
  LIMIT_KEYS,
  RANGE_KEYS,
  type TagColumnKey,
} from "../../../../../edge/contracts/plant/tag-table/columns.ts";
import { inheritedOf } from "../../../../../edge/contracts/plant/tag-table/inherited.ts";
import { pathOf, type TagRow, type TagValue } from "../../../../../edge/contracts/plant/tag-table/rows.ts";
import { language } from "../../../i18n/chosen.ts";
import { local, t } from "../../../i18n/language.ts";
import { SortHead } from "../../../panels/sort-head.tsx";
import { Gap, useRowsInSight } from "../../rows-in-sight.tsx";
import { sectionSchema } from "../forms/schema.ts";
import { draft, schema } from "../state.ts";
import type { SortKey } from "./arrange.ts";
import { changeCell, choose, chosen, sorting } from "./state.ts";

/** As `.setup-table td` in setup.css. */
const ROW_PX = 34;
const INPUTS: readonly TagColumnKey[] = [...RANGE_KEYS, ...LIMIT_KEYS, "deadBand", "onDelay", "offDelay"];
const COLUMNS = 7 + INPUTS.length;
/** Numbers at which most tags have no value: they are shown as what applies otherwise. */
const SECTION_KEYS = { deadBand: "hysteresisPercent", onDelay: "onDelayS", offDelay: "offDelayS" } as const;

/** Only the rows in sight are on the page: a plant can have 20,000. */
export function TagTable({ rows }: { readonly rows: readonly TagRow[] }) {
  const { scroller, first, last } = useRowsInSight(ROW_PX, rows.length);
  const isAll = rows.length > 0 && rows.every(({ key }) => chosen.value.has(key));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
    <section class="setup-scroll" ref={scroller} tabIndex={0} aria-label={t("setup.tab-tags")}>
      <table class="table setup-table" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <th>
              <input
                type="checkbox"
                aria-label={t("setup.choose-all")}
                checked={isAll}
                onChange={(event) =>
                  choose(
                    rows.map(({ key }) => key),
                    event.currentTarget.checked,
                  )
                }
              />
            </th>
            <Head of="type" name={t("setup.type")} />
            <Head of="signal" name={t("setup.signal")} />
            <Head of="unit" name={t("setup.unit")} />
            {INPUTS.map((key) => (
              <Head key={key} of={key} name={local(columnOf(key).head)} />
            ))}
            <Head of="annunciation" name={t("setup.annunciation")} />
            <Head of={language.value === "zh" ? "actionZh" : "actionEn"} name={t("setup.action")} />
            <Head of="assets" name={t("setup.assets")} />
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} rowHeight={ROW_PX} columns={COLUMNS} />
          {rows.slice(first, last).map((row, i) => (
            <Row key={row.key} row={row} index={first + i + 2} />
          ))}
          <Gap rows={rows.length - last} rowHeight={ROW_PX} columns={COLUMNS} />
        </tbody>
      </table>
    </section>
  );
}

/** A heading that sorts: rising, falling, and as in the config again. */
function Head({ of, name }: { readonly of: SortKey; readonly name: string }) {
  const { value } = sorting;
  const isSorted = value?.key === of;
  return (
    <SortHead
      isSorted={isSorted}
      isDown={value?.isDown === true}
      title={t("alerts.sort", { name })}
      onSort={() => (sorting.value = isSorted && value.isDown ? null : { key: of, isDown: isSorted })}
    >
      {name}
    </SortHead>
  );
}

function Row({ row, index }: { readonly row: TagRow; readonly index: number }) {
  const { key, type, cells, assets } = row;
  const isChosen = chosen.value.has(key);
  const name = cells[language.value === "zh" ? "nameZh" : "nameEn"] ?? "";
  const path = pathOf(row);
  return (
    <tr class={isChosen ? "is-selected" : ""} aria-rowindex={index}>
      <td>
        <input
          type="checkbox"
          aria-label={t("setup.choose", { name: `${type} ${path}` })}
          checked={isChosen}
          onChange={(event) => choose([key], event.currentTarget.checked)}
        />
      </td>
      <td>{type}</td>
      <td class="setup-tag" title={`${name} ${path}`}>
        {name} <small>{path}</small>
      </td>
      <td>
        <TextCell row={row} of="unit" />
      </td>
      {INPUTS.map((one) => (
        <td key={one}>{row.valueType === "number" ? <NumberCell row={row} of={one} /> : null}</td>
      ))}
      <td>{row.valueType === "number" ? <AnnunciationCell row={row} /> : null}</td>
      <Response row={row} />
      <td title={assets.join(", ")}>{assets.length}</td>
    </tr>
  );
}

interface CellProps {
  readonly row: TagRow;
  readonly of: TagColumnKey;
}

const nameOf = ({ row, of }: CellProps): string => `${local(columnOf(of).head)}: ${row.type} ${pathOf(row)}`;

function TextCell(props: CellProps) {
  return (
    <input
      class="setup-short"
      type="text"
      spellcheck={false}
      aria-label={nameOf(props)}
      value={props.row.cells[props.of] ?? ""}
      onChange={(event) => changeCell(props.row, props.of, event.currentTarget.value.trim() || undefined)}
    />
  );
}

function NumberCell(props: CellProps) {
  const { row, of } = props;
  const { within: [low, high] = [undefined, undefined] } = columnOf(of);
  return (
    <input
      class="setup-limit"
      type="number"
      step="any"
      min={low}
      max={high}
      aria-label={nameOf(props)}
      value={row.cells[of] ?? ""}
      placeholder={otherwise(row, of)}
      onChange={(event) => {
        const { valueAsNumber } = event.currentTarget;
        changeCell(row, of, Number.isFinite(valueAsNumber) ? valueAsNumber : undefined);
      }}
    />
  );
}

function AnnunciationCell({ row }: { readonly row: TagRow }) {
  const inherited = inheritedOf(draft.value, row, columnOf("annunciation"));
  return (
    <select
      aria-label={nameOf({ row, of: "annunciation" })}
      value={row.cells.annunciation ?? ""}
      onChange={(event) => changeCell(row, "annunciation", event.currentTarget.value || undefined)}
    >
      <option value="">{`(${inWords(inherited ?? "advisory")})`}</option>
      {Object.keys(ANNUNCIATIONS).map((one) => (
        <option key={one} value={one}>
          {inWords(one)}
        </option>
      ))}
    </select>
  );
}

function inWords(word: TagValue): string {
  const words = ANNUNCIATIONS[word];
  return words === undefined ? String(word) : local(words);
}

/** The action of the response; one that comes from an entry for more tags is grey. */
function Response({ row }: { readonly row: TagRow }) {
  const key = language.value === "zh" ? "actionZh" : "actionEn";
  const own = row.cells[key];
  const text = own ?? inheritedOf(draft.value, row, columnOf(key));
  if (row.valueType !== "number" || text === undefined) return <td />;
  return (
    <td class={`setup-response${own === undefined ? " is-inherited" : ""}`} title={String(text)}>
      {text}
    </td>
  );
}

/** What applies where a cell is empty. */
function otherwise(row: TagRow, of: TagColumnKey): string {
  if (!Object.hasOwn(SECTION_KEYS, of)) return "";
  const key = SECTION_KEYS[of as keyof typeof SECTION_KEYS];
  const usual = sectionSchema(schema.value, "detectors")?.properties?.["limits"]?.properties?.[key]?.default;
  return String(inheritedOf(draft.value, row, columnOf(of)) ?? usual ?? "");
}
