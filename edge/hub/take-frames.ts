/** Makes groups for the copy of a log from messages of its edge: pure, and the place where nothing is taken twice. */
import type { SampleBatch } from "../contracts/path/sample-batch.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import { Chain } from "../fleet/wire/chain.ts";
import { areEqual, type Counts, sumOf } from "../fleet/wire/counts.ts";
import type { DescribedTag } from "../fleet/wire/described-tag.ts";
import {
  bodyBytesOf,
  countsOf,
  type FrameHead,
  itemsOf,
  MOST_BODY_BYTES,
  type Piece,
  readPieces,
} from "../fleet/wire/frame.ts";
import { blocksOf, type CommitGroup, slice } from "../historian/log/pending.ts";

export interface Arrived {
  readonly head: FrameHead;
  readonly bytes: Uint8Array;
}

/** What becomes of each message, in their order. `gap`: items before it are missing. */
export type Outcome = "taken" | "repeated" | "gap" | "damaged";

export interface Taken {
  /** Groups without a hole, in order. */
  readonly groups: readonly CommitGroup[];
  readonly tags: readonly DescribedTag[];
  /** Position after the last item, or after a hole at the end. */
  readonly to: LogPosition;
  /** What was counted before `to`. */
  readonly counts: Counts;
  readonly outcomes: readonly Outcome[];
  /** Where the edge had counted something else than the hub. */
  readonly miscounted: { readonly at: LogPosition; readonly edge: Counts; readonly hub: Counts } | undefined;
}

/** How many messages are unpacked at once: together no more than the largest one may be. */
export function portionOf(messages: readonly { readonly data: Uint8Array }[]): number {
  let bytes = 0;
  for (const [index, { data }] of messages.entries()) {
    bytes += bodyBytesOf(data);
    if (bytes > MOST_BODY_BYTES) return Math.max(1, index);
  }
  return messages.length;
}

/** Takes messages that continue each other from a position on. `chain` is at the last one that was taken. */
export function takeFrames(
  frames: readonly Arrived[],
  { from, counts }: { readonly from: LogPosition; readonly counts: Counts },
  chain = new Chain(),
): Taken {
  const groups = new Groups(from);
  const outcomes: Outcome[] = [];
  let counted = counts;
  let miscounted: Taken["miscounted"];
  for (const { head, bytes } of frames) {
    if (head.to <= groups.to) outcomes.push("repeated");
    else if (head.from > groups.to || !isReadable(head, chain)) outcomes.push("gap");
    else {
      const fresh = freshIn(head, bytes, { chain, skip: groups.to - head.from });
      outcomes.push(fresh === undefined ? "damaged" : "taken");
      if (fresh === undefined) continue;
      if (head.from === groups.to && !areEqual(head.before, counted))
        miscounted ??= { at: groups.to, edge: head.before, hub: counted };
      for (const one of fresh) groups.add(one);
      counted = sumOf(counted, countsOf(fresh.map(({ piece }) => piece)));
    }
  }
  return { groups: groups.finish(), tags: groups.tags, to: groups.to, counts: counted, outcomes, miscounted };
}

type Entry = CommitGroup["entries"][number];

/** Groups of items under construction: each ends at a hole. */
class Groups {
  readonly tags: DescribedTag[] = [];
  readonly #done: CommitGroup[] = [];
  #entries: Entry[] = [];
  #from: LogPosition;
  #to: LogPosition;

  constructor(from: LogPosition) {
    this.#from = from;
    this.#to = from;
  }

  get to(): LogPosition {
    return this.#to;
  }

  add({ piece, entries }: Fresh): void {
    if (piece.kind === "tags") {
      for (const tag of piece.tags) this.tags.push(tag);
      return;
    }
    if (piece.kind === "lost") this.#end();
    for (const entry of entries) this.#entries.push(entry);
    this.#to += itemsOf(piece);
    if (piece.kind === "lost") this.#from = this.#to;
  }

  finish(): CommitGroup[] {
    this.#end();
    return this.#done;
  }

  #end(): void {
    if (this.#entries.length > 0) this.#done.push({ entries: this.#entries, from: this.#from, to: this.#to, bytes: 0 });
    this.#entries = [];
    this.#from = this.#to;
  }
}

/** Whether what the message continues is the last one that was read. */
function isReadable({ continues }: FrameHead, chain: Chain): boolean {
  return continues === undefined || continues === 0 || continues === chain.last;
}

/** A piece with what the copy of the log gets of it. */
interface Fresh {
  readonly piece: Piece;
  readonly entries: readonly Entry[];
}

/** What the hub has not yet of a message; undefined where it cannot be read, or not be written again. */
function freshIn(
  head: FrameHead,
  bytes: Uint8Array,
  { chain, skip }: { readonly chain: Chain; readonly skip: number },
): readonly Fresh[] | undefined {
  if (head.continues === 0) chain.clear();
  try {
    return after(readPieces(bytes, head, chain), skip).map((piece) => ({ piece, entries: entriesOf(piece) }));
  } catch {
    chain.clear();
    return undefined;
  }
}

/** Throws RangeError for events that are nested too deeply to be written. */
function entriesOf(piece: Piece): Entry[] {
  if (piece.kind === "samples")
    return piece.batches.flatMap(blocksOf).map((batch) => ({ kind: "samples", batch }) as const);
  if (piece.kind === "waveforms") return piece.waveforms.map((block) => ({ kind: "waveform", block }) as const);
  if (piece.kind !== "events" && piece.kind !== "leftOut") return [];
  return [{ kind: "events", events: piece.events, json: JSON.stringify(piece.events) }];
}

/** The pieces without their first items, which the hub has already. */
function after(pieces: readonly Piece[], skip: number): Piece[] {
  const rest: Piece[] = [];
  let left = skip;
  for (const piece of pieces) {
    const items = itemsOf(piece);
    if (left === 0 || piece.kind === "tags") rest.push(piece);
    else if (items > left) {
      rest.push(cut(piece, left));
      left = 0;
    } else left -= items;
  }
  return rest;
}

function cut(piece: Exclude<Piece, { kind: "tags" }>, skip: number): Piece {
  if (piece.kind === "lost") return { kind: "lost", items: piece.items - skip };
  if (piece.kind === "waveforms") return { kind: "waveforms", waveforms: piece.waveforms.slice(skip) };
  if (piece.kind !== "samples") return { kind: piece.kind, events: piece.events.slice(skip) };
  const batches: SampleBatch[] = [];
  let left = skip;
  for (const batch of piece.batches) {
    if (batch.length > left) batches.push(left === 0 ? batch : slice(batch, left, batch.length));
    left = Math.max(0, left - batch.length);
  }
  return { kind: "samples", batches };
}
