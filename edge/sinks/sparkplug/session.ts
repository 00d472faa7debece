import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import { SinkRetry, type SinkSession, type WriteResult } from "../../contracts/path/sink.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { Tag, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import { leave, type OpenClient, publish, publishAcknowledged } from "../../mqtt/client.ts";
import { Pings } from "../../mqtt/pings.ts";
import { within } from "../../observe/within.ts";
import { byDevice } from "./by-device.ts";
import { readCommand } from "./commands.ts";
import { type Device, Devices, type NodeTopics } from "./namespace.ts";
import type { NodeMemory } from "./node-memory.ts";
import { type NodeMetrics, PayloadWriter } from "./payload-writer.ts";
import type { PrimaryHost } from "./primary-host.ts";

/** A message of data ends with this many bytes. */
const MESSAGE_BYTES = 128 * 1024;
/** However many hosts ask: between two births there is this much time. */
const BIRTH_EVERY_MS = 1_000;
/** With more samples at once the edge is behind and sends the next round at once. */
const BEHIND_FROM = 5_000;
const LEAVE_WITHIN_MS = 1_000;

export interface SessionParts {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinReader;
  readonly edgeId: string;
  readonly isSimulated: boolean;
  readonly topics: NodeTopics;
  readonly everyMs: number;
  readonly memory: NodeMemory;
  readonly host: PrimaryHost | undefined;
  readonly log: Logger;
}

/** One connection of the edge node to a broker, from its births to its death. */
export class EdgeNodeSession implements SinkSession {
  readonly #parts: SessionParts;
  readonly #client: OpenClient["client"];
  readonly #socket: OpenClient["socket"];
  readonly #bdSeq: number;
  /** Time of the primary host's STATE when the session began. */
  readonly #hostMs: number | undefined;
  readonly #payloads = new PayloadWriter();
  readonly #pings: Pings;
  readonly #over = new AbortController();
  #devices: Devices;
  /** By device: whether its birth is the newest that hosts know of it. */
  #isBorn = new Uint8Array(0);
  /** By tag: the newest time that hosts know, µs. What is not newer is historical. */
  #newest = new Float64Array(0);
  #seq = 0;
  #bornAtMs = Number.NEGATIVE_INFINITY;
  #wroteAtMs = Number.NEGATIVE_INFINITY;
  #linksVersion = -1;
  #birth: Promise<void> | undefined;
  #counts = { lost: 0, refused: 0 };

  constructor(parts: SessionParts, { client, socket }: OpenClient, bdSeq: number) {
    this.#parts = parts;
    this.#client = client;
    this.#socket = socket;
    this.#bdSeq = bdSeq;
    this.#hostMs = parts.host?.newestMs;
    this.#pings = new Pings(client);
    this.#devices = new Devices(parts.plant, parts.tags, parts.topics);
  }

  /** Sends the births of the node and of all devices that are heard, with the current values (specification 5.4). */
  births(): void {
    const { memory, edgeId, isSimulated, plant, tags, topics, twin } = this.#parts;
    this.#devices = new Devices(plant, tags, topics);
    this.#isBorn = new Uint8Array(this.#devices.all.length);
    this.#newest = new Float64Array(tags.size).fill(Number.NEGATIVE_INFINITY);
    this.#linksVersion = twin.linksVersion;
    this.#seq = 0;
    this.#bornAtMs = performance.now();
    const { lost, refused } = memory;
    this.#counts = { lost, refused };
    const node: NodeMetrics = { bdSeq: this.#bdSeq, edgeId, isSimulated, lost, refused };
    this.#send(topics.of("NBIRTH"), (moment) => this.#payloads.nodeBirth(node, moment));
    for (const [index, device] of this.#devices.all.entries()) if (this.#isHeard(device)) this.#born(index);
  }

  async write(batches: readonly SampleBatch[], signal: AbortSignal): Promise<WriteResult> {
    await this.#pace(signal);
    this.#stillThere();
    if (this.#birth !== undefined) await this.#birth;
    this.#followLinks();
    const rejected = this.#data(batches);
    this.#sendCounts();
    await this.#pings.answered(signal);
    this.#stillThere();
    return rejected.length === 0
      ? { kind: "written" }
      : { kind: "partly", rejected: Uint32Array.from(rejected), reason: "the tag is not in the config any more" };
  }

  missed(items: number): void {
    this.#parts.memory.lost += items;
    void this.#parts.memory.save();
  }

  isSameRun(): Promise<boolean> {
    const isSame = this.#client.connected && this.#hostProblem() === undefined;
    if (isSame) {
      this.#followLinks();
      this.#sendCounts();
    }
    return Promise.resolve(isSame);
  }

  /** A command: births are sent again where it asks for them, everything else is refused and counted. */
  command(payload: Uint8Array): void {
    const { memory, log } = this.#parts;
    const { wantsBirths, refused } = readCommand(payload);
    if (refused > 0) {
      if (memory.refused === 0) log.warn("a Sparkplug host sent a command; the edge writes nothing to machines");
      memory.refused += refused;
    }
    if (wantsBirths) this.#birth ??= this.#birthsSoon();
  }

  /** Says that the node is dead (specification 5.5), so that hosts need not wait for the last will. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    this.#pings.close();
    await this.#parts.memory.save();
    if (this.#client.connected) {
      const payload = this.#payloads.nodeDeath(this.#bdSeq, Date.now());
      const topic = this.#parts.topics.of("NDEATH");
      const death = publishAcknowledged(this.#client, { topic, payload, qos: 1, retain: false });
      // A broker that does not answer gets no DISCONNECT, which would take the last will away.
      const isSaid = await within(LEAVE_WITHIN_MS, "late", death).then(
        () => true,
        () => false,
      );
      if (!isSaid) this.#socket.destroy();
    }
    await leave(this.#client);
  }

  async #birthsSoon(): Promise<void> {
    const { signal } = this.#over;
    const waitMs = this.#bornAtMs + BIRTH_EVERY_MS - performance.now();
    await sleep(Math.max(0, waitMs), undefined, { signal }).catch(() => undefined);
    this.#birth = undefined;
    if (!signal.aborted && this.#client.connected) this.births();
  }

  async #pace(signal: AbortSignal): Promise<void> {
    const waitMs = this.#wroteAtMs + this.#parts.everyMs - performance.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
    this.#wroteAtMs = performance.now();
  }

  /** Throws where the broker or the primary host is away: everything unsettled is sent again later. */
  #stillThere(): void {
    if (!this.#client.connected) throw new SinkRetry("the broker closed the connection", 0);
    const problem = this.#hostProblem();
    if (problem !== undefined) throw new SinkRetry(problem, 0);
  }

  #hostProblem(): string | undefined {
    const { host } = this.#parts;
    if (host?.isOnline === false) return `the primary host ${host.id} is offline`;
    // A broker that crashed may never have said that the host was away.
    return host?.newestMs === this.#hostMs ? undefined : `the primary host ${host?.id} was started again`;
  }

  /** Sends the samples, one device after the other. Returns the indexes of those that have no tag any more. */
  #data(batches: readonly SampleBatch[]): number[] {
    const { tags } = this.#parts;
    let sorted = byDevice(batches, this.#devices);
    if (sorted.unknown.some((ref) => tags.at(ref) !== undefined)) {
      // A reload brought tags that hosts do not know.
      this.births();
      sorted = byDevice(batches, this.#devices);
    }
    if (sorted.length > BEHIND_FROM) this.#wroteAtMs = Number.NEGATIVE_INFINITY;
    const nowMs = Date.now();
    for (let from = 0; from < sorted.length; ) {
      const index = sorted.devices[from] as number;
      const { dataTopic } = this.#devices.all[index] as Device;
      if (this.#isBorn[index] === 0) this.#bornForData(index);
      this.#payloads.begin(nowMs);
      for (; from < sorted.length && sorted.devices[from] === index && this.#payloads.length < MESSAGE_BYTES; from++) {
        const batch = batches[sorted.batches[from] as number] as SampleBatch;
        const at = sorted.places[from] as number;
        const ref = batch.tags[at] as TagRef;
        const time = batch.times[at] as number;
        const isHistorical = time <= (this.#newest[ref] as number);
        if (!isHistorical) this.#newest[ref] = time;
        this.#payloads.sample(batch, at, (tags.at(ref) as Tag).type, isHistorical);
      }
      this.#publish(dataTopic, this.#payloads.end(this.#nextSeq()));
    }
    return sorted.rejected;
  }

  /** A device whose links are all silent is dead for hosts (DDEATH), until one is heard again (DBIRTH). */
  #followLinks(): void {
    const { twin, topics } = this.#parts;
    if (twin.linksVersion === this.#linksVersion) return;
    this.#linksVersion = twin.linksVersion;
    for (const [index, device] of this.#devices.all.entries()) {
      const isHeard = this.#isHeard(device);
      if (isHeard === (this.#isBorn[index] === 1)) continue;
      if (isHeard) this.#born(index);
      else {
        this.#isBorn[index] = 0;
        this.#send(topics.of("DDEATH", device.id), (moment) => this.#payloads.deviceDeath(moment));
      }
    }
  }

  #isHeard({ tags }: Device): boolean {
    return tags.some(({ ref }) => this.#parts.twin.isLive(ref));
  }

  /** Old samples of a silent device: it is dead again after them. */
  #bornForData(index: number): void {
    this.#born(index);
    this.#linksVersion = -1;
  }

  #born(index: number): void {
    const { twin, topics } = this.#parts;
    const device = this.#devices.all[index] as Device;
    this.#send(topics.of("DBIRTH", device.id), (moment) => this.#payloads.deviceBirth(device, twin, moment));
    this.#isBorn[index] = 1;
    for (const { ref } of device.tags) {
      const time = twin.time(ref);
      if (time > (this.#newest[ref] as number)) this.#newest[ref] = time;
    }
  }

  /** NDATA where a count has changed since hosts learnt of it. */
  #sendCounts(): void {
    const { lost, refused } = this.#parts.memory;
    if (lost === this.#counts.lost && refused === this.#counts.refused) return;
    this.#counts = { lost, refused };
    this.#send(this.#parts.topics.of("NDATA"), (moment) => this.#payloads.nodeData({ lost, refused }, moment));
  }

  #send(topic: string, payload: (moment: { seq: number; nowMs: number }) => Buffer): void {
    this.#publish(topic, payload({ seq: this.#nextSeq(), nowMs: Date.now() }));
  }

  #nextSeq(): number {
    const seq = this.#seq;
    this.#seq = (seq + 1) & 255;
    return seq;
  }

  #publish(topic: string, payload: Buffer): void {
    publish(this.#client, { topic, payload, qos: 0, retain: false });
  }
}
