/** The balance of media, as the API answers (docs/energy.md). */
import type { Medium } from "../../../edge/contracts/plant/media.ts";
import type { BranchView, TreeView } from "../../../edge/contracts/production/energy-tree.ts";
import { ask, type Span } from "./api.ts";

type Leak = NonNullable<BranchView["leak"]>;

/** A branch that is searched for leaks; times are RFC 3339. */
export type BranchEntry = Omit<BranchView, "leak"> & {
  readonly leak: (Omit<Leak, "since"> & { readonly since: string | null }) | null;
};

export interface TreeAnswer extends Pick<TreeView, "trees" | "nodes" | "allocated" | "intervals"> {
  readonly from: string;
  readonly to: string;
  readonly intervalMin: number;
  readonly branches: readonly BranchEntry[];
}

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** Ranges of the balance with the intervals that are reconciled one by one. */
export const BALANCE_RANGES = [
  { id: "1h", seconds: HOUR_S, intervalMin: 15 },
  { id: "8h", seconds: 8 * HOUR_S, intervalMin: 30 },
  { id: "1d", seconds: DAY_S, intervalMin: 60 },
  { id: "7d", seconds: 7 * DAY_S, intervalMin: 360 },
  { id: "30d", seconds: 30 * DAY_S, intervalMin: 1440 },
  { id: "1y", seconds: 365 * DAY_S, intervalMin: 1440 },
] as const;
export type BalanceRange = (typeof BALANCE_RANGES)[number];

/** The shortest range that holds so many seconds. */
export function rangeFor(seconds: number): Pick<BalanceRange, "seconds" | "intervalMin"> {
  const found = BALANCE_RANGES.find((one) => one.seconds >= seconds) ?? BALANCE_RANGES[BALANCE_RANGES.length - 1];
  return { seconds, intervalMin: found?.intervalMin ?? 1440 };
}

const iso = (ms: number): string => new Date(ms).toISOString();

export function fetchTree({ fromMs, toMs }: Span, intervalMin: number): Promise<TreeAnswer> {
  const question = { from: iso(fromMs), to: iso(toMs), intervalMin: String(intervalMin) };
  return ask(`/api/v1/energy/tree?${new URLSearchParams(question)}`);
}

/** Address of the balance of a medium as a file for spreadsheets. */
export function tableAddress(
  { from, to, intervalMin }: Pick<TreeAnswer, "from" | "to" | "intervalMin">,
  of: { readonly medium: Medium; readonly format: "csv" | "xlsx"; readonly language: "zh" | "en" },
): string {
  const asked = { from, to, intervalMin: String(Math.max(5, Math.round(intervalMin))), ...of };
  return `/api/v1/energy/tree/table?${new URLSearchParams(asked)}`;
}
