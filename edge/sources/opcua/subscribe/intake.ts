/** Turns notifications into batches for main. Runs in the worker. */
import {
  type ClientSession,
  type DataChangeNotification,
  DataType,
  type DataValue,
  type MonitoredItemNotification,
} from "node-opcua-client";
import { BatchBuilder } from "../../../batch/builder.ts";
import { type Micros, SampleFlag } from "../../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../../contracts/plant/tag.ts";
import {
  BAD_NODE_ID_INVALID,
  BAD_NODE_ID_UNKNOWN,
  OVERFLOW,
  type Target,
  targetOf,
  ValueDecoder,
} from "../decode/decode-value.ts";
import { sourceTimeOr } from "../decode/source-times.ts";
import { decodeStructures } from "../decode/structure-types.ts";
import { type Conversion, reconvert } from "../decode/unit-conversion.ts";
import { WaveformAssembler } from "../decode/waveforms.ts";
import { partsOf } from "../events/parts.ts";
import type { PlannedRing } from "../events/plan-events.ts";
import { deferredBody, NotificationBytes, stockItems } from "../fast-lane/deferred.ts";
import { NotificationReader } from "../fast-lane/notification-reader.ts";
import type { BatchMessage, SubscriptionMark } from "../link/messages.ts";
import type { Post } from "../link/post.ts";
import { PostedReceipts } from "../posted-receipts.ts";
import { modelHandles } from "./model-events.ts";
import type { PlannedItem } from "./planned.ts";
import { handleOf, type PlannedItems } from "./planned-items.ts";
import type { Span } from "./span.ts";
import { TargetTable } from "./target-table.ts";

/**
 * Structures that wait for the definition of their type. Further ones are dropped, counted and owed like samples that
 * a queue dropped (F19).
 */
const MOST_WAITING_STRUCTURES = 10_000;

/**
 * Servers send many values as many small responses, one right after the other: 50,000 of them at 1,000 each are 50.
 * Samples within this time form one batch; a batch of this many samples does not wait.
 */
const GATHER_MS = 10;
const FULL_BATCH = 16_384;

export interface IntakeOptions {
  readonly id: number;
  readonly session: ClientSession;
  readonly namespaces: readonly string[];
  /** The plan's items. The place of an item gives its handle, so that handles keep their meaning over connections. */
  readonly items: PlannedItems;
  readonly rings: readonly PlannedRing[];
  /** Samples that an overflowing queue dropped before an item's first sample are not older than this. */
  readonly since: Micros;
  readonly isSimulated: boolean;
  /** Whether undecoded notifications are read as columns. */
  readonly isFast: boolean;
  readonly post: Post;
  /** The server reports that the node of this tag no longer exists. */
  onNodeGone(ref: number): void;
  /** The server reports that its namespaces or the meaning of a value changed. */
  onModelChanged(): void;
  /** Samples of this span are missing: the server's queues dropped them, or they were unreadable. */
  onLost(span: Span): void;
}

/** Decodes the notifications of the publish loop and posts them in batches. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #decoder: ValueDecoder;
  readonly #history: ValueDecoder;
  readonly #waveforms: WaveformAssembler;
  readonly #reader: NotificationReader;
  readonly #batch = new BatchBuilder();
  readonly #targets: TargetTable;
  readonly #namespacesHandle: number;
  /** Rings by client handle. */
  readonly #rings = new Map<number, number>();
  /** Time of the newest value of each part of a waveform, by client handle. */
  readonly #waveformTimes = new Map<number, Micros>();
  readonly #receipts = new PostedReceipts();
  /** Marks that are complete once no structure waits. */
  #marks: SubscriptionMark[] = [];
  /** Values by the stock decoder since the last batch message. */
  #stock = 0;
  /** Arrival time of the last notification. */
  #heardAt: Micros = Date.now() * 1000;
  #reportedReceived = 0;
  #reportedInexact = 0;
  #dropped = 0;
  #waitingStructures = 0;
  /** Number of holds that keep marks from being complete. */
  #held = 0;
  #structures: Promise<void> = Promise.resolve();
  #posting: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
    const { namespaces, isSimulated, since } = options;
    this.#decoder = new ValueDecoder(namespaces, isSimulated, { since });
    this.#history = new ValueDecoder(namespaces, isSimulated, { flags: SampleFlag.backfill });
    this.#decoder.onNodeGone = options.onNodeGone;
    this.#decoder.onMeaningChanged = options.onModelChanged;
    this.#namespacesHandle = modelHandles(options.items.length).namespaces;
    this.#decoder.onMismatch = ({ ref, type }, was) =>
      options.post({
        kind: "log",
        id: options.id,
        level: "warn",
        text: "value does not fit the tag's type",
        fields: { ref, type, was },
      });
    const onInexact = (ref: number, digits: string): void =>
      options.post({ kind: "inexact", id: options.id, ref, digits });
    this.#decoder.onInexact = onInexact;
    this.#history.onInexact = onInexact;
    this.#targets = new TargetTable(options.items);
    this.#reader = new NotificationReader({
      decoder: this.#decoder,
      namespaces: options.namespaces,
      flags: options.isSimulated ? SampleFlag.simulated : 0,
      into: this.#batch,
      targets: this.#targets,
      onStock: (item, receivedAt) => this.#takeItem(item, receivedAt),
    });
    this.#waveforms = new WaveformAssembler(options.isSimulated);
    this.#waveforms.onMismatch = (ref, why) =>
      options.post({ kind: "log", id: options.id, level: "warn", text: "value is no waveform", fields: { ref, why } });
    if (options.items.someShape(({ waveform, ring }) => waveform !== undefined || ring !== undefined))
      this.#expectOthers(options.items);
  }

  /** Sets the conversion from the server's unit for this tag. Returns true where another one applied before. */
  convert(item: PlannedItem, ref: number, conversion: Conversion | "unknown"): boolean {
    let isChanged = false;
    for (const target of this.#targets.targetsOf(handleOf(item)) ?? [])
      if (target.ref === ref) isChanged = reconvert(target, conversion) || isChanged;
    return isChanged;
  }

  /** Takes a value that was read, not notified. */
  takeRead(item: PlannedItem, value: DataValue): void {
    this.#takeItem({ clientHandle: handleOf(item), value } as MonitoredItemNotification, Date.now() * 1000);
  }

  /** Gives the tags of a missing node a Bad status, at the time of discovery. */
  lose(item: PlannedItem): void {
    const time = Date.now() * 1000;
    for (const target of this.#targets.targetsOf(handleOf(item)) ?? []) {
      if (target.status === BAD_NODE_ID_INVALID || target.status === BAD_NODE_ID_UNKNOWN) continue;
      this.#decoder.counts.received++;
      const flags = SampleFlag.clockSuspect | (this.#options.isSimulated ? SampleFlag.simulated : 0);
      this.#decoder.land(
        target,
        { time, value: Number.NaN, text: undefined, status: BAD_NODE_ID_UNKNOWN, flags },
        this.#batch,
      );
    }
  }

  #expectOthers(items: PlannedItems): void {
    for (let place = 0; place < items.length; place++) {
      const { waveform } = items.shapeAt(place).waveform === undefined ? {} : (items.at(place) ?? {});
      if (waveform !== undefined) this.#waveforms.expect(handleOf({ place }), waveform);
      const { ring } = items.shapeAt(place);
      if (ring !== undefined) this.#rings.set(handleOf({ place }), ring);
    }
  }

  take(notification: DataChangeNotification | NotificationBytes): void {
    const receivedAt = Date.now() * 1000;
    try {
      if (notification instanceof NotificationBytes) this.#reader.read(notification, receivedAt);
      else this.#takeDecoded(notification, receivedAt);
    } catch (error) {
      this.#refuse(error, receivedAt);
    }
    this.#heardAt = receivedAt;
  }

  /** Takes a notification that the library decodes. */
  #takeDecoded(notification: DataChangeNotification, receivedAt: Micros): void {
    const body = this.#options.isFast ? deferredBody(notification) : undefined;
    if (body !== undefined) this.#reader.read(body, receivedAt);
    else for (const item of stockItems(notification)) this.#takeItem(item, receivedAt);
  }

  /** Malformed bytes: the items before them count, the rest of the message is owed. */
  #refuse(error: unknown, at: Micros): void {
    this.#options.post({
      kind: "log",
      id: this.#options.id,
      level: "error",
      text: "the server sent a notification that cannot be read; the rest of it is lost",
      fields: { reason: String(error) },
    });
    this.#options.onLost({ from: this.#heardAt, to: at, reason: "source_queue_overflow", isCertain: true });
  }

  #takeItem({ clientHandle, value }: MonitoredItemNotification, receivedAt: Micros): void {
    const targets = this.#targets.targetsOf(clientHandle);
    if (targets === undefined) {
      if (clientHandle === this.#namespacesHandle) this.#takeNamespaces(value);
      return;
    }
    this.#stock += targets.length;
    if (targets.length === 0 && this.#takeWaveform(clientHandle, value, receivedAt)) return;
    const ring = this.#rings.get(clientHandle);
    if (ring !== undefined) this.#takeRing(ring, value);
    else if (value.value?.dataType === DataType.ExtensionObject && targets.some(({ field }) => field !== undefined))
      this.#takeStructure(value, targets);
    else this.#decoder.decode(value, targets, this.#batch, receivedAt);
  }

  #takeWaveform(handle: number, value: DataValue, receivedAt: Micros): boolean {
    if (!this.#waveforms.take(handle, value, receivedAt)) return false;
    const time = sourceTimeOr(value, receivedAt);
    const { waveform } = this.#options.items.at(handle - 1) ?? {};
    if ((value.statusCode.value & OVERFLOW) === OVERFLOW && waveform?.says === "points") {
      this.#decoder.overflows.note(
        [{ ref: waveform.ref as TagRef, sourceTime: this.#waveformTimes.get(handle) ?? Number.NaN }],
        time,
      );
    }
    this.#waveformTimes.set(handle, time);
    return true;
  }

  /** The first value only repeats the known namespaces. */
  #takeNamespaces({ value }: DataValue): void {
    const { namespaces, onModelChanged } = this.#options;
    const told: unknown = value?.value;
    if (Array.isArray(told) && (told.length !== namespaces.length || told.some((uri, i) => uri !== namespaces[i])))
      onModelChanged();
  }

  /** Posts the decoded samples, or that the server was heard. `mark`: complete with this post. */
  flush(mark?: SubscriptionMark): void {
    if (this.#isStopped) return;
    if (mark !== undefined) this.#marks = [...this.#marks.filter(({ id }) => id !== mark.id), mark];
    this.#receipts.note(mark);
    for (const span of this.#decoder.overflows.take()) this.#options.onLost(span);
    for (const block of this.#waveforms.finish()) {
      this.#receipts.tally.addWaveform(block.tag, block.start);
      this.#options.post({ kind: "waveform", id: this.#options.id, block }, [block.points.buffer as ArrayBuffer]);
    }
    if (this.#batch.length >= FULL_BATCH) this.#postBatch();
    else if (this.#batch.length > 0) this.#posting ??= setTimeout(() => this.#postBatch(), GATHER_MS);
    else this.#options.post({ kind: "heard", id: this.#options.id, marks: this.#completeMarks() });
    this.#receipts.giveDue(this.#options);
  }

  /** Takes values from the server's history apart from live ones: own targets, flagged, straight to main. */
  takeHistory(item: PlannedItem, values: readonly DataValue[]): void {
    const receivedAt = Date.now() * 1000;
    // Conversions are known for the live targets.
    const live = this.#targets.targetsOf(handleOf(item)) ?? [];
    const targets = item.targets.map((planned, i) => ({ ...targetOf(planned), conversion: live[i]?.conversion }));
    for (const value of values) this.#history.decode(value, targets, this.#batch, receivedAt);
    if (this.#batch.length > 0 && !this.#isStopped) this.#postBatch();
  }

  /** Nothing is complete until `release`, because events of the same message are still being read. */
  hold(): void {
    this.#held++;
  }

  release(): void {
    this.#held--;
    if (this.#held === 0) this.flush();
  }

  /** Posts the present samples; later ones are ignored. */
  stop(): void {
    if (this.#batch.length > 0 && !this.#isStopped) this.#postBatch();
    this.#isStopped = true;
  }

  #completeMarks(): readonly SubscriptionMark[] {
    if (this.#waitingStructures > 0 || this.#held > 0) return [];
    const marks = this.#marks;
    this.#marks = [];
    return marks;
  }

  /**
   * Takes an opaque structure of the server's own types, whose DataTypeDefinition takes a call the first time.
   * Structures are decoded in order, one after the other.
   */
  #takeStructure(value: DataValue, targets: readonly Target[]): void {
    if (this.#waitingStructures >= MOST_WAITING_STRUCTURES) {
      this.#dropped += targets.length;
      this.#decoder.overflows.note(targets, sourceTimeOr(value, Date.now() * 1000) + 1);
      return;
    }
    this.#waitingStructures++;
    const decode = (): void => {
      this.#waitingStructures--;
      this.#decoder.decode(value, targets, this.#batch, Date.now() * 1000);
      if (this.#waitingStructures === 0 && this.#batch.length > 0) this.flush();
    };
    this.#structures = this.#structures
      .then(() => decodeStructures(this.#options.session, [value]))
      .then(decode, decode);
  }

  /** Takes the records of a tracking block, with the parts that its rule names. */
  #takeRing(ring: number, value: DataValue): void {
    const { id, session, namespaces, rings, post } = this.#options;
    const planned = rings[ring];
    if (planned === undefined || value.statusCode.isBad()) return;
    this.hold();
    const told = (): void => {
      const sent: unknown = value.value?.value;
      const records = (Array.isArray(sent) ? sent : []).map((record: unknown) =>
        partsOf(planned.parts, () => record, namespaces),
      );
      post({ kind: "records", id, records: { ring, time: sourceTimeOr(value, Date.now() * 1000), records } });
      this.release();
    };
    this.#structures = this.#structures.then(() => decodeStructures(session, [value])).then(told, told);
  }

  #postBatch(): void {
    clearTimeout(this.#posting);
    this.#posting = undefined;
    const { id, post } = this.#options;
    const received = this.#decoder.counts.received + this.#history.counts.received;
    const inexact = this.#decoder.counts.inexact + this.#history.counts.inexact;
    const { length, receivedAt, texts, ...columns } = this.#batch.finish(Date.now() * 1000);
    this.#receipts.tally.add({ length, tags: columns.tags, times: columns.times });
    const { tags, times, values, statuses, flags } = columns as Pick<
      BatchMessage,
      "tags" | "times" | "values" | "statuses" | "flags"
    >;
    const counts = {
      received: received - this.#reportedReceived,
      inexact: inexact - this.#reportedInexact,
      stock: this.#stock,
      dropped: this.#dropped,
      marks: this.#completeMarks(),
    };
    // All columns share one buffer.
    post(
      {
        kind: "batch",
        id,
        length,
        receivedAt,
        tags,
        times,
        values,
        statuses,
        flags,
        texts: texts.size === 0 ? null : texts,
        ...counts,
      },
      [tags.buffer],
    );
    this.#reportedReceived = received;
    this.#reportedInexact = inexact;
    this.#stock = 0;
    this.#dropped = 0;
  }
}
