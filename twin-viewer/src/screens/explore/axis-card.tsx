import { unitSymbol } from "../../data/units.ts";
import { t } from "../../i18n/language.ts";
import { type Board, paneCount, withEnds } from "./board.ts";
import type { Loaded } from "./load.ts";
import { board, change, loaded } from "./state.ts";

interface Axis {
  readonly pane: number;
  readonly unit: string;
}

/** Where the axes of numbers end: by default they fit the curves. */
export function AxisCard() {
  const axes = axesOf(board.value, loaded.value);
  if (axes.length === 0) return null;
  return (
    <details class="card">
      <summary>{t("explore.axes")}</summary>
      <p class="card-note">{t("explore.axes-note")}</p>
      <ul class="explore-axes">
        {axes.map((axis) => (
          <Ends key={`${axis.pane} ${axis.unit}`} axis={axis} />
        ))}
      </ul>
    </details>
  );
}

/** The axes of numbers, pane by pane; states have no ends. */
function axesOf({ curves }: Board, { curves: found }: Loaded): readonly Axis[] {
  const axes = new Map<string, Axis>();
  for (const { id, pane } of curves) {
    const one = found.get(id);
    if (one === undefined || one.labels.length > 0) continue;
    axes.set(`${pane} ${one.unit}`, { pane, unit: one.unit });
  }
  return [...axes.values()].sort((a, b) => a.pane - b.pane);
}

function Ends({ axis: { pane, unit } }: { axis: Axis }) {
  const { min, max } = board.value.ends.find((one) => one.pane === pane && one.unit === unit) ?? {};
  const symbol = unit === "" ? t("explore.axis-none") : unitSymbol(unit);
  const name = paneCount(board.value) === 1 ? symbol : `${t("explore.pane", { n: pane + 1 })} · ${symbol}`;
  const isReversed = min !== undefined && max !== undefined && min >= max;
  const end = (which: "min" | "max", value: number | undefined) => (
    <input
      type="number"
      step="any"
      class="explore-input explore-short"
      aria-label={t(`explore.axis-${which}`, { axis: name })}
      aria-invalid={isReversed}
      placeholder={t("explore.axis-auto")}
      value={value ?? ""}
      onChange={({ currentTarget }) => {
        const given = currentTarget.valueAsNumber;
        const other = which === "min" ? { max } : { min };
        change((before) => withEnds(before, endsOf({ pane, unit }, { ...other, [which]: given })));
      }}
    />
  );
  return (
    <li>
      <span>{name}</span>
      {end("min", min)}
      <span aria-hidden="true">–</span>
      {end("max", max)}
    </li>
  );
}

function endsOf(axis: Axis, { min, max }: { readonly min?: number | undefined; readonly max?: number | undefined }) {
  return {
    ...axis,
    ...(min === undefined || Number.isNaN(min) ? {} : { min }),
    ...(max === undefined || Number.isNaN(max) ? {} : { max }),
  };
}
