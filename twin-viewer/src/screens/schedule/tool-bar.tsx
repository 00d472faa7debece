import { t } from "../../i18n/language.ts";
import { fit, moveBy, putBack, redo, undo, zoomBy } from "./chart-keys.ts";
import { NO_FILTER } from "./filter.ts";
import type { PlanView } from "./plan-view.ts";
import type { Direction } from "./rows.ts";
import {
  actuals,
  drop,
  edits,
  filter,
  fitting,
  ghosts,
  moving,
  rowsBy,
  shownActuals,
  toggleActuals,
  view,
} from "./state.ts";

const ZOOM = 1.5;
const VIEWS = ["chart", "table"] as const;
const ROWS = ["machines", "orders"] as const;
const WAYS: readonly (readonly [Direction, string])[] = [
  ["left", "◀"],
  ["right", "▶"],
  ["up", "▲"],
  ["down", "▼"],
];

/** Chart or table, rows, zoom, undo, and the former schedule. */
export function ToolBar({ former }: { former: PlanView | undefined }) {
  if (moving.value?.by === "keys") return <MoveBar />;
  const isChart = view.value === "chart";
  return (
    <div class="gantt-bar" role="toolbar" aria-label={t("gantt.tools")}>
      <span class="segments">
        {VIEWS.map((one) => (
          <button
            key={one}
            type="button"
            class="segment"
            aria-pressed={view.value === one}
            onClick={() => (view.value = one)}
          >
            {t(`gantt.view-${one}`)}
          </button>
        ))}
      </span>
      {isChart ? (
        <>
          <span class="segments">
            {ROWS.map((one) => (
              <button
                key={one}
                type="button"
                class="segment"
                aria-pressed={rowsBy.value === one}
                onClick={() => (rowsBy.value = one)}
              >
                {t(`gantt.by-${one}`)}
              </button>
            ))}
          </span>
          <Tool name={t("gantt.zoom-out")} text="−" onAct={() => zoomBy(ZOOM)} />
          <Tool name={t("gantt.zoom-in")} text="+" onAct={() => zoomBy(1 / ZOOM)} />
          <button type="button" class="button small" onClick={fit}>
            {t("gantt.fit")}
          </button>
        </>
      ) : null}
      <Tool name={t("gantt.undo")} text="↶" isOff={edits.value.past.length === 0} onAct={undo} />
      <Tool name={t("gantt.redo")} text="↷" isOff={edits.value.future.length === 0} onAct={redo} />
      {!isChart || (actuals.value?.byKey.size ?? 0) === 0 ? null : (
        <button
          type="button"
          class="button small"
          aria-pressed={shownActuals.value !== undefined}
          onClick={toggleActuals}
        >
          {t("actual.show")}
        </button>
      )}
      {former === undefined || !isChart ? null : (
        <button
          type="button"
          class="button small"
          aria-pressed={ghosts.value !== undefined}
          onClick={() => (ghosts.value = ghosts.value === undefined ? former : undefined)}
        >
          {t("gantt.ghosts")}
        </button>
      )}
    </div>
  );
}

function Tool({
  name,
  text,
  isOff = false,
  onAct,
}: {
  name: string;
  text: string;
  isOff?: boolean;
  onAct: () => void;
}) {
  return (
    <button type="button" class="button small icon" aria-label={name} title={name} disabled={isOff} onClick={onAct}>
      {text}
    </button>
  );
}

/** While an operation is moved by keys, the same for pointers and fingers. */
function MoveBar() {
  return (
    <div class="gantt-bar is-moving" role="toolbar" aria-label={t("gantt.moving")}>
      <strong>{t("gantt.moving")}</strong>
      {WAYS.map(([way, text]) => (
        <Tool key={way} name={t(`gantt.move-${way}`)} text={text} onAct={() => moveBy(way)} />
      ))}
      <button type="button" class="button small primary" onClick={drop}>
        {t("gantt.drop")}
      </button>
      <button type="button" class="button small" onClick={putBack}>
        {t("gantt.put-back")}
      </button>
    </div>
  );
}

/** Variant, machine, late ones, and a part of the number. */
export function FilterBar({ plan }: { plan: PlanView }) {
  const { variant, machine, isLate, text } = filter.value;
  const change = (part: Partial<typeof NO_FILTER>) => (filter.value = { ...filter.value, ...part });
  const variants = [...new Set([...plan.orders.values()].map((one) => one.variant))].sort();
  return (
    <div class="gantt-bar">
      <input
        class="page-search"
        type="search"
        value={text}
        placeholder={t("gantt.find")}
        aria-label={t("gantt.find")}
        onInput={({ currentTarget }) => change({ text: currentTarget.value })}
      />
      <Choice
        name={t("gantt.variant")}
        value={variant}
        all={t("gantt.all-variants")}
        choices={variants}
        onChoice={(next) => change({ variant: next })}
      />
      <Choice
        name={t("gantt.machine")}
        value={machine}
        all={t("gantt.all-machines")}
        choices={plan.machines.map(({ id }) => id)}
        onChoice={(next) => change({ machine: next })}
      />
      <label class="gantt-check">
        <input
          type="checkbox"
          checked={isLate}
          onChange={({ currentTarget }) => change({ isLate: currentTarget.checked })}
        />
        {t("gantt.only-late")}
      </label>
      {fitting.value === undefined ? null : (
        <button type="button" class="button small" onClick={() => (filter.value = NO_FILTER)}>
          {t("gantt.no-filter")}
        </button>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  /** Text of no choice. */
  readonly all: string;
  readonly choices: readonly string[];
  readonly onChoice: (value: string) => void;
}

function Choice({ name, value, all, choices, onChoice }: ChoiceProps) {
  return (
    <span class="page-choice">
      <select aria-label={name} value={value} onChange={({ currentTarget }) => onChoice(currentTarget.value)}>
        <option value="">{all}</option>
        {choices.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </span>
  );
}
