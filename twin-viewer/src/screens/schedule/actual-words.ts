/** Words about what became of operations. */
import { formatSigned } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { type Difference, differenceOf, type ViewedActual } from "./actuals.ts";
import { keyOf, type ViewedOperation } from "./plan-view.ts";
import { actuals } from "./state.ts";
import { momentOf } from "./words.ts";

export interface ActualCells {
  readonly start: string;
  readonly startBy: string;
  readonly end: string;
  readonly endBy: string;
}

const NONE = "–";

/** Actual start and end of an operation, with the differences in minutes from where it stands in the plan. */
export function actualCells(operation: ViewedOperation): ActualCells {
  const actual = actualOf(operation);
  if (actual === undefined) return { start: t("actual.ahead"), startBy: NONE, end: t("actual.ahead"), endBy: NONE };
  const by = differencesOf(operation, actual);
  const none =
    actual.kind === "unknown" ? t("actual.unknown-cell") : actual.kind === "skipped" ? t("actual.not-made") : "";
  const { startMs, endMs } = actual;
  return {
    start: startMs !== undefined ? momentOf(startMs) : none === "" ? t("actual.not-begun") : none,
    startBy: byText(by.start),
    end: endMs !== undefined ? momentOf(endMs) : none === "" ? openEnd(actual) : none,
    endBy: byText(by.end),
  };
}

/** What became of an operation, as sentences; none where it is not due yet. */
export function actualTexts(operation: ViewedOperation): readonly string[] {
  const actual = actualOf(operation);
  if (actual === undefined) return [];
  const { kind, startMs, endMs } = actual;
  const by = differencesOf(operation, actual);
  const begun = startMs === undefined ? "" : momentOf(startMs);
  const texts =
    kind === "done" && endMs !== undefined
      ? [t("actual.done", { start: begun, end: momentOf(endMs), startBy: byText(by.start), endBy: byText(by.end) })]
      : kind === "begun"
        ? [t("actual.begun", { start: begun, startBy: byText(by.start), how: openEnd(actual) })]
        : kind === "due"
          ? [t("actual.due", { by: byText(by.start) })]
          : [t(kind === "skipped" ? "actual.skipped" : "actual.unknown")];
  return [...texts, ...elsewhereText(operation)];
}

/** Where it was made, if that was not planned so. */
export function elsewhereText(operation: ViewedOperation): readonly string[] {
  const actual = actualOf(operation);
  if (actual?.isElsewhere !== true) return [];
  return [t("actual.elsewhere", { machines: actual.machines.join(t("list.separator")) })];
}

function actualOf(operation: ViewedOperation): ViewedActual | undefined {
  return actuals.value?.byKey.get(keyOf(operation));
}

function differencesOf({ start, end }: ViewedOperation, { kind, startMs, endMs }: ViewedActual) {
  const view = actuals.value;
  const isSure = view?.doubt === null;
  const upToMs = view?.upToMs;
  return {
    start: differenceOf(startMs, start, { upToMs, isOpen: isSure && kind === "due" }),
    end: differenceOf(endMs, end, { upToMs, isOpen: isSure && (kind === "due" || kind === "begun") }),
  };
}

function openEnd({ kind, pieces, of }: ViewedActual): string {
  if (kind === "due") return t("actual.not-ended");
  if (actuals.value?.doubt !== null) return t("actual.end-unknown");
  return t("actual.pieces", { pieces, of });
}

function byText(difference: Difference | undefined): string {
  if (difference === undefined) return NONE;
  return `${difference.isLeast ? "≥ " : ""}${formatSigned(difference.minutes, 0)}`;
}
