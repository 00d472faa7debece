/** Which bytes are read together, and the requests for them within the size of a PDU. */
import type { SourceContext } from "../../contracts/path/plugin.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { periodMs } from "../polling.ts";
import { AREA, type Area, addressText, placeOf } from "./address.ts";
import { ownBlock, type S7Address, type S7Binding, typeOf } from "./config.ts";
import { ITEM_HEADER, MAX_ITEMS, READ_ANSWER, READ_REQUEST, REQUEST_ITEM, readFrame } from "./pdu.ts";
import { bytesOf, charsOf, isText, type ValueType } from "./types.ts";

/** A timer or counter. */
const NUMBERED_BYTES = 2;

/** One tag and its bytes. */
export interface Item {
  readonly tag: Tag;
  readonly area: Area;
  readonly db: number;
  /** First byte of the area; timers and counters count two bytes each. */
  readonly from: number;
  readonly bytes: number;
  readonly type: ValueType;
  readonly bit: number;
  readonly chars: number;
  readonly scale: number;
  readonly offset: number;
  readonly everyMs: number;
  /** The address as people read it. */
  readonly where: string;
}

/** Bytes that are read together. `memory` holds the newest ones. */
export interface Block {
  readonly area: Area;
  readonly db: number;
  readonly from: number;
  readonly items: readonly Item[];
  readonly memory: Buffer;
}

/** A stretch of a block in one request. A block that is longer than an answer has several. */
interface Part {
  readonly block: Block;
  readonly offset: number;
  readonly isLast: boolean;
}

export interface Request {
  readonly parts: readonly Part[];
  /** Bytes of each part. */
  readonly bytes: readonly number[];
  readonly frame: Buffer;
}

/** What is read in one period. */
export interface Group {
  readonly everyMs: number;
  blocks: readonly Block[];
  requests: readonly Request[];
}

/** The items of a source's tags. */
export function itemsOf(
  { bound }: Pick<SourceContext<S7Address, S7Binding>, "bound">,
  source: { readonly pollMs: number },
): Item[] {
  return bound.flatMap(({ tag, address, binding }) => {
    const place = placeOf(binding.at);
    const type = place === undefined ? undefined : typeOf(binding, place);
    // `gemba check` refuses both.
    if (place === undefined || type === undefined) return [];
    const own = ownBlock(address);
    const isOwn = place.area === AREA.db && place.db === undefined;
    const isNumbered = place.area === AREA.timer || place.area === AREA.counter;
    const from = isNumbered ? place.from * NUMBERED_BYTES : place.from + (isOwn ? own.offset : 0);
    return [
      {
        tag,
        area: place.area,
        db: place.db ?? own.db,
        from,
        bytes: bytesOf(type, binding.length),
        type,
        bit: place.bit ?? 0,
        chars: isText(type) ? charsOf(type, binding.length) : 0,
        scale: binding.scale ?? 1,
        offset: binding.offset ?? 0,
        everyMs: periodMs(binding, source),
        where: addressText(isOwn ? { ...place, from } : place, own.db),
      },
    ];
  });
}

/** Groups items by period, and joins neighbours of one area into as few requests as the PDU allows. */
export function planOf(items: readonly Item[], limits: { readonly pduSize: number; readonly maxGap: number }): Group[] {
  return [...Map.groupBy(items, ({ everyMs }) => everyMs)].map(([everyMs, own]) => {
    const blocks = blocksOf(own, limits);
    return { everyMs, blocks, requests: requestsOf(blocks, limits.pduSize) };
  });
}

function blocksOf(
  items: readonly Item[],
  { pduSize, maxGap }: { readonly pduSize: number; readonly maxGap: number },
): Block[] {
  const most = partBytes(pduSize);
  const sorted = items.toSorted((a, b) => a.area - b.area || a.db - b.db || a.from - b.from);
  const blocks: Block[] = [];
  let run: Item[] = [];
  let end = 0;
  for (const item of sorted) {
    const first = run[0];
    const itemEnd = item.from + item.bytes;
    const fits =
      first !== undefined &&
      first.area === item.area &&
      first.db === item.db &&
      item.from - end <= maxGap &&
      Math.max(end, itemEnd) - first.from <= most;
    if (!fits && run.length > 0) blocks.push(blockOf(run));
    if (!fits) run = [];
    end = fits ? Math.max(end, itemEnd) : itemEnd;
    run.push(item);
  }
  if (run.length > 0) blocks.push(blockOf(run));
  return blocks;
}

/** Items of one area, sorted by their first byte. */
function blockOf(items: readonly Item[]): Block {
  const { area, db, from } = items[0] as Item;
  const end = Math.max(...items.map((item) => item.from + item.bytes));
  return { area, db, from, items, memory: Buffer.alloc(end - from) };
}

/** Both halves of a block that the controller refuses: they find the tags beyond the end of an area. */
export function halvesOf({ items }: Block): readonly Block[] {
  const middle = Math.ceil(items.length / 2);
  return [blockOf(items.slice(0, middle)), blockOf(items.slice(middle))];
}

/** Most bytes that one item of an answer can have; even, so that timers and words are not cut. */
function partBytes(pduSize: number): number {
  return (pduSize - READ_ANSWER - ITEM_HEADER) & ~1;
}

/** Requests for all blocks, each with as many items as fit the request, the answer and the controllers' limit. */
export function requestsOf(blocks: readonly Block[], pduSize: number): Request[] {
  const most = partBytes(pduSize);
  const requests: Request[] = [];
  let parts: Part[] = [];
  let answer = READ_ANSWER;
  const close = (): void => {
    if (parts.length > 0) requests.push(requestOf(parts, most));
    parts = [];
    answer = READ_ANSWER;
  };
  for (const block of blocks) {
    for (let offset = 0; offset < block.memory.length; offset += most) {
      const bytes = Math.min(most, block.memory.length - offset);
      const more = ITEM_HEADER + bytes + (bytes & 1);
      const isRoom =
        parts.length < MAX_ITEMS &&
        READ_REQUEST + REQUEST_ITEM * (parts.length + 1) <= pduSize &&
        answer + more <= pduSize;
      if (!isRoom) close();
      parts.push({ block, offset, isLast: offset + most >= block.memory.length });
      answer += more;
    }
  }
  close();
  return requests;
}

function requestOf(parts: readonly Part[], most: number): Request {
  const bytes = parts.map(({ block, offset }) => Math.min(most, block.memory.length - offset));
  const frame = readFrame(
    parts.map(({ block: { area, db, from }, offset }, i) => {
      const unit = area === AREA.timer || area === AREA.counter ? NUMBERED_BYTES : 1;
      return { area, db, from: (from + offset) / unit, count: (bytes[i] as number) / unit };
    }),
  );
  return { parts, bytes, frame };
}
