/** Bounds of the book of work items (rules WI9 and WI10 in docs/rules/work.md). */
import { EdgeError } from "../contracts/errors.ts";
import type { WorkItem } from "../contracts/records/work-book.ts";
import type { WorkAct } from "../contracts/records/work-item.ts";
import { bytesIn, type Held } from "./work-index.ts";

export interface Bounds {
  readonly open: Held;
  /** Items that are over; beyond it the oldest go to the archive. */
  readonly over: Held;
  readonly itemBytes: number;
  /** The log is rewritten when it is larger than this and than twice its items. */
  readonly logBytes: number;
}

const MIB = 2 ** 20;
export const BOUNDS: Bounds = {
  open: { count: 10_000, bytes: 64 * MIB },
  over: { count: 20_000, bytes: 64 * MIB },
  itemBytes: 256 * 1024,
  logBytes: 4 * MIB,
};
/** Room that is left for acts that bring an item to its end: a full book or item could not be emptied otherwise. */
const ROOM_FOR_END_BYTES = 128 * 1024;
const ENDING: readonly WorkAct["kind"][] = ["finish", "verify", "reject"];
/** Share of the open items up to which programs may write: one that runs wild must not keep people from reporting. */
const SHARE_OF_PROGRAMS = 0.9;
/** Share of one item that acts of programs may fill, for the same reason. */
const SHARE_OF_ITEM = 0.5;

/** Throws EdgeError `conflict` where the book has no place for another open item. */
export function checkPlace(item: WorkItem, open: Held, bounds: Bounds): void {
  const share = item.reportedBy.as === "program" ? SHARE_OF_PROGRAMS : 1;
  if (open.count >= share * bounds.open.count || open.bytes >= share * bounds.open.bytes)
    throw new EdgeError("conflict", `${open.count} work items are open already; close or reject some first`);
  if (bytesIn(item) > bounds.itemBytes) throw tooLarge(bounds.itemBytes);
}

/** Throws EdgeError `conflict` where the item, or the book, has no place for the act. */
export function checkRoom(after: WorkItem, act: WorkAct, { open, bounds }: { open: Held; bounds: Bounds }): void {
  const isEnding = ENDING.includes(act.kind);
  const isByProgram = act.by.as === "program" && !isEnding;
  const most = isByProgram ? SHARE_OF_ITEM * bounds.itemBytes : bounds.itemBytes;
  if (bytesIn(after) > most + (isEnding ? ROOM_FOR_END_BYTES : 0)) throw tooLarge(most);
  if (!isEnding && open.bytes >= (isByProgram ? SHARE_OF_PROGRAMS : 2) * bounds.open.bytes)
    throw new EdgeError("conflict", "The open work items take too much memory; close or reject some first");
}

function tooLarge(most: number): EdgeError {
  return new EdgeError(
    "conflict",
    `a work item takes ${Math.floor(most / 1024)} KiB at most; end this one and open a new one`,
  );
}
