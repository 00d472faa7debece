import { assetName } from "../../data/asset-name.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { openAlert, selected } from "../../data/signals.ts";
import { showBeginning } from "../../data/time-travel.ts";
import { t } from "../../i18n/language.ts";
import { AlertActs } from "../../panels/alert-acts.tsx";
import { AssetLink } from "../../panels/asset-link.tsx";
import { Badge } from "../../panels/badge.tsx";
import { SortHead } from "../../panels/sort-head.tsx";
import { type CellContext, type Column, cellText, type Sorting } from "./columns.ts";
import type { AlertRow, groupRows } from "./rows.ts";

interface TableProps {
  readonly groups: ReturnType<typeof groupRows>;
  readonly columns: readonly Column[];
  readonly context: CellContext;
  readonly sorting: Sorting | null;
  readonly chosen: ReadonlySet<string>;
  readonly onSort: (column: Column) => void;
  readonly setChosen: (chosen: ReadonlySet<string>) => void;
}

/** Rows under sortable heads; checkboxes select rows to acknowledge together. */
export function TableOfAlerts({ groups, columns, context, sorting, chosen, onSort, setChosen }: TableProps) {
  const asking = groups.flatMap(([, rows]) => rows.filter(({ asksAck }) => asksAck));
  const hasBoxes = asking.length > 1;
  const allChosen = hasBoxes && asking.every(({ alertUid }) => chosen.has(alertUid));
  const width = columns.length + 1 + Number(hasBoxes);
  return (
    <table class="table alert-table">
      <thead>
        <tr>
          {hasBoxes ? (
            <th class="box">
              <input
                type="checkbox"
                aria-label={t("alerts.choose-all")}
                checked={allChosen}
                onChange={() => setChosen(allChosen ? new Set() : new Set(asking.map(({ alertUid }) => alertUid)))}
              />
            </th>
          ) : null}
          {columns.map((column) => (
            <Head key={column} column={column} sorting={sorting} onSort={onSort} />
          ))}
          <th>
            <span class="visually-hidden">{t("alerts.column-actions")}</span>
          </th>
        </tr>
      </thead>
      {groups.map(([heading, rows]) => (
        <tbody key={heading}>
          {heading === "" ? null : (
            <tr class="table-group">
              <th colSpan={width} scope="rowgroup">
                {heading} <span class="card-note">{rows.length}</span>
              </th>
            </tr>
          )}
          {rows.map((row) => (
            <Row key={row.alertUid} {...{ row, columns, context, hasBoxes, chosen, setChosen }} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Head({
  column,
  sorting,
  onSort,
}: {
  column: Column;
  sorting: Sorting | null;
  onSort: (column: Column) => void;
}) {
  const name = t(`alerts.column-${column}`);
  return (
    <SortHead
      class={column === "message" ? "wide" : ""}
      isSorted={sorting?.column === column}
      isDown={sorting?.isDown === true}
      title={t("alerts.sort", { name })}
      onSort={() => onSort(column)}
    >
      {column === "priority" ? <span class="visually-hidden">{name}</span> : name}
    </SortHead>
  );
}

type RowProps = Pick<TableProps, "columns" | "context" | "chosen" | "setChosen"> & { row: AlertRow; hasBoxes: boolean };

function Row({ row, columns, context, hasBoxes, chosen, setChosen }: RowProps) {
  const index = usePlant();
  const label = assetName(index, row.assetUid);
  const isOpen = openAlert.value?.alertUid === row.alertUid;
  const choose = () => {
    const next = new Set(chosen);
    if (!next.delete(row.alertUid)) next.add(row.alertUid);
    setChosen(next);
  };
  const marks = `${selected.value === row.assetUid ? " is-selected" : ""}${isOpen ? " is-open" : ""}`;
  return (
    <tr class={`alert-row alert-${row.state}${marks}`}>
      {hasBoxes ? (
        <td class="box">
          {row.asksAck ? (
            <input
              type="checkbox"
              aria-label={t("alerts.choose", { name: label })}
              checked={chosen.has(row.alertUid)}
              onChange={choose}
            />
          ) : null}
        </td>
      ) : null}
      {columns.map((column) => (
        <td key={column} class={`column-${column}${column === "message" ? " wide" : ""}`}>
          <Cell column={column} row={row} context={context} />
        </td>
      ))}
      <td class="table-actions">
        <AlertActs alert={row} label={label} />
      </td>
    </tr>
  );
}

const HOLLOW: ReadonlySet<AlertRow["state"]> = new Set([
  "cleared",
  "closed",
  "shelved",
  "suppressed",
  "out-of-service",
]);

function Cell({ column, row, context }: { column: Column; row: AlertRow; context: CellContext }) {
  const session = useSession();
  const text = cellText(column, row, context);
  switch (column) {
    case "priority": {
      const isAlarm = row.annunciation === "alarm";
      return (
        <>
          <Badge priority={isAlarm ? row.priority : 0} hollow={!isAlarm || HOLLOW.has(row.state)} />
          <span class="visually-hidden">{isAlarm ? t("alerts.priority", { priority: row.priority }) : text}</span>
        </>
      );
    }
    case "asset":
      return <AssetLink uid={row.assetUid} class="link alert-label" />;
    case "message":
      return (
        <button
          type="button"
          class="link alert-open"
          title={t("alerts.details")}
          onClick={() => (openAlert.value = { alertUid: row.alertUid, past: row })}
        >
          {text}
          {row.memberCount > 0 ? (
            <span class="card-note"> {t("alerts.member-count", { count: row.memberCount })}</span>
          ) : null}
        </button>
      );
    case "raised":
      return (
        <button
          type="button"
          class="link"
          title={t("alerts.beginning")}
          onClick={() => showBeginning(session, row.raisedMs)}
        >
          <time>{text}</time>
        </button>
      );
    case "by":
      return <span title={row.acknowledged?.comment ?? ""}>{text}</span>;
    default:
      return <>{text}</>;
  }
}
