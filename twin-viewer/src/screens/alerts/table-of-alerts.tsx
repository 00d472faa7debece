import { assetName } from "../../data/asset-name.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { openAlert, selected } from "../../data/signals.ts";
import { showBeginning } from "../../data/time-travel.ts";
import { t } from "../../i18n/language.ts";
import { AlertActs } from "../../panels/alert-acts.tsx";
import { AssetLink } from "../../panels/asset-link.tsx";
import { Badge } from "../../panels/badge.tsx";
import { SortHead } from "../../panels/sort-head.tsx";
import { WaitingNote } from "../../panels/waiting-note.tsx";
import type { CauseLine } from "./cause-lines.ts";
import { CauseNote } from "./cause-note.tsx";
import { type CellContext, type Column, cellText, type Sorting } from "./columns.ts";
import type { AlertRow, groupRows } from "./rows.ts";

interface TableProps {
  readonly groups: ReturnType<typeof groupRows>;
  /** Lines of causes by their alert; empty where the list is not grouped by cause. */
  readonly lines: ReadonlyMap<string, CauseLine>;
  readonly opened: ReadonlySet<string>;
  readonly onToggle: (alertUid: string) => void;
  readonly columns: readonly Column[];
  readonly context: CellContext;
  readonly sorting: Sorting | null;
  readonly chosen: ReadonlySet<string>;
  readonly onSort: (column: Column) => void;
  readonly setChosen: (chosen: ReadonlySet<string>) => void;
}

/** Rows under sortable heads; checkboxes select rows to acknowledge together. */
export function TableOfAlerts(props: TableProps) {
  const { groups, columns, context, sorting, chosen, onSort, setChosen, lines, opened, onToggle } = props;
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
            <Row
              key={row.alertUid}
              {...{ row, columns, context, hasBoxes, chosen, setChosen, onToggle }}
              line={lines.get(row.alertUid)}
              isBelow={lines.size > 0 && !lines.has(row.alertUid)}
              isOpened={opened.has(row.alertUid)}
            />
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

type RowProps = Pick<TableProps, "columns" | "context" | "chosen" | "setChosen" | "onToggle"> & {
  row: AlertRow;
  hasBoxes: boolean;
  line: CauseLine | undefined;
  /** A consequence below its cause. */
  isBelow: boolean;
  isOpened: boolean;
};

function Row(props: RowProps) {
  const { row, columns, context, hasBoxes, chosen, setChosen, line, isBelow, isOpened, onToggle } = props;
  const index = usePlant();
  const label = assetName(index, row.assetUid);
  const isOpen = openAlert.value?.alertUid === row.alertUid;
  const choose = () => {
    const next = new Set(chosen);
    if (!next.delete(row.alertUid)) next.add(row.alertUid);
    setChosen(next);
  };
  const isSelected = selected.value === row.assetUid;
  const marks = `${isSelected ? " is-selected" : ""}${isOpen ? " is-open" : ""}${isBelow ? " is-below" : ""}`;
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
          <Cell column={column} row={row} context={context} isCounted={line?.group === undefined} />
          {column === "message" && line?.group !== undefined ? (
            <CauseNote {...{ line, isOpened }} name={label} onToggle={() => onToggle(row.alertUid)} />
          ) : null}
          {column === "message" ? (
            <WaitingNote alertUid={row.alertUid} zone={context.zone} nowMs={context.nowMs} />
          ) : null}
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

interface CellProps {
  readonly column: Column;
  readonly row: AlertRow;
  readonly context: CellContext;
  /** Whether the number of its members is shown here. */
  readonly isCounted: boolean;
}

function Cell({ column, row, context, isCounted }: CellProps) {
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
          {isCounted && row.memberCount > 0 ? (
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
