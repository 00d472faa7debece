import type { Tag } from "../../contracts/plant/tag.ts";
import { periodMs } from "../polling.ts";
import type { ByteOrder, ModbusBinding, Table } from "./config.ts";

/** One tag and its place: registers from `register` on (bits, in coil and discrete tables). */
export interface Item {
  readonly tag: Tag;
  readonly unit: number;
  readonly register: number;
  readonly words: number;
  readonly order: ByteOrder;
  readonly binding: ModbusBinding;
  /** Product of the binding's scale and SunSpec's scale factor. */
  readonly factor: number;
}

/** Registers of one request. */
export interface Block {
  readonly unit: number;
  readonly table: Table;
  readonly from: number;
  readonly count: number;
  readonly items: readonly Item[];
}

/** Blocks that are read together. */
export interface Group {
  readonly everyMs: number;
  blocks: Block[];
}

export interface PlanLimits {
  readonly maxRegisters: number;
  readonly maxGap: number;
}

/** Groups items by period, and joins neighbours of one unit and table into as few requests as the limits allow. */
export function planOf(items: readonly Item[], config: PlanLimits & { readonly pollMs: number }): Group[] {
  const byPeriod = new Map<number, Item[]>();
  for (const item of items) {
    const everyMs = periodMs(item.binding, config);
    byPeriod.set(everyMs, [...(byPeriod.get(everyMs) ?? []), item]);
  }
  return [...byPeriod].map(([everyMs, own]) => ({ everyMs, blocks: blocksOf(own, config) }));
}

function blocksOf(items: readonly Item[], { maxRegisters, maxGap }: PlanLimits): Block[] {
  const sorted = items.toSorted(
    (a, b) => a.unit - b.unit || a.binding.table.localeCompare(b.binding.table) || a.register - b.register,
  );
  const blocks: Block[] = [];
  let run: Item[] = [];
  let end = 0;
  for (const item of sorted) {
    const first = run[0];
    const fits =
      first !== undefined &&
      first.unit === item.unit &&
      first.binding.table === item.binding.table &&
      item.register - end <= maxGap &&
      Math.max(end, item.register + item.words) - first.register <= maxRegisters;
    if (!fits && run.length > 0) blocks.push(blockOf(run));
    if (!fits) run = [];
    end = fits ? Math.max(end, item.register + item.words) : item.register + item.words;
    run.push(item);
  }
  if (run.length > 0) blocks.push(blockOf(run));
  return blocks;
}

/** Items of one unit and table, sorted by register. */
function blockOf(items: readonly Item[]): Block {
  const first = items[0] as Item;
  const end = Math.max(...items.map(({ register, words }) => register + words));
  return { unit: first.unit, table: first.binding.table, from: first.register, count: end - first.register, items };
}

/** A device may refuse registers that only fill a hole, or those of one tag: halving the block finds them. */
export function halvesOf({ items }: Block): readonly Block[] {
  const middle = Math.ceil(items.length / 2);
  return [blockOf(items.slice(0, middle)), blockOf(items.slice(middle))];
}
