/** Lines of the table of capabilities in an order, and those that fit a search. Pure. */
import { capabilityVerdict, USUAL_CPK } from "../../../../edge/contracts/quality/capability-row.ts";
import type { CapabilityRowAnswer } from "../../data/quality-api.ts";
import { local } from "../../i18n/language.ts";

/** Columns of the page, in order. */
export const SHOWN_COLUMNS = [
  ...(["feature", "operation", "machine", "n", "mean", "cp", "cpk", "required", "pp", "ppk"] as const),
  ...(["distribution", "counted", "expected", "state", "frozen"] as const),
];
export type CapabilityColumn = (typeof SHOWN_COLUMNS)[number];

export interface CapabilityOrder {
  readonly column: CapabilityColumn;
  readonly isDown: boolean;
}

/** Doubtful ones first: a standing signal, then limits that nobody froze. */
const STATES = ["signal", "trial", "given", "frozen"] as const;
type State = (typeof STATES)[number];

export function stateOf({ isOutOfControl, phase }: CapabilityRowAnswer): State {
  return isOutOfControl ? "signal" : phase;
}

/** Share of the values that are beyond a limit, 0 to 1; null without values or limits. */
export function countedBeyond({ capability, lower, upper }: CapabilityRowAnswer): number | null {
  if (capability === null || (lower === null && upper === null)) return null;
  return capability.beyond / capability.count;
}

/** The id with its name in the config; undefined where none was reported. */
export function operationText({ operation, operationName }: CapabilityRowAnswer): string | undefined {
  if (operation === "") return undefined;
  return operationName === undefined ? operation : `${operation} ${local(operationName)}`;
}

export function isBelow({ capability, requiredCpk }: CapabilityRowAnswer): boolean {
  return capabilityVerdict(capability, requiredCpk) === "below";
}

/** Lines without a value come last in both directions; equal ones stay in the order of the plans. */
export function sortedRows(
  rows: readonly CapabilityRowAnswer[],
  { column, isDown }: CapabilityOrder,
  language: "zh" | "en",
): readonly CapabilityRowAnswer[] {
  const keys = new Map(rows.map((row) => [row, keyOf(row, column, language)]));
  const sign = isDown ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [keys.get(one) ?? null, keys.get(other) ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * (typeof a === "string" ? a.localeCompare(String(b), language) : a - Number(b));
  });
}

function keyOf(row: CapabilityRowAnswer, column: CapabilityColumn, language: "zh" | "en"): number | string | null {
  const { capability, name, operation, machine, requiredCpk, limitsAt } = row;
  switch (column) {
    case "feature":
      return name[language];
    case "operation":
      return operation === "" ? null : operation;
    case "machine":
      return machine === "" ? null : machine;
    case "n":
      return capability?.count ?? 0;
    case "mean":
      return capability?.mean ?? null;
    case "required":
      return requiredCpk ?? USUAL_CPK;
    case "distribution":
      return capability === null ? null : (capability.distribution ?? "");
    case "counted":
      return countedBeyond(row);
    case "expected":
      return capability?.expectedBeyond ?? null;
    case "state":
      return STATES.indexOf(stateOf(row));
    case "frozen":
      return limitsAt;
    default:
      return capability?.[column]?.value ?? null;
  }
}

/** By the words of a search: name in both languages, feature, plan, operation and machine. */
export function fittingRows(
  rows: readonly CapabilityRowAnswer[],
  { words, isBelowOnly }: { readonly words: string; readonly isBelowOnly: boolean },
): readonly CapabilityRowAnswer[] {
  const searched = words.toLowerCase().split(/\s+/);
  return rows.filter((row) => {
    if (isBelowOnly && !isBelow(row)) return false;
    const { name, feature, plan, operation, operationName, machine } = row;
    const named = operationName === undefined ? "" : `${operationName.zh} ${operationName.en}`;
    const text = `${name.zh} ${name.en} ${feature} ${plan} ${operation} ${named} ${machine}`.toLowerCase();
    return searched.every((word) => text.includes(word));
  });
}
