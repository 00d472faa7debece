import type { SourceContext } from "../../../contracts/path/plugin.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { LinkRef } from "../../../contracts/plant/tag.ts";
import type { Filter, Publication } from "../../../mqtt/messages.ts";
import type { LastHeard } from "../last-heard.ts";
import { linksOf } from "../links.ts";
import { isPlausibleMs } from "../message-time.ts";
import { nowUs, type Outlet } from "../outlet.ts";
import type { Publish, TopicReader } from "../topic-reader.ts";
import { Aliases } from "./aliases.ts";
import { BDSEQ, Birth } from "./birth.ts";
import { BirthReport } from "./birth-report.ts";
import { NAMESPACE } from "./commands.ts";
import type { SparkplugAddress, SparkplugBinding } from "./config.ts";
import { DeviceLinks } from "./device-links.ts";
import { type EdgeNode, edgeNodesOf, MAX_METRICS_PER_NODE, numbersOf, type SparkplugDevice } from "./edge-node.ts";
import { HostState } from "./host-state.ts";
import { MetricSampler } from "./metric-sampler.ts";
import type { MetricTimes } from "./metric-times.ts";
import { NodeContinuity } from "./node-continuity.ts";
import { NodeGaps } from "./node-gaps.ts";
import { NodeTopics } from "./node-topics.ts";
import { PayloadReader } from "./payload.ts";
import { RebirthRequests } from "./rebirth-requests.ts";
import type { Clock } from "./sequence.ts";
import { numberOf, timeUsOf } from "./values.ts";
import { DataType } from "./wire-value.ts";

export interface HostOptions {
  readonly hostId: string;
  readonly reorderTimeoutMs: number;
  /** The newest messages of earlier sessions, and findings about the nodes' times. */
  readonly lastHeard: LastHeard;
  readonly times?: MetricTimes;
}

/**
 * A Sparkplug B 3.0 host application for the edge nodes that the tags name. It only listens, except for its STATE and
 * rebirth requests.
 */
export class SparkplugHost implements TopicReader {
  readonly filters: readonly Filter[];
  readonly will: Publication;
  readonly links: readonly LinkRef[];
  readonly #context: SourceContext<SparkplugAddress, SparkplugBinding>;
  readonly #options: HostOptions;
  readonly #outlet: Outlet;
  readonly #nodes: Map<string, EdgeNode>;
  readonly #topics: NodeTopics;
  readonly #state: HostState;
  readonly #sampler: MetricSampler;
  readonly #report: BirthReport;
  readonly #links: DeviceLinks;
  readonly #reader = new PayloadReader();
  readonly #rebirths = new RebirthRequests();
  readonly #continuity: NodeContinuity;
  /** Arrival of the present message. */
  #nowUs: Micros = 0;
  /** The same by `performance.now()`; NaN until `#clock` is asked for it. */
  #nowMs = Number.NaN;
  readonly #clock: Clock = () => {
    if (Number.isNaN(this.#nowMs)) this.#nowMs = performance.now();
    return this.#nowMs;
  };

  constructor(context: SourceContext<SparkplugAddress, SparkplugBinding>, outlet: Outlet, options: HostOptions) {
    this.#context = context;
    this.#options = options;
    this.#outlet = outlet;
    this.#nodes = edgeNodesOf(context.bound, (name) => new NodeGaps(`${context.name}/${name}`, outlet));
    this.#topics = new NodeTopics(this.#nodes);
    this.#report = new BirthReport(context.log);
    this.#links = new DeviceLinks(context.links);
    this.#sampler = new MetricSampler(outlet, context, options.times);
    this.#state = new HostState(options.hostId);
    const { counters } = context;
    this.#continuity = new NodeContinuity({ ...options, counters, rebirths: this.#rebirths });
    this.links = linksOf(context.bound);
    this.filters = [
      this.#state.filter,
      ...[...this.#nodes.values()].map(
        ({ group, name }): Filter => ({ topic: `${NAMESPACE}/${group}/+/${name}/#`, qos: 0 }),
      ),
    ];
    this.will = this.#state.will;
    outlet.numbers = () => numbersOf(this.#nodes.values());
  }

  online(publish: Publish): void {
    this.#state.online(publish);
    this.#rebirths.open(publish, this.#nodes.values(), performance.now());
  }

  farewell(): readonly Publication[] {
    return [this.#state.farewell()];
  }

  message(topic: string, payload: Buffer, retained = false): void {
    if (topic === this.#state.topic) {
      this.#state.message(payload, retained);
      return;
    }
    // Edge nodes must not retain messages. A retained one may be long out of date, so the birth is requested instead.
    const route = retained ? undefined : this.#topics.routeOf(topic);
    if (route === undefined) return;
    const { node, type, deviceName } = route;
    this.#nowUs = nowUs();
    this.#nowMs = Number.NaN;
    switch (type) {
      case "NBIRTH":
        this.#nodeBirth(node, payload);
        break;
      case "NDEATH":
        this.#nodeDeath(node, payload);
        break;
      case "NDATA":
      case "DDATA":
        this.#data(node, deviceName, payload);
        break;
      case "DBIRTH":
        this.#deviceBirth(node, deviceName, payload);
        break;
      case "DDEATH":
        this.#deviceDeath(node, deviceName, payload);
        break;
      default:
    }
  }

  pinged(): void {
    // The broker would have sent the node's will if the node were gone, so its answer proves that born devices are
    // alive.
    for (const node of this.#nodes.values()) if (node.isBorn) node.heardSinceTick = true;
  }

  tick(nowMs: number): void {
    for (const node of this.#nodes.values()) {
      if (this.#links.tick(node, nowMs)) node.wantsBirth = true;
      this.#continuity.tick(node, nowMs);
      node.gaps.tick(nowMs);
      this.#rebirths.tick(node, nowMs);
    }
  }

  ended(): void {
    for (const node of this.#nodes.values()) this.#continuity.note(node);
  }

  meet(): void {
    this.#options.lastHeard.meet();
  }

  remember(isLater = false): (() => void) | undefined {
    this.ended();
    return this.#options.lastHeard.snapshot(isLater);
  }

  #nodeBirth(node: EdgeNode, payload: Buffer): void {
    this.#rebirths.answered(node, this.#clock());
    const reader = this.#reader;
    reader.open(payload);
    const self = node.device("");
    const birth = new Birth(self, this.#sampler, this.#report);
    this.#beginSamples(node, birth.aliases, true);
    while (reader.next()) birth.takeOfNode(reader);
    this.#sampler.end();
    node.rebirthAlias = birth.rebirthAlias;
    const isKnown = this.#continuity.born(node, birth.bdSeq, this.#numbered());
    if (!isKnown) this.#outlet.meet(node.key, this.#reader.seq);
    for (const device of node.devices.values()) device.aliases = new Aliases();
    self.aliases = birth.aliases;
    self.metrics = birth.metrics;
    node.isBorn = true;
    node.isDead = false;
    node.bornAtMs = this.#clock();
    for (const device of node.devices.values()) device.isAlive = false;
    this.#alive(self);
    this.#report.complete(node.name, self);
  }

  #deviceBirth(node: EdgeNode, deviceName: string, payload: Buffer): void {
    if (!this.#opens(node, payload)) return;
    const reader = this.#reader;
    const device = node.devices.get(deviceName);
    // Some nodes number a device's birth like their own. It is not a repetition while the device is not alive.
    if (!this.#isInSequence(node) && device?.isAlive !== false) return;
    if (device === undefined) {
      this.#sampler.unmapped += reader.metricCount;
      return;
    }
    const birth = new Birth(device, this.#sampler, this.#report);
    this.#beginSamples(node, birth.aliases, true);
    while (reader.next()) birth.take(reader);
    this.#sampler.end();
    if (node.aliasesBeside(device) + birth.aliases.size > MAX_METRICS_PER_NODE)
      throw new RangeError(`edge node ${node.name} has more than ${MAX_METRICS_PER_NODE} metrics`);
    device.aliases = birth.aliases;
    device.metrics = birth.metrics;
    this.#continuity.deviceBorn(node, device, this.#payloadTime());
    this.#alive(device);
    this.#report.complete(node.name, device);
  }

  #data(node: EdgeNode, deviceName: string, payload: Buffer): void {
    if (!this.#opens(node, payload) || !this.#isInSequence(node)) return;
    const reader = this.#reader;
    node.heardSinceTick = true;
    const device = node.devices.get(deviceName);
    if (device === undefined) {
      this.#sampler.unmapped += reader.metricCount;
      return;
    }
    if (!device.isAlive) {
      this.#continuity.unreadable(device, this.#payloadTime(), this.#clock());
      this.#rebirths.need(node, this.#clock(), true);
      return;
    }
    this.#links.heard(device);
    this.#beginSamples(node, device.aliases, false);
    let hasUnknown = false;
    let isLost = false;
    for (this.#sampler.run(reader); reader.next(); this.#sampler.run(reader)) {
      const metric = reader.alias >= 0 ? device.aliases.get(reader.alias) : device.metrics.get(reader.name());
      if (metric !== undefined) this.#sampler.take(reader, metric);
      else {
        hasUnknown = true;
        isLost ||= reader.alias >= 0 || device.wanted.has(reader.name());
      }
      if (reader.isHistorical) node.gaps.fill(timeUsOf(reader), this.#clock());
    }
    this.#sampler.end();
    if (isLost) this.#continuity.unreadable(device, this.#payloadTime(), this.#clock());
    if (hasUnknown) this.#rebirths.need(node, this.#clock(), true);
  }

  /** Opens the payload. False for a node whose birth is missing: then births are requested. */
  #opens(node: EdgeNode, payload: Buffer): boolean {
    this.#reader.open(payload);
    if (!node.isBorn) this.#rebirths.need(node, this.#clock(), true);
    return node.isBorn;
  }

  #isInSequence(node: EdgeNode): boolean {
    return this.#continuity.isInSequence(node, this.#numbered(), this.#clock);
  }

  #nodeDeath(node: EdgeNode, payload: Buffer): void {
    const reader = this.#reader;
    reader.open(payload);
    let bdSeq = Number.NaN;
    while (reader.next()) if (reader.name() === BDSEQ) bdSeq = numberOf(reader, DataType.int64);
    // The will of an earlier connection may come after the birth of the next one (specification, NDEATH and bdSeq).
    if (node.isBorn && !Number.isNaN(node.bdSeq) && bdSeq !== node.bdSeq) return;
    for (const device of node.devices.values()) this.#links.lost(device, "edge node went offline (NDEATH)");
    // Before a birth it may belong to an earlier connection as well: requests for births continue.
    if (!node.isBorn) return;
    node.isBorn = false;
    node.isDead = true;
    node.hasAskedForDevices = false;
    this.#rebirths.died(node, this.#clock());
  }

  #deviceDeath(node: EdgeNode, deviceName: string, payload: Buffer): void {
    this.#reader.open(payload);
    const isRepeated = node.isBorn && this.#reader.seq !== -1 && !this.#isInSequence(node);
    const device = node.devices.get(deviceName);
    // A death without seq breaks the specification (tck-id-payloads-ddeath-seq) but is believed: the device is gone.
    if (device !== undefined && !isRepeated) this.#links.lost(device, "device went offline (DDEATH)");
    if (node.isBorn && this.#reader.seq === -1) throw new RangeError("the payload has no seq");
  }

  #beginSamples({ key: node }: EdgeNode, aliases: Aliases, isBirth: boolean): void {
    this.#sampler.begin({
      nowUs: this.#nowUs,
      payloadUs: this.#payloadTime(),
      timestampMs: this.#reader.timestampMs,
      node,
      aliases,
      isBirth,
    });
  }

  #numbered(): { seq: number; time: Micros } {
    return { seq: this.#reader.seq, time: this.#payloadTime() };
  }

  #payloadTime(): Micros {
    const ms = this.#reader.timestampMs;
    return isPlausibleMs(ms, this.#nowUs / 1000) ? ms * 1000 : this.#nowUs;
  }

  #alive(device: SparkplugDevice): void {
    device.isAlive = true;
    this.#context.log.debug(
      { device: device.name, unmapped: this.#sampler.unmapped },
      "device born; metric values without a tag so far",
    );
    this.#links.heard(device);
  }
}
