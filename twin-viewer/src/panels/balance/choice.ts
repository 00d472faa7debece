/** Which medium and range the balance shows: one text, which the address has. */
import { MEDIA, type Medium } from "../../../../edge/contracts/plant/media.ts";
import { BALANCE_RANGES, type BalanceRange } from "../../data/balance-api.ts";
import { openBalance } from "../../data/balance-link.ts";

const USUAL: BalanceRange = BALANCE_RANGES[2];

export interface BalanceChoice {
  /** Undefined for the first medium that the plant has. */
  readonly medium: Medium | undefined;
  readonly range: BalanceRange;
}

/** Reads `water.7d`; unknown parts count as absent. */
export function readChoice(text: string): BalanceChoice {
  const [medium, range] = text.split(".");
  return {
    medium: MEDIA.find((one) => one === medium),
    range: BALANCE_RANGES.find(({ id }) => id === range) ?? USUAL,
  };
}

export function choose(medium: Medium, { id }: BalanceRange): void {
  openBalance.value = `${medium}.${id}`;
}
