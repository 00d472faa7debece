/** The due list and the stock of spare parts, as the API answers. Times RFC 3339. */
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

export interface SpareAnswer {
  readonly part: string;
  readonly name: LocalizedText;
  readonly onHand: number;
  readonly minimum: number;
  readonly leadDays: number | null;
  readonly isLow: boolean;
}

export interface UpkeepAnswer {
  readonly entries: readonly DueAnswer[];
  readonly spares: readonly SpareAnswer[];
}

export async function fetchSpares(): Promise<readonly SpareAnswer[]> {
  return (await ask<{ spares: readonly SpareAnswer[] }>("/api/v1/spares")).spares;
}

export async function fetchUpkeep(): Promise<UpkeepAnswer> {
  const [{ entries }, spares] = await Promise.all([
    ask<{ entries: readonly DueAnswer[] }>("/api/v1/maintenance-due"),
    fetchSpares(),
  ]);
  return { entries, spares };
}
