import { defectWords } from "../../../../../edge/contracts/quality/cause-words.ts";
import { usePlant } from "../../../data/context.ts";
import { formatNumber } from "../../../data/format.ts";
import { type ParetoAsked, shareOf } from "../../../data/loop-api.ts";
import { isOpenDefect, openDefect, showDefect } from "../../../data/loop-focus.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import { local, t } from "../../../i18n/language.ts";
import { areaText } from "./choice.tsx";
import type { RankedRow } from "./pareto-rows.ts";

interface TableProps {
  readonly rows: readonly RankedRow[];
  readonly asked: ParetoAsked;
  readonly currency: string;
  readonly onSet: (part: Partial<ParetoAsked>) => void;
}

export function percent(share: number): string {
  return `${formatNumber(100 * share, share !== 0 && share < 0.1 ? 1 : 0)} %`;
}

/** The rows behind the picture, by their numbers. */
export function ParetoTable({ rows, asked, currency, onSet }: TableProps) {
  const index = usePlant();
  const hasCost = rows.some(({ row }) => row.cost !== null);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than a phone. */}
      <section class="spc-scroll" tabIndex={0} aria-label={t("loop.table")}>
        <table class="table loop-table">
          <thead>
            <tr>
              <th>#</th>
              <th class="loop-of">{t(`loop.by-${asked.by}`)}</th>
              <th class="is-number">{t("loop.bad")}</th>
              <th class="is-number">{t("loop.of-judged")}</th>
              {hasCost ? <th class="is-number">{t("loop.cost", { currency })}</th> : null}
              <th class="is-number">{t("loop.share")}</th>
              <th class="is-number">{t("loop.cumulated")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, share, cumulated }, at) => (
              <tr key={row.name} class={asked.by === "class" && isOpenDefect(row.name) ? "is-chosen" : ""}>
                <td>{at + 1}</td>
                <td>
                  <RowName row={row} asked={asked} index={index} onSet={onSet} />
                </td>
                <td class="is-number">{formatNumber(row.bad, 0)}</td>
                <td class="is-number">{percent(shareOf(row))}</td>
                {hasCost ? <td class="is-number">{row.cost === null ? "—" : formatNumber(row.cost, 0)}</td> : null}
                <td class="is-number">{percent(share)}</td>
                <td class="is-number">{percent(cumulated)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {hasCost ? (
        <p class="room-advisory">{t(asked.by === "reason" ? "loop.reason-cost-note" : "loop.cost-note")}</p>
      ) : null}
    </>
  );
}

interface NameProps extends Pick<TableProps, "asked" | "onSet"> {
  readonly row: RankedRow["row"];
  readonly index: PlantIndex | null;
}

/** A class opens its page; an area or a variant narrows the Pareto to its defects. */
function RowName({ row: { name, of, text: reason }, asked: { by }, index, onSet }: NameProps) {
  if (by === "reason") return <>{reason === null ? (name === "" ? t("loop.no-reason") : name) : local(reason)}</>;
  const text =
    of !== null
      ? local(defectWords(of))
      : name === ""
        ? t("loop.unnamed")
        : by === "area"
          ? areaText(index, name)
          : name;
  if (name === "" || by === "station") return <>{text}</>;
  const open = () => {
    if (by !== "class") onSet({ [by]: name, by: "class" });
    else if (isOpenDefect(name)) openDefect.value = null;
    else showDefect(name);
  };
  const isClass = by === "class";
  return (
    <button
      type="button"
      class="link loop-row"
      data-defect={isClass ? name : undefined}
      {...(isClass ? { "aria-expanded": isOpenDefect(name) } : {})}
      onClick={open}
    >
      {text}
    </button>
  );
}
