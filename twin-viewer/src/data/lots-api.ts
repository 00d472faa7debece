/** Lots of suppliers and their inspection, as the API answers. Times RFC 3339. */
import type { LotsView, LotView, SamplingPlan } from "../../../edge/contracts/quality/incoming.ts";
import { ask, jsonOf } from "./api.ts";

export type LotAnswer = Omit<LotView, "receivedAt" | "result"> & {
  readonly receivedAt: string;
  readonly result: (Omit<NonNullable<LotView["result"]>, "at"> & { readonly at: string }) | null;
  readonly places: readonly { readonly place: string | null; readonly pieces: number }[];
};

export interface LotsAnswer extends Pick<LotsView, "suppliers" | "count" | "isCut"> {
  readonly isCurrent: boolean;
  readonly plans: readonly SamplingPlan[];
  readonly lots: readonly LotAnswer[];
}

export function fetchLots(): Promise<LotsAnswer> {
  return ask("/api/v1/quality/lots");
}

export function judgeLot(result: {
  readonly lot: string;
  readonly version: number;
  readonly inspected: number;
  readonly nonconforming: number;
  readonly isConditional: boolean;
  readonly comment?: string;
}): Promise<unknown> {
  return ask("/api/v1/quality/lots/result", jsonOf("POST", result));
}
