import { fileName, saveFile } from "../../charts/save-file.ts";
import { beginAcknowledge, pendingUids } from "../../data/bulk-acknowledge.ts";
import { csvTable } from "../../data/csv.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { Badge } from "../../panels/badge.tsx";
import { type CellContext, CHOICES, type Choice, type Column, csvCells, storeColumns } from "./columns.ts";
import { type AlertRow, GROUPINGS, type Grouping, type Tab } from "./rows.ts";
import type { Shown } from "./shown.ts";

const PRIORITIES = [1, 2, 3, 4] as const;

interface ToolsProps {
  readonly tab: Tab;
  readonly rows: readonly AlertRow[];
  /** Rows on the screen: the others are folded under their cause. */
  readonly visible: readonly AlertRow[];
  readonly grouping: Grouping;
  readonly columns: readonly Column[];
  readonly context: CellContext;
  readonly shown: Shown;
  readonly chosen: ReadonlySet<string>;
  /** Rows of the tab with a cause. */
  readonly memberCount: number;
  readonly setShown: (shown: Shown) => void;
  readonly setChosen: (chosen: ReadonlySet<string>) => void;
}

/** Filters, grouping, columns, the file, and the acknowledgement of many. */
export function AlertTools({
  tab,
  rows,
  visible,
  grouping,
  columns,
  context,
  shown,
  chosen,
  memberCount,
  setShown,
  setChosen,
}: ToolsProps) {
  const toggle = (priority: number) => setShown({ ...shown, priorities: toggled(shown.priorities, priority) });
  return (
    <div class="page-bar">
      <input
        type="search"
        class="page-search"
        placeholder={t("alerts.filter")}
        aria-label={t("alerts.filter")}
        value={shown.words}
        onInput={(event) => setShown({ ...shown, words: event.currentTarget.value })}
      />
      <fieldset class="segments" aria-label={t("alerts.column-priority")}>
        {PRIORITIES.map((one) => (
          <button
            key={one}
            type="button"
            class="segment"
            aria-pressed={shown.priorities.has(one)}
            aria-label={t("alerts.priority", { priority: one })}
            onClick={() => toggle(one)}
          >
            <Badge priority={one} hollow={!shown.priorities.has(one)} />
          </button>
        ))}
      </fieldset>
      {memberCount === 0 ? null : (
        <label class="page-choice">
          <input
            type="checkbox"
            checked={shown.withMembers}
            onChange={() => setShown({ ...shown, withMembers: !shown.withMembers })}
          />
          {t("alerts.with-members", { count: memberCount })}
        </label>
      )}
      <label class="page-choice">
        {t("alerts.group")}
        <select
          value={grouping}
          onChange={(event) =>
            setShown({ ...shown, grouping: GROUPINGS.find((one) => one === event.currentTarget.value) ?? "none" })
          }
        >
          {GROUPINGS.filter((one) => one !== "cause" || tab === "standing").map((one) => (
            <option key={one} value={one}>
              {t(`alerts.group-${one}`)}
            </option>
          ))}
        </select>
      </label>
      <ColumnMenu columns={shown.columns} onColumns={(next) => setShown({ ...shown, columns: next })} />
      <button
        type="button"
        class="button small"
        disabled={rows.length === 0}
        onClick={() => save(tab, csvCells(rows, columns, context))}
      >
        {t("alerts.export", { count: rows.length })}
      </button>
      <AcknowledgeMany rows={visible} chosen={chosen} setChosen={setChosen} />
    </div>
  );
}

function toggled<T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

function save(tab: Tab, cells: readonly (readonly string[])[]): void {
  const stamp = new Date().toISOString().slice(0, 19);
  // With a byte order mark, without which spreadsheets misread Chinese.
  saveFile(fileName(["alerts", tab, stamp], "csv"), new Blob(["\uFEFF", csvTable(cells)], { type: "text/csv" }));
}

function ColumnMenu({
  columns,
  onColumns,
}: {
  columns: ReadonlySet<Choice>;
  onColumns: (columns: ReadonlySet<Choice>) => void;
}) {
  const choose = (one: Choice) => {
    const next = toggled(columns, one);
    storeColumns(next);
    onColumns(next);
  };
  const close = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !(event.currentTarget instanceof HTMLDetailsElement)) return;
    event.stopPropagation();
    event.currentTarget.open = false;
    event.currentTarget.querySelector("summary")?.focus();
  };
  return (
    <details class="menu" onKeyDown={close}>
      <summary class="button small">{t("alerts.columns")}</summary>
      <fieldset class="menu-body" aria-label={t("alerts.columns")}>
        {CHOICES.map((one) => (
          <label key={one} class="choice">
            <input type="checkbox" checked={columns.has(one)} onChange={() => choose(one)} />{" "}
            {t(`alerts.column-${one}`)}
          </label>
        ))}
      </fieldset>
    </details>
  );
}

type ManyProps = Pick<ToolsProps, "rows" | "chosen" | "setChosen">;

/** Acknowledges the selected rows, or all listed rows without a selection. */
function AcknowledgeMany({ rows, chosen, setChosen }: ManyProps) {
  const asking = rows.filter(({ asksAck, alertUid }) => asksAck && !pendingUids.value.has(alertUid));
  const meant = asking.filter(({ alertUid }) => chosen.has(alertUid));
  const targets = meant.length > 0 ? meant : asking;
  if (targets.length === 0) return null;
  const act = () => {
    beginAcknowledge(targets);
    setChosen(new Set());
  };
  return (
    <ActButton asks="operate" act="acknowledge" class="button small ack-many" onAct={act}>
      {t("alerts.ack-count", { count: targets.length })}
    </ActButton>
  );
}
