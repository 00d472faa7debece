/** The due list, as the API answers. Times RFC 3339. */
import type { AssetUid, LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { DueEntry, NoWindow } from "../../../edge/contracts/records/due-list.ts";
import { ask } from "./api.ts";
import type { WorkState } from "./maintenance-api.ts";

interface DueTimeAnswer {
  readonly at: string | null;
  readonly earliest: string | null;
  readonly latest: string | null;
}

export interface DueAnswer extends Pick<DueEntry, "key" | "source" | "state" | "component" | "title"> {
  readonly assetUid: AssetUid;
  readonly due: DueTimeAnswer;
  readonly criteria: readonly {
    readonly by: "hours" | "cycles" | "calendar";
    readonly every: number;
    readonly used: number | null;
    readonly perDay: number | null;
    readonly basisDays: number | null;
    readonly unseenS: number;
    readonly unknown: "not-counted-yet" | "no-meter" | null;
  }[];
  readonly lastDone: { readonly at: string | null; readonly how: NonNullable<DueEntry["lastDone"]>["how"] } | null;
  readonly work: { readonly itemUid: string; readonly state: WorkState; readonly due: string | null } | null;
  readonly alertUid: string | null;
  readonly stop: DueEntry["stop"];
  readonly lastsMin: number | null;
  readonly responsible: string | null;
  readonly parts: readonly {
    readonly part: string;
    readonly name: LocalizedText;
    readonly quantity: number;
    readonly onHand: number;
    readonly short: number;
    readonly arrives: string | null;
    readonly isLate: boolean;
  }[];
  readonly window: {
    readonly from: string | null;
    readonly to: string | null;
    readonly basis: "planned-stop" | "outside-shifts" | "order-end";
    readonly title: LocalizedText | null;
  } | null;
  readonly noWindow: NoWindow | null;
}

/** A page of the list, with the counts of all of it. */
export interface DuePageAnswer {
  readonly count: number;
  readonly urgentCount: number;
  readonly entries: readonly DueAnswer[];
}

/** The most urgent entries, of the plant or of one asset. */
export function fetchDue(limit: number, asset?: AssetUid): Promise<DuePageAnswer> {
  const query = new URLSearchParams({ limit: String(limit), ...(asset === undefined ? {} : { asset }) });
  return ask(`/api/v1/maintenance-due?${query.toString()}`);
}
