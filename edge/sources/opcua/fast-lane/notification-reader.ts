/** Reads the bytes of DataChangeNotifications (OPC 10000-4, 7.25.2) into columns. Runs in the worker. */
import type { MonitoredItemNotification } from "node-opcua-client";
import type { BatchBuilder } from "../../../batch/builder.ts";
import { reasonOf } from "../../../contracts/errors.ts";
import { type Micros, SampleFlag } from "../../../contracts/path/sample-batch.ts";
import { OVERFLOW, type Target, type ValueDecoder } from "../decode/decode-value.ts";
import { stateNumberOf } from "../decode/state-numbers.ts";
import { wideNumber } from "../decode/wide-integer.ts";
import type { TargetTable } from "../subscribe/target-table.ts";
import { type NotificationBytes, stockItem } from "./deferred.ts";
import { Has, NumberRun, SHORTEST_ITEM_BYTES } from "./number-run.ts";
import { Builtin, endOfText, isWide, microsAt, STOCK, textAt, wideTextAt } from "./scalars.ts";

/** Client handle and encoding byte: the shortest item. */
const LEAST_ITEM_BYTES = 5;
const NULL_ARRAY = 0xffff_ffff;
/** The bytes are not a valid DataChangeNotification. Items that were read before stay. */
export class MalformedNotification extends Error {
  override readonly name = "MalformedNotification";
}

export interface ReaderOptions {
  readonly decoder: ValueDecoder;
  readonly namespaces: readonly string[];
  /** Bits that every sample carries. */
  readonly flags: number;
  readonly into: BatchBuilder;
  readonly targets: TargetTable;
  /** Receives a value that the stock decoder has read. */
  onStock(item: MonitoredItemNotification, receivedAt: Micros): void;
}

/**
 * Reads scalars of every built-in type without an object per value. Arrays, structures, and items whose tags select
 * elements or fields go through the stock decoder one by one, in order.
 */
export class NotificationReader {
  /** Items read by the stock decoder. */
  stockItems = 0;
  readonly #options: ReaderOptions;
  /** Targets by client handle where all of them take the whole scalar; null where not. */
  readonly #plain: (readonly Target[] | null | undefined)[] = [];
  readonly #numbers: NumberRun;
  readonly #draft = { time: 0, value: 0, text: undefined as string | undefined, status: 0, flags: 0 };
  /** Built-in type of the last scalar. */
  #type: number = Builtin.null;
  /** The last scalar as a number; meaningless unless `#isNumber`. */
  #number = 0;
  #isNumber = false;
  /** Arrival time of the present notification. */
  #receivedAt: Micros = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#numbers = new NumberRun(options.targets, options.into.room(0));
  }

  /** Throws only MalformedNotification. */
  read(body: NotificationBytes, receivedAt: Micros): void {
    const { buffer } = body.stream;
    const view = new DataView(buffer.buffer, buffer.byteOffset + body.start, body.end - body.start);
    const run = this.#numbers;
    let count = 0;
    run.at = 4;
    run.done = 0;
    this.#receivedAt = receivedAt;
    const stockBefore = this.stockItems;
    try {
      count = view.getUint32(0, true);
      if (count === NULL_ARRAY) return;
      if (count * LEAST_ITEM_BYTES > view.byteLength - run.at)
        throw new RangeError(`${count} items do not fit into ${view.byteLength} bytes`);
      while (run.done < count) {
        this.#readNumbers(view, count);
        if (run.done < count) this.#readOne(body, view);
      }
      // Values of the stock decoder may be views of the bytes.
      body.isFree = this.stockItems === stockBefore;
    } catch (error) {
      throw new MalformedNotification(
        `item ${run.done + 1} of ${count}, byte ${run.at} of ${view.byteLength}: ${reasonOf(error)}`,
        { cause: error },
      );
    }
  }

  #readNumbers(view: DataView, count: number): void {
    const { into, decoder, flags } = this.#options;
    const run = this.#numbers;
    const written = run.read(
      view,
      count,
      into.room(Math.min(count - run.done, Math.ceil((view.byteLength - run.at) / SHORTEST_ITEM_BYTES))),
    );
    into.wrote(written, flags);
    decoder.counts.received += written;
  }

  #readOne(body: NotificationBytes, view: DataView): void {
    const run = this.#numbers;
    const next = this.#readItem(view, run.at);
    run.at = next === STOCK ? this.#readStock(body, run.at) : next;
    run.done++;
  }

  #plainTargets(handle: number): readonly Target[] | null {
    const known = this.#plain[handle];
    if (known !== undefined) return known;
    const targets = this.#options.targets.targetsOf(handle);
    if (targets === undefined) return null;
    const isPlain =
      targets.length > 0 &&
      targets.every(({ field, index, codes }) => field === undefined && index.length === 0 && codes === undefined);
    this.#plain[handle] = isPlain ? targets : null;
    return isPlain ? targets : null;
  }

  /**
   * Reads one item; returns the position of the next one, or STOCK without having read any. Throws RangeError where
   * the bytes end too early.
   */
  #readItem(view: DataView, at: number): number {
    const targets = this.#plainTargets(view.getUint32(at, true));
    if (targets === null) return STOCK;
    const mask = view.getUint8(at + 4);
    let next = at + 5;
    const body = next + 1;
    this.#type = Builtin.null;
    if ((mask & Has.value) !== 0) {
      this.#type = view.getUint8(next);
      next = this.#endOfScalar(view, this.#type, body);
      if (next === STOCK || (hasNameOnly(this.#type) && targets.some(isText))) return STOCK;
    }
    let status = 0;
    if ((mask & Has.status) !== 0) {
      status = view.getUint32(next, true);
      next += 4;
    }
    let time = Number.NaN;
    let flags = this.#options.flags;
    if ((mask & Has.sourceTime) !== 0) {
      time = microsAt(view, next);
      next += 8;
    }
    if ((mask & Has.sourcePicoseconds) !== 0) next += 2;
    if ((mask & Has.serverTime) !== 0) {
      if ((mask & Has.sourceTime) === 0) time = microsAt(view, next);
      next += 8;
    }
    if ((mask & Has.serverPicoseconds) !== 0) next += 2;
    if (next > view.byteLength) throw new RangeError("the message ends within a timestamp");
    if (Number.isNaN(time) || (mask & Has.sourceTime) === 0) flags |= SampleFlag.clockSuspect;
    if (Number.isNaN(time)) time = this.#receivedAt;
    const draft = this.#draft;
    draft.time = time;
    draft.flags = flags;
    draft.status = status;
    if ((status & OVERFLOW) === OVERFLOW) this.#options.decoder.overflows.note(targets, time);
    for (let i = 0; i < targets.length; i++) this.#take(targets[i] as Target, view, body);
    return next;
  }

  /** Adds the draft with the last scalar as this target reads it. */
  #take(target: Target, view: DataView, body: number): void {
    const { decoder, into } = this.#options;
    const draft = this.#draft;
    const { status } = draft;
    decoder.counts.received++;
    draft.value = Number.NaN;
    draft.text = undefined;
    if (this.#type !== Builtin.null && status >>> 30 < 2) {
      if (target.type === "text")
        this.#takeText(target, textAt(view, { type: this.#type, at: body, number: this.#number }));
      else if (!this.#isNumber) draft.status = decoder.mismatch(target, scalarOf(this.#type));
      else {
        target.isMismatched = false;
        if (Number.isFinite(this.#number)) draft.value = this.#number;
        if (isWide(this.#type) && !Number.isSafeInteger(this.#number))
          draft.status = decoder.inexact(target, wideTextAt(view, this.#type, body), status);
      }
    }
    decoder.land(target, draft, into);
    draft.status = status;
  }

  #takeText(target: Target, text: string | null | undefined): void {
    if (text === undefined) this.#draft.status = this.#options.decoder.mismatch(target, scalarOf(this.#type));
    else target.isMismatched = false;
    this.#draft.text = text ?? undefined;
  }

  #readStock(body: NotificationBytes, at: number): number {
    body.stream.length = body.start + at;
    const item = stockItem(body.stream);
    const next = body.stream.length;
    if (next > body.end) throw new RangeError("a value is longer than its message");
    this.stockItems++;
    this.#options.onStock(item, this.#receivedAt);
    return next - body.start;
  }

  /**
   * The end of a scalar, whose number is left in a field. STOCK for anything but scalars, and for NodeIds other than
   * plain numeric ones.
   */
  #endOfScalar(view: DataView, type: number, at: number): number {
    switch (type) {
      case Builtin.double:
        return this.#is(view.getFloat64(at, true), at + 8);
      case Builtin.float:
        return this.#is(view.getFloat32(at, true), at + 4);
      case Builtin.boolean:
        return this.#is(view.getUint8(at) === 0 ? 0 : 1, at + 1);
      case Builtin.sbyte:
        return this.#is(view.getInt8(at), at + 1);
      case Builtin.byte:
        return this.#is(view.getUint8(at), at + 1);
      case Builtin.int16:
        return this.#is(view.getInt16(at, true), at + 2);
      case Builtin.uint16:
        return this.#is(view.getUint16(at, true), at + 2);
      case Builtin.int32:
        return this.#is(view.getInt32(at, true), at + 4);
      case Builtin.uint32:
      case Builtin.statusCode:
        return this.#is(view.getUint32(at, true), at + 4);
      case Builtin.int64:
      case Builtin.uint64:
        return this.#is(
          wideNumber(view.getInt32(at + 4, true), view.getInt32(at, true), type === Builtin.int64),
          at + 8,
        );
      case Builtin.dateTime:
        return this.#is(Math.floor(microsAt(view, at) / 1000) * 1000, at + 8);
      case Builtin.nodeId:
      case Builtin.expandedNodeId:
        return this.#endOfNodeId(view, at);
      default:
        this.#isNumber = false;
        return endOfText(view, type, at);
    }
  }

  #is(number: number, end: number): number {
    this.#number = number;
    this.#isNumber = true;
    return end;
  }

  /** The NodeId of a state object reads as the StateNumber of its state. */
  #endOfNodeId(view: DataView, at: number): number {
    const encoding = view.getUint8(at);
    if (encoding > 2) return STOCK;
    const namespace = encoding === 0 ? 0 : encoding === 1 ? view.getUint8(at + 1) : view.getUint16(at + 1, true);
    const id =
      encoding === 0
        ? view.getUint8(at + 1)
        : encoding === 1
          ? view.getUint16(at + 2, true)
          : view.getUint32(at + 3, true);
    const state = stateNumberOf(this.#options.namespaces[namespace] ?? "", id);
    this.#isNumber = state !== undefined;
    this.#number = state ?? Number.NaN;
    return at + (encoding === 0 ? 2 : encoding === 1 ? 4 : 7);
  }
}

/** Whether the text of this type is a name that only the library knows. */
function hasNameOnly(type: number): boolean {
  return type === Builtin.nodeId || type === Builtin.expandedNodeId || type === Builtin.statusCode;
}

function isText({ type }: Target): boolean {
  return type === "text";
}

function scalarOf(type: number) {
  return { dataType: type, arrayType: 0, value: null };
}
