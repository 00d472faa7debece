import { t } from "../../i18n/language.ts";
import { Gap, useRowsInSight } from "../rows-in-sight.tsx";
import { keyOf, type PlanView } from "./plan-view.ts";
import { choose, conflicts, edits, fitting, placed, selected } from "./state.ts";
import { conflictTexts, marksOf, momentOf, setUpText, whyOf } from "./words.ts";

const ROW_PX = 30;
const COLUMNS = 8;

/** The chart's operations as a table, by their start: for screen readers and phones. */
export function OperationsTable({ plan }: { plan: PlanView }) {
  const shown = placed.value
    .filter(({ order }) => fitting.value?.has(order) !== false)
    .toSorted((a, b) => a.start - b.start || a.at - b.at);
  const { scroller, first, last } = useRowsInSight(ROW_PX, shown.length);
  // Marks follow the locks and the check.
  edits.value;
  conflicts.value;
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
            <th>{t("gantt.start")}</th>
            <th>{t("gantt.end")}</th>
            <th>{t("gantt.marks")}</th>
            <th>{t("gantt.reason")}</th>
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} rowHeight={ROW_PX} columns={COLUMNS} />
          {shown.slice(first, last).map((one, i) => {
            const key = keyOf(one);
            return (
              <tr key={key} aria-rowindex={first + i + 2} class={selected.value === key ? "is-selected" : ""}>
                <td>
                  <button type="button" class="link" onClick={() => choose(key)}>
                    {one.order}
                  </button>
                </td>
                <td>{one.step}</td>
                <td>{one.machine}</td>
                <td class="is-number">{setUpText(one)}</td>
                <td>{momentOf(one.start)}</td>
                <td>{momentOf(one.end)}</td>
                <td>{marksOf(one).join(t("list.separator"))}</td>
                <td>{[...conflictTexts(one), whyOf(plan.byKey.get(key) ?? one)].join(t("gantt.pause"))}</td>
              </tr>
            );
          })}
          <Gap rows={shown.length - last} rowHeight={ROW_PX} columns={COLUMNS} />
        </tbody>
      </table>
    </section>
  );
}
