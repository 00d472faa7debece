import type { BoundTag } from "../../../contracts/plugin.ts";
import type { LinkRef, Tag } from "../../../contracts/tag.ts";
import type { SparkplugAddress, SparkplugBinding } from "./config.ts";
import { Sequence } from "./sequence.ts";

/** Metrics that one edge node may announce, bound or not. Beyond it a birth is refused. */
export const MAX_METRICS_PER_NODE = 50_000;

/** A tag bound to a metric. */
export interface BoundMetric {
  readonly tag: Tag;
  /** Element of an array metric. */
  readonly index: number | undefined;
}

/** What a birth said of one metric, with the tags that want it. */
export interface KnownMetric {
  readonly datatype: number;
  readonly bound: readonly BoundMetric[];
}

const NOT_BOUND: readonly BoundMetric[] = [];

/** One device of an edge node, or the node itself under the empty name. */
export class SparkplugDevice {
  readonly name: string;
  readonly links = new Set<LinkRef>();
  readonly bound = new Map<string, BoundMetric[]>();
  /** By name, for metrics that were born without an alias. */
  metrics = new Map<string, KnownMetric>();
  isAlive = false;
  isReported = false;

  constructor(name: string) {
    this.name = name;
  }

  known(name: string, datatype: number): KnownMetric {
    return { datatype, bound: this.bound.get(name) ?? NOT_BOUND };
  }
}

/** What the host knows of one edge node in this session. */
export class EdgeNode {
  readonly group: string;
  readonly name: string;
  /** Devices with bound tags. Others are not looked at. */
  readonly devices = new Map<string, SparkplugDevice>();
  readonly sequence = new Sequence();
  aliases = new Map<number, KnownMetric>();
  isBorn = false;
  /** The node said goodbye, so asking it for a birth would be asking nobody. */
  isDead = false;
  bornAtMs = 0;
  /** Of the present birth; NaN before one. */
  bdSeq = Number.NaN;
  heardSinceTick = false;
  lastAskMs = Number.NEGATIVE_INFINITY;
  /** Births are needed and were not asked for yet. */
  wantsBirth = false;
  /** Wait before an unborn node is asked again. */
  askEveryMs = 0;

  constructor(group: string, name: string) {
    this.group = group;
    this.name = name;
  }

  device(name: string): SparkplugDevice {
    let device = this.devices.get(name);
    if (device === undefined) {
      device = new SparkplugDevice(name);
      this.devices.set(name, device);
    }
    return device;
  }
}

/** The edge nodes that the bound tags name, by `group/node`. */
export function edgeNodesOf(bound: readonly BoundTag<SparkplugAddress, SparkplugBinding>[]): Map<string, EdgeNode> {
  const nodes = new Map<string, EdgeNode>();
  for (const { tag, address, binding } of bound) {
    const key = `${address.group}/${address.node}`;
    let node = nodes.get(key);
    if (node === undefined) {
      node = new EdgeNode(address.group, address.node);
      nodes.set(key, node);
    }
    const device = node.device(address.device ?? "");
    device.links.add(tag.link);
    const metric = { tag, index: binding.index };
    const others = device.bound.get(binding.metric);
    if (others === undefined) device.bound.set(binding.metric, [metric]);
    else others.push(metric);
  }
  return nodes;
}

/** A message about one device, as it arrived. */
export interface DeviceMessage {
  readonly deviceName: string;
  readonly payload: Buffer;
  readonly nowMs: number;
}
