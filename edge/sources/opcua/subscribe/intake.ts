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
import { type Conversion, reconvert } from "../../../contracts/plant/unit-conversion.ts";
import {
  BAD_NODE_ID_INVALID,
  BAD_NODE_ID_UNKNOWN,
  type Target,
  targetOf,
  ValueDecoder,
} from "../decode/decode-value.ts";
import { sourceTimeOr } from "../decode/source-times.ts";
import { partsOf } from "../events/parts.ts";
import type { PlannedRing } from "../events/plan-events.ts";
import { deferredBody, NotificationBytes, stockItems } from "../fast-lane/deferred.ts";
import { NotificationReader } from "../fast-lane/notification-reader.ts";
import type { LogLevel, SubscriptionMark } from "../link/messages.ts";
import type { Post } from "../link/post.ts";
import { PostedReceipts } from "../posted-receipts.ts";
import { batchMessage } from "./batch-message.ts";
import { modelHandles } from "./model-events.ts";
import type { PlannedItem } from "./planned.ts";
import { handleOf, type PlannedItems } from "./planned-items.ts";
import type { Span } from "./span.ts";
import { StructureQueue } from "./structure-queue.ts";
import { TargetTable } from "./target-table.ts";
import { WaveformIntake } from "./waveform-intake.ts";

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
  readonly #waveforms: WaveformIntake;
  readonly #reader: NotificationReader;
  readonly #batch = new BatchBuilder();
  readonly #targets: TargetTable;
  readonly #namespacesHandle: number;
  /** Rings by client handle. */
  readonly #rings = new Map<number, number>();
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
  /** Number of holds that keep marks from being complete. */
  #held = 0;
  readonly #structures: StructureQueue;
  #posting: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
    const { namespaces, isSimulated, since } = options;
    this.#structures = new StructureQueue(options.session);
    this.#decoder = new ValueDecoder(namespaces, isSimulated, { since });
    this.#history = new ValueDecoder(namespaces, isSimulated, { flags: SampleFlag.backfill });
    this.#decoder.onNodeGone = options.onNodeGone;
    this.#decoder.onMeaningChanged = options.onModelChanged;
    this.#namespacesHandle = modelHandles(options.items.length).namespaces;
    this.#decoder.onMismatch = ({ ref, type }, was) =>
      this.#log("warn", "value does not fit the tag's type", { ref, type, was });
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
    this.#waveforms = new WaveformIntake(options.items, options.isSimulated, this.#decoder.overflows);
    this.#waveforms.onMismatch = (ref, why) => this.#log("warn", "value is no waveform", { ref, why });
    if (options.items.someShape(({ ring }) => ring !== undefined)) this.#expectRings(options.items);
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
      const draft = { time, value: Number.NaN, text: undefined, status: BAD_NODE_ID_UNKNOWN, flags };
      this.#decoder.land(target, draft, this.#batch);
    }
  }

  #expectRings(items: PlannedItems): void {
    for (let place = 0; place < items.length; place++) {
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
    const reason = String(error);
    this.#log("error", "the server sent a notification that cannot be read; the rest of it is lost", { reason });
    this.#options.onLost({ from: this.#heardAt, to: at, reason: "source_queue_overflow", isCertain: true });
  }

  #log(level: LogLevel, text: string, fields: Readonly<Record<string, unknown>>): void {
    this.#options.post({ kind: "log", id: this.#options.id, level, text, fields });
  }

  #takeItem({ clientHandle, value }: MonitoredItemNotification, receivedAt: Micros): void {
    const targets = this.#targets.targetsOf(clientHandle);
    if (targets === undefined) {
      if (clientHandle === this.#namespacesHandle) this.#takeNamespaces(value);
      return;
    }
    this.#stock += targets.length;
    if (targets.length === 0 && this.#waveforms.take(clientHandle, value, receivedAt)) return;
    const ring = this.#rings.get(clientHandle);
    if (ring !== undefined) this.#takeRing(ring, value);
    else if (value.value?.dataType === DataType.ExtensionObject && targets.some(({ field }) => field !== undefined))
      this.#takeStructure(value, targets);
    else this.#decoder.decode(value, targets, this.#batch, receivedAt);
  }

  /** The first value only repeats the known namespaces. */
  #takeNamespaces({ value }: DataValue): void {
    const { namespaces, onModelChanged } = this.#options;
    const uris: unknown = value?.value;
    if (Array.isArray(uris) && (uris.length !== namespaces.length || uris.some((uri, i) => uri !== namespaces[i])))
      onModelChanged();
  }

  /** Posts the decoded samples, or only that the server is alive. `mark`: complete with this post. */
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
    if (!this.#structures.isEmpty || this.#held > 0) return [];
    const marks = this.#marks;
    this.#marks = [];
    return marks;
  }

  /** A structure beyond the bound is dropped, counted and owed like samples that a server's queue dropped (F19). */
  #takeStructure(value: DataValue, targets: readonly Target[]): void {
    const isTaken = this.#structures.add(value, () => {
      this.#decoder.decode(value, targets, this.#batch, Date.now() * 1000);
      if (this.#structures.isEmpty && this.#batch.length > 0) this.flush();
    });
    if (isTaken) return;
    this.#dropped += targets.length;
    this.#decoder.overflows.note(targets, sourceTimeOr(value, Date.now() * 1000) + 1);
  }

  /** Takes the records of a tracking block, with the parts that its rule names. */
  #takeRing(ring: number, value: DataValue): void {
    const { id, namespaces, rings, post } = this.#options;
    const planned = rings[ring];
    if (planned === undefined || value.statusCode.isBad()) return;
    this.hold();
    this.#structures.follow(value, () => {
      const sent: unknown = value.value?.value;
      const read = (record: unknown) => partsOf(planned.parts, () => record, namespaces);
      const records = Array.isArray(sent) ? sent.map(read) : [];
      post({ kind: "records", id, records: { ring, time: sourceTimeOr(value, Date.now() * 1000), records } });
      this.release();
    });
  }

  #postBatch(): void {
    clearTimeout(this.#posting);
    this.#posting = undefined;
    const { id, post } = this.#options;
    const received = this.#decoder.counts.received + this.#history.counts.received;
    const inexact = this.#decoder.counts.inexact + this.#history.counts.inexact;
    const message = batchMessage(id, this.#batch, {
      received: received - this.#reportedReceived,
      inexact: inexact - this.#reportedInexact,
      stock: this.#stock,
      dropped: this.#dropped,
      marks: this.#completeMarks(),
    });
    this.#receipts.tally.add(message);
    post(message, [message.tags.buffer]);
    this.#reportedReceived = received;
    this.#reportedInexact = inexact;
    this.#stock = 0;
    this.#dropped = 0;
  }
}
