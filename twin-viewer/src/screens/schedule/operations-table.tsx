import { t } from "../../i18n/language.ts";
import { Gap, useRowsInSight } from "../rows-in-sight.tsx";
import { actualCells, elsewhereText } from "./actual-words.ts";
import { keyOf, type PlanView, type ViewedOperation } from "./plan-view.ts";
import { actuals, choose, conflicts, edits, fitting, placed, selected } from "./state.ts";
import { conflictTexts, marksOf, momentOf, setUpText, whyOf } from "./words.ts";

const ROW_PX = 30;
const COLUMNS = 12;

/** The chart's operations as a table, by their start: for screen readers and phones. */
export function OperationsTable({ plan }: { plan: PlanView }) {
  const shown = placed.value
    .filter(({ order }) => fitting.value?.has(order) !== false)
    .toSorted((a, b) => a.start - b.start || a.at - b.at);
  const { scroller, first, last } = useRowsInSight(ROW_PX, shown.length);
  // Marks follow the locks and the check, the rest what happened.
  edits.value;
  conflicts.value;
  actuals.value;
  return (
    <section
      class="scroll-table gantt-table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it
      tabIndex={0}
      aria-label={t("gantt.table")}
      ref={scroller}
    >
      <table class="table" aria-rowcount={shown.length + 1}>
        <thead>
          <tr>
            <th>{t("gantt.order")}</th>
            <th>{t("gantt.step")}</th>
            <th>{t("gantt.machine")}</th>
            <th class="is-number">{t("gantt.set-up-min")}</th>
            <th>{t("actual.planned-start")}</th>
            <th>{t("actual.start")}</th>
            <th class="is-number">{t("actual.start-by")}</th>
            <th>{t("actual.planned-end")}</th>
            <th>{t("actual.end")}</th>
            <th class="is-number">{t("actual.end-by")}</th>
            <th>{t("gantt.marks")}</th>
            <th>{t("gantt.reason")}</th>
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} rowHeight={ROW_PX} columns={COLUMNS} />
          {shown.slice(first, last).map((one, i) => (
            <OperationRow key={keyOf(one)} plan={plan} operation={one} index={first + i + 2} />
          ))}
          <Gap rows={shown.length - last} rowHeight={ROW_PX} columns={COLUMNS} />
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly plan: PlanView;
  readonly operation: ViewedOperation;
  readonly index: number;
}

function OperationRow({ plan, operation, index }: RowProps) {
  const key = keyOf(operation);
  const { order, step, machine, start, end } = operation;
  const actual = actualCells(operation);
  const elsewhere = elsewhereText(operation);
  const why = whyOf(plan.byKey.get(key) ?? operation);
  return (
    <tr aria-rowindex={index} class={selected.value === key ? "is-selected" : ""}>
      <td>
        <button type="button" class="link" onClick={() => choose(key)}>
          {order}
        </button>
      </td>
      <td>{step}</td>
      <td>{machine}</td>
      <td class="is-number">{setUpText(operation)}</td>
      <td>{momentOf(start)}</td>
      <td>{actual.start}</td>
      <td class="is-number">{actual.startBy}</td>
      <td>{momentOf(end)}</td>
      <td>{actual.end}</td>
      <td class="is-number">{actual.endBy}</td>
      <td>{[...marksOf(operation), ...elsewhere].join(t("list.separator"))}</td>
      <td>{[...conflictTexts(operation), why].join(t("gantt.pause"))}</td>
    </tr>
  );
}
