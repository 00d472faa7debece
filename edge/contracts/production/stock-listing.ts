/** A store's listing of its content, checked before anything is compared with it. */

/** A carrier in a listing. */
export interface ListedCarrier {
  readonly carrier: string;
  readonly slot?: number;
  readonly pieces: readonly string[];
}

export interface StockListing {
  readonly carriers: readonly ListedCarrier[];
  /** Pieces without a carrier. */
  readonly pieces: readonly string[];
}

/** Why a listing is not taken. */
export type StockRefusal =
  | "no-place"
  | "no-list"
  | "too-many"
  | "bad-name"
  | "bad-slot"
  | "listed-twice"
  | "unknown-place"
  | "place-full";

/** A rack of this size is a high-bay store, which lists its aisles one by one. */
const MOST_CARRIERS = 1000;
export const MOST_LISTED_PIECES = 4096;
const LONGEST_NAME = 80;
const HIGHEST_SLOT = 1_000_000;

/** Slots of racks and buffers are numbered from 0 or 1. */
export function isSlot(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= HIGHEST_SLOT;
}

/** All of a listing, or why none of it is used: a listing that is half wrong would move pieces by mistake. */
export function readStock({ carriers, pieces }: Readonly<Record<string, unknown>>): StockListing | StockRefusal {
  if (
    ![carriers, pieces].some(Array.isArray) ||
    ![carriers, pieces].every((one) => one === undefined || Array.isArray(one))
  )
    return "no-list";
  const [listed, loose] = [(carriers ?? []) as readonly unknown[], (pieces ?? []) as readonly unknown[]];
  if (listed.length > MOST_CARRIERS || loose.length > MOST_LISTED_PIECES) return "too-many";
  const read: ListedCarrier[] = [];
  for (const one of listed) {
    const carrier = carrierOf(one);
    if (typeof carrier === "string") return carrier;
    read.push(carrier);
  }
  const all = [...read.flatMap((carrier) => carrier.pieces), ...loose];
  if (all.length > MOST_LISTED_PIECES) return "too-many";
  if (!all.every(isName)) return "bad-name";
  const slots = read.flatMap(({ slot }) => slot ?? []);
  const isTwice = [all, read.map(({ carrier }) => carrier), slots].some(
    (names: readonly unknown[]) => new Set(names).size < names.length,
  );
  return isTwice ? "listed-twice" : { carriers: read, pieces: loose as readonly string[] };
}

function carrierOf(value: unknown): ListedCarrier | StockRefusal {
  if (typeof value !== "object" || value === null) return "no-list";
  const { carrier, pallet, slot, pieces = [] } = value as Readonly<Record<string, unknown>>;
  const name = carrier ?? pallet;
  if (!isName(name)) return "bad-name";
  if (!Array.isArray(pieces)) return "no-list";
  if (slot !== undefined && slot !== null && !isSlot(slot)) return "bad-slot";
  return { carrier: name, ...(isSlot(slot) ? { slot } : {}), pieces: pieces as readonly string[] };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_NAME;
}
