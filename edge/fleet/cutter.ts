/** Cuts the items of the commit log anew, into messages for the hub. */
import { createHash } from "node:crypto";
import { uuidv7 } from "../batch/uuidv7.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { SampleBatch } from "../contracts/path/sample-batch.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import type { WaveformBlock } from "../contracts/path/waveform-block.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type { Hole, LogItem } from "../historian/log/log-chunk.ts";
import { LogReader } from "../historian/log/log-reader.ts";
import { slice } from "../historian/log/pending.ts";
import { Chain } from "./wire/chain.ts";
import { type Counts, EVENT_LEFT_OUT, sumOf, WAVEFORM_LEFT_OUT } from "./wire/counts.ts";
import { type DescribedTag, shortened } from "./wire/described-tag.ts";
import { bodyBytesOf, countsOf, encodeFrame, MOST_BODY_BYTES, type Piece } from "./wire/frame.ts";
import { partsOf } from "./wire/parts.ts";

const SAMPLES_PER_READ = 20_000;
/** Bytes of a sample in a message, before the first one is measured. */
const FIRST_BYTES_OF_SAMPLE = 3;
const FEWEST_ITEMS = 64;
const MOST_ITEMS = 100_000;
/** Text compresses to a sixth at least, as events of one kind are alike. */
const EVENTS_COMPRESS_BY = 6;

/** A longer waveform or event is left out: together with its tag it must fit into what a hub puts together. */
const MOST_ITEM_BYTES = 8 * 1024 * 1024;

/** A message on its way. */
export interface Frame {
  readonly from: LogPosition;
  readonly to: LogPosition;
  readonly bytes: Buffer;
  /** The same bytes as they are sent: several parts where one item is longer than a message may be. */
  readonly parts: readonly Buffer[];
  /** What was counted before its end. */
  readonly counts: Counts;
  /** Tags that it describes. */
  readonly described: readonly number[];
  /** Whether it can be read by itself. */
  readonly isFirst: boolean;
  /** So many items it was cut to at most, where an event counts as the samples of its size. */
  readonly weight: number;
}

export interface CutterOptions {
  readonly dir: string;
  readonly logUid: string;
  readonly run: string;
  /** Most bytes of a message where `next` gets no other number. */
  readonly messageBytes: number;
  /** Whether waveforms are sent whole. Default: a note takes the place of each. */
  readonly waveforms?: "none" | "all";
  /** Called where items are gone from the log. */
  onHole(hole: Hole): void;
  /** Called once for each tag whose texts are longer than a hub takes, and are cut. */
  onShortened?(tagUid: string): void;
}

type Item = LogItem | { readonly at: LogPosition; readonly lost: number };

export class Cutter {
  readonly #options: CutterOptions;
  readonly #reader: LogReader;
  readonly #tags = new Map<number, DescribedTag>();
  /** Tags that the hub knows, with the position after which it does. */
  readonly #known = new Map<number, LogPosition>();
  #items: Item[] = [];
  #position: LogPosition;
  /** Items before it are in `#items`, or were cut. */
  #readTo: LogPosition;
  #counts: Counts;
  #bytesOfSample = FIRST_BYTES_OF_SAMPLE;
  /** Undefined where the hub does not know chains. */
  #chain: Chain | undefined;
  /** The item here is not sent: the hub cannot read it. */
  #givenUp: LogPosition | undefined;

  constructor(options: CutterOptions, at: { readonly position: LogPosition; readonly counts: Counts }) {
    this.#options = options;
    this.#position = this.#readTo = at.position;
    this.#counts = at.counts;
    this.#reader = new LogReader(options.dir, at.position, { isInOrder: true });
  }

  /** Everything before it was cut. */
  get position(): LogPosition {
    return this.#position;
  }

  /** How many items a message of so many bytes has, about. */
  fullMessage(bytes: number = this.#options.messageBytes): number {
    return Math.min(MOST_ITEMS, Math.max(FEWEST_ITEMS, (0.9 * bytes) / this.#bytesOfSample));
  }

  /** Goes on at another position. Tags that were described after it are described again. */
  async seek(position: LogPosition, counts: Counts): Promise<void> {
    this.#items = [];
    this.#position = this.#readTo = position;
    this.#counts = counts;
    this.beginChain();
    for (const [ref, from] of this.#known) if (from > position) this.#known.delete(ref);
    await this.#reader.close();
    await this.#reader.seek(position);
  }

  /** The next message can be read by itself. */
  beginChain(): void {
    this.#chain?.clear();
  }

  /** Whether messages continue each other: hubs of earlier versions know only such as stand for themselves. */
  useChains(isKnown: boolean): void {
    this.#chain = isKnown ? (this.#chain ?? new Chain()) : undefined;
  }

  /** The item at this position counts as lost from the next `seek` on. Nothing before it is cut together with it. */
  giveUp(position: LogPosition): void {
    this.#givenUp = position;
  }

  /** The hub knows no tags. */
  forgetTags(): void {
    this.#known.clear();
  }

  /** The next message of `mostItems` committed items at most; undefined where there are none before `upTo`. */
  async next(
    upTo: LogPosition,
    mostBytes = this.#options.messageBytes,
    mostItems = MOST_ITEMS,
  ): Promise<Frame | undefined> {
    // Else a short rest of the last read would be a message of its own.
    if (this.#readTo - this.#position < this.fullMessage(mostBytes)) await this.#read(upTo);
    if (this.#items.length === 0) return undefined;
    const isGivenUp = this.#position === this.#givenUp;
    const first = isGivenUp ? 1 : Math.min(this.fullMessage(mostBytes), mostItems);
    for (let most = first, isTooLarge = false; ; most /= 2) {
      const { pieces, rest, end } = this.#take(most);
      if (isTooLarge || isGivenUp) pieces.splice(0, pieces.length, { kind: "lost", items: end - this.#position });
      const described = this.#describe(pieces);
      const tags: Piece[] = described.length === 0 ? [] : [{ kind: "tags", tags: described }];
      const before = this.#counts;
      const head = { run: this.#options.run, from: this.#position, to: end, before };
      const isFirst = (this.#chain?.last ?? 0) === 0;
      const bytes = encodeFrame(head, [...tags, ...pieces], this.#chain);
      isTooLarge = bodyBytesOf(bytes) > MOST_BODY_BYTES && end - this.#position === 1;
      const isLarge = bytes.length > mostBytes || bodyBytesOf(bytes) > MOST_BODY_BYTES;
      if (isTooLarge || (isLarge && most > 1 && end - this.#position > 1)) {
        // The chain has gone on over a message that is not sent.
        this.beginChain();
        continue;
      }
      const counted = countsOf(pieces);
      this.#counts = sumOf(before, counted);
      this.#items = rest;
      this.#position = end;
      const refs = described.map(({ ref }) => ref as number);
      for (const ref of refs) this.#known.set(ref, end);
      if (counted.samples > FEWEST_ITEMS)
        this.#bytesOfSample += 0.2 * (bytes.length / counted.samples - this.#bytesOfSample);
      const parts = partsOf(bytes, head, mostBytes);
      return { from: head.from, to: end, bytes, parts, counts: this.#counts, described: refs, isFirst, weight: most };
    }
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  async #read(upTo: LogPosition): Promise<void> {
    if (this.#readTo >= upTo) return;
    const chunk = await this.#reader.read(SAMPLES_PER_READ, upTo);
    if (chunk === undefined) return;
    for (const entry of chunk.dictionary) this.#learn(entry);
    for (const hole of chunk.holes) this.#options.onHole(hole);
    let at = this.#readTo;
    for (const item of chunk.items ?? []) {
      if (item.at > at) this.#items.push({ at, lost: item.at - at });
      this.#items.push(item);
      at = item.at + lengthOf(item);
    }
    if (chunk.to > at) this.#items.push({ at, lost: chunk.to - at });
    this.#readTo = Math.max(at, chunk.to);
  }

  #learn(entry: DescribedTag): void {
    const tag = shortened(entry);
    if (tag !== entry && this.#tags.get(tag.ref)?.tagUid !== tag.tagUid) this.#options.onShortened?.(tag.tagUid);
    this.#tags.set(tag.ref, tag);
  }

  /** About `most` items as pieces, the items after them, and the position between. */
  #take(most: number): { pieces: Piece[]; rest: Item[]; end: LogPosition } {
    const pieces: Piece[] = [];
    let left = Math.max(1, Math.floor(most));
    let index = 0;
    let end = this.#position;
    for (; index < this.#items.length && left > 0; index++) {
      const item = this.#items[index] as Item;
      if ("batch" in item && item.batch.length > left) {
        addPiece(pieces, { kind: "samples", batches: [slice(item.batch, 0, left)] });
        end += left;
        const rest = { at: item.at + left, batch: slice(item.batch, left, item.batch.length) };
        return { pieces, rest: [rest, ...this.#items.slice(index + 1)], end };
      }
      addPiece(pieces, this.#pieceOf(item));
      end += lengthOf(item);
      left -= "lost" in item ? 1 : "batch" in item ? item.batch.length : this.#weightOf(item);
    }
    return { pieces, rest: this.#items.slice(index), end };
  }

  /** So many samples take as much of a message. */
  #weightOf(item: Item): number {
    const isWhole = "waveform" in item && this.#options.waveforms === "all";
    const letters = "event" in item ? JSON.stringify(item.event).length : 200;
    const bytes = isWhole ? item.waveform.points.byteLength : letters / EVENTS_COMPRESS_BY;
    return Math.ceil(bytes / this.#bytesOfSample);
  }

  #pieceOf(item: Item): Piece {
    if ("lost" in item) return { kind: "lost", items: item.lost };
    if ("batch" in item) return { kind: "samples", batches: [item.batch] };
    if ("event" in item) return this.#eventPiece(item.at, item.event);
    const { waveform } = item;
    const isWanted = this.#options.waveforms === "all" && waveform.points.byteLength <= MOST_ITEM_BYTES;
    if (isWanted) return { kind: "waveforms", waveforms: [waveform] };
    const entry = this.#tags.get(waveform.tag);
    const asset = entry === undefined ? {} : { assetUid: entry.assetUid as AssetUid };
    const payload = { ...(entry === undefined ? {} : { tagUid: entry.tagUid }), points: waveform.points.length };
    const { start: time, receivedAt } = waveform;
    return this.#noteOf(item.at, { type: WAVEFORM_LEFT_OUT, ...asset, time, receivedAt, payload });
  }

  #eventPiece(at: LogPosition, event: EdgeEvent): Piece {
    const bytes = Buffer.byteLength(JSON.stringify(event));
    if (bytes <= MOST_ITEM_BYTES) return { kind: "events", events: [event] };
    const { time, receivedAt, assetUid, eventUid, type } = event;
    const asset = assetUid === undefined ? {} : { assetUid };
    return this.#noteOf(at, {
      type: EVENT_LEFT_OUT,
      ...asset,
      time,
      receivedAt,
      payload: { eventUid: eventUid.slice(0, 100), type: type.slice(0, 100), bytes },
    });
  }

  /** In place of an item: that there was one. Its uid is the same whenever it is sent. */
  #noteOf(at: LogPosition, note: Omit<EdgeEvent, "eventUid" | "schema">): Piece {
    const hash = createHash("sha256").update(`${this.#options.logUid}/${at}`).digest();
    return {
      kind: "leftOut",
      events: [{ eventUid: uuidv7(note.time / 1000, hash), ...note, schema: "left-out/1" }],
    };
  }

  #describe(pieces: readonly Piece[]): DescribedTag[] {
    const found = new Map<number, DescribedTag>();
    const meet = (ref: number): void => {
      if (this.#known.has(ref) || found.has(ref)) return;
      const entry = this.#tags.get(ref);
      if (entry !== undefined) found.set(ref, entry);
    };
    for (const piece of pieces)
      if (piece.kind === "waveforms") for (const { tag } of piece.waveforms) meet(tag);
      else if (piece.kind === "samples")
        for (const { tags, length } of piece.batches) for (let i = 0; i < length; i++) meet(tags[i] as number);
    return [...found.values()];
  }
}

function lengthOf(item: Item): number {
  return "lost" in item ? item.lost : "batch" in item ? item.batch.length : 1;
}

/** Adds a piece to the last one where both are of a kind. */
function addPiece(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (last?.kind === "samples" && piece.kind === "samples") (last.batches as SampleBatch[]).push(...piece.batches);
  else if (last?.kind === "waveforms" && piece.kind === "waveforms")
    (last.waveforms as WaveformBlock[]).push(...piece.waveforms);
  else if ((last?.kind === "events" || last?.kind === "leftOut") && piece.kind === last.kind)
    (last.events as EdgeEvent[]).push(...(piece as typeof last).events);
  else pieces.push(piece);
}
