import { columnOf } from "../../../../../edge/contracts/plant/tag-table/columns.ts";
import type { TagCellChange } from "../../../../../edge/contracts/plant/tag-table/comparison.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import type { ComparisonAnswer } from "../config-api.ts";
import { ChangesInSight, RefusalTable } from "../differences.tsx";
import { editTogether } from "../state.ts";
import { comparison } from "./state.ts";

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
      {refused.length === 0 ? null : (
        <RefusalTable
          heads={[t("setup.cell"), t("setup.signal")]}
          refusals={refused.map(({ cell, tag, ...refusal }) => ({ ...refusal, place: [cell ?? "—", tag ?? ""] }))}
          more={moreRefused}
        />
      )}
      {changes.length > 0 ? (
        <ChangesInSight
          heads={[
            t("setup.cell"),
            t("setup.type"),
            t("setup.signal"),
            t("setup.column"),
            t("setup.before"),
            t("setup.after"),
          ]}
          changes={changes}
          row={(change, index) => <Change key={change.cell} change={change} index={index} />}
        />
      ) : refused.length === 0 ? (
        <p class="empty">{t("setup.no-difference")}</p>
      ) : null}
    </section>
  );
}

function Change({ change, index }: { readonly change: TagCellChange; readonly index: number }) {
  const { cell, type, tag, column, before, after } = change;
  return (
    <tr aria-rowindex={index + 2}>
      <td>{cell}</td>
      <td>{type}</td>
      <td>{tag}</td>
      <td>{local(columnOf(column).head)}</td>
      <td>{before === null ? <small>{t("setup.empty")}</small> : <del>{before}</del>}</td>
      <td>{after === null ? <small>{t("setup.empty")}</small> : <ins>{after}</ins>}</td>
    </tr>
  );
}
