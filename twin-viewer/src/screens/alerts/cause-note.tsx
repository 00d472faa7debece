import { showCausePath } from "../../data/cause-path.ts";
import { formatNumber } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { wordsOfWay } from "../../panels/spread/way-words.ts";
import type { CauseLine } from "./cause-lines.ts";
import { pathOf } from "./cause-path-of.ts";

interface NoteProps {
  readonly line: CauseLine;
  readonly name: string;
  readonly isOpened: boolean;
  readonly onToggle: () => void;
}

/** Below a cause: how many alerts follow from it, and on which ways; opens them in place. */
export function CauseNote({ line: { row, group, below }, name, isOpened, onToggle }: NoteProps) {
  if (group === undefined) return null;
  const { common, lateS, priority } = group;
  const ways = [...new Set(group.consequences.flatMap((one) => one.ways))].map(wordsOfWay);
  return (
    <div class="cause-note">
      <button
        type="button"
        class="button small"
        aria-expanded={isOpened}
        aria-label={`${t("floods.show", { name })} (${below.length})`}
        onClick={onToggle}
      >
        {isOpened ? "▾" : "▸"} {t("alerts.member-count", { count: below.length })}
      </button>{" "}
      <button
        type="button"
        class="button small"
        aria-label={t("floods.in-plant-of", { name })}
        onClick={() => showCausePath(pathOf(group, [row, ...below]))}
      >
        {t("floods.in-plant")}
      </button>{" "}
      <span class="card-note">
        {[
          t("floods.through", { ways: ways.join(t("list.separator")) }),
          ...(priority < row.priority || row.annunciation !== "alarm" ? [t("floods.highest", { priority })] : []),
          ...(common === null ? [] : [t("floods.supply", { label: common.label, way: wordsOfWay(common.way) })]),
          ...(lateS < 1 ? [] : [t("floods.late", { s: formatNumber(lateS, 0) })]),
          ...(row.state === "closed" ? [t("floods.closed")] : []),
        ].join(" · ")}
      </span>
    </div>
  );
}

interface FloodProps {
  readonly isFlood: boolean;
  readonly isByCause: boolean;
  readonly alarms: number;
  readonly lines: number;
  readonly onSwitch: () => void;
}

/** Says that a flood is in progress. Only its beginning is read out: counts change every second. */
export function FloodNote({ isFlood, isByCause, alarms, lines, onSwitch }: FloodProps) {
  return (
    <>
      <div class="visually-hidden" role="status">
        {isFlood && isByCause ? t("floods.begun") : ""}
      </div>
      {isFlood ? (
        <p class="flood-note">
          {t("floods.note", { alarms, lines })}{" "}
          <button type="button" class="button small" onClick={onSwitch}>
            {t(isByCause ? "floods.all" : "floods.by-cause")}
          </button>
        </p>
      ) : null}
    </>
  );
}
