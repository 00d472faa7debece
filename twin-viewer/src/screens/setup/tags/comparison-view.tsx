import { columnOf } from "../../../../../edge/contracts/plant/tag-table/columns.ts";
import type { TagCellChange } from "../../../../../edge/contracts/plant/tag-table/comparison.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { Gap, useRowsInSight } from "../../rows-in-sight.tsx";
import type { ComparisonAnswer } from "../config-api.ts";
import { editTogether } from "../state.ts";
import { comparison } from "./state.ts";

/** As `.setup-changes td` in setup.css. */
const ROW_PX = 28;
const COLUMNS = 6;

/** What a workbook changes, cell by cell, and what is refused and why. */
export function ComparisonView({ found }: { readonly found: ComparisonAnswer }) {
  const { changes, refused, moreRefused, ignored, rows, edits } = found;
  const count = (kind: TagCellChange["kind"]): number => changes.filter((one) => one.kind === kind).length;
  return (
    <section class="setup-comparison" aria-label={t("setup.comparison")}>
      <div class="setup-bar">
        <output class="setup-count">
          {t("setup.compared", { rows, added: count("added"), changed: count("changed"), removed: count("removed") })}
          {refused.length === 0 ? "" : ` ${t("setup.refused-cells", { count: refused.length + moreRefused })}`}
        </output>
        <ActButton
          asks="configure"
          class="button primary"
          disabled={changes.length === 0}
          onAct={() => {
            editTogether(edits);
            comparison.value = null;
          }}
        >
          {t("setup.take-over", { count: changes.length })}
        </ActButton>
        <button type="button" class="button small" onClick={() => (comparison.value = null)}>
          {t("alerts.cancel")}
        </button>
      </div>
      {ignored.length === 0 ? null : (
        <p class="card-note">{t("setup.ignored-columns", { names: ignored.join(", ") })}</p>
      )}
      {refused.length === 0 ? null : <Refused found={found} />}
      {changes.length > 0 ? (
        <Changes changes={changes} />
      ) : refused.length === 0 ? (
        <p class="empty">{t("setup.no-difference")}</p>
      ) : null}
    </section>
  );
}

function Refused({ found: { refused, moreRefused } }: { readonly found: ComparisonAnswer }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
    <section class="setup-refused" tabIndex={0} aria-label={t("setup.refused")}>
      <table class="table">
        <thead>
          <tr>
            <th>{t("setup.cell")}</th>
            <th>{t("setup.signal")}</th>
            <th>{t("setup.why-refused")}</th>
            <th class="wide">{t("setup.what-to-do")}</th>
          </tr>
        </thead>
        <tbody>
          {refused.map(({ cell, tag, text, remedy }, i) => (
            <tr key={i}>
              <td>{cell ?? "—"}</td>
              <td>{tag ?? ""}</td>
              <td>{local(text)}</td>
              <td class="wide">{local(remedy)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {moreRefused === 0 ? null : (
        <p class="card-note">{t("setup.more-items", { shown: refused.length, count: refused.length + moreRefused })}</p>
      )}
    </section>
  );
}

function Changes({ changes }: { readonly changes: readonly TagCellChange[] }) {
  const { scroller, first, last } = useRowsInSight(ROW_PX, changes.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
    <section class="setup-scroll" ref={scroller} tabIndex={0} aria-label={t("setup.changes")}>
      <table class="table setup-changes" aria-rowcount={changes.length + 1}>
        <thead>
          <tr>
            <th>{t("setup.cell")}</th>
            <th>{t("setup.type")}</th>
            <th>{t("setup.signal")}</th>
            <th>{t("setup.column")}</th>
            <th>{t("setup.before")}</th>
            <th class="wide">{t("setup.after")}</th>
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} rowHeight={ROW_PX} columns={COLUMNS} />
          {changes.slice(first, last).map((one, i) => (
            <tr key={one.cell} aria-rowindex={first + i + 2}>
              <td>{one.cell}</td>
              <td>{one.type}</td>
              <td>{one.tag}</td>
              <td>{local(columnOf(one.column).head)}</td>
              <td>{one.before === null ? <small>{t("setup.empty")}</small> : <del>{one.before}</del>}</td>
              <td>{one.after === null ? <small>{t("setup.empty")}</small> : <ins>{one.after}</ins>}</td>
            </tr>
          ))}
          <Gap rows={changes.length - last} rowHeight={ROW_PX} columns={COLUMNS} />
        </tbody>
      </table>
    </section>
  );
}
