import { SiblingValues } from "../../../batch/sibling-values.ts";
import type { BoundTag } from "../../../contracts/path/plugin.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { LinkRef } from "../../../contracts/plant/tag.ts";
import { siblingsOf, type WaveformTiming } from "../waveform.ts";
import { Aliases } from "./aliases.ts";
import type { SparkplugAddress, SparkplugBinding } from "./config.ts";
import type { NodeGaps } from "./node-gaps.ts";
import { RebirthPace } from "./rebirth-pace.ts";
import { Sequence } from "./sequence.ts";
import { type BoundMetric, NO_ROW, NOT_PLAIN, type WantedMetric } from "./wanted-metric.ts";

/** Metrics that one edge node may announce, bound or not; a larger birth is refused. */
export const MAX_METRICS_PER_NODE = 50_000;

const UNWANTED: WantedMetric = Object.freeze({
  datatype: 0,
  bound: [],
  members: new Map(),
  plain: NOT_PLAIN,
  row: NO_ROW,
  siblingOf: [],
});

/** Payload time of the first and the newest message, their number, and when the first arrived (`performance.now()`). */
interface Unread {
  readonly from: Micros;
  readonly to: Micros;
  readonly messages: number;
  readonly sinceMs: number;
}

/** One device of an edge node, or the node itself under the empty name. */
export class SparkplugDevice {
  readonly name: string;
  readonly links = new Set<LinkRef>();
  readonly wanted = new Map<string, WantedMetric>();
  /**
   * Metrics by alias, as of the birth. Per device: aliases should be unique in a node, but some nodes restart the count
   * for each device.
   */
  aliases = new Aliases();
  /** Metrics by name, for those without an alias. */
  metrics = new Map<string, WantedMetric>();
  isAlive = false;
  /** Messages that the births do not make readable, not yet declared. */
  unread: Unread | undefined;
  /** The birth's problems were logged. */
  isReported = false;

  constructor(name: string) {
    this.name = name;
  }

  /** A metric of a birth. */
  born(name: string, datatype: number): WantedMetric {
    const metric = this.wanted.get(name);
    if (metric === undefined) return UNWANTED;
    metric.datatype = datatype;
    return metric;
  }
}

/** State of one edge node in this session. */
export class EdgeNode {
  readonly group: string;
  readonly name: string;
  /** `group/node`. */
  readonly key: string;
  /** Devices with bound tags. Others are ignored. */
  readonly devices = new Map<string, SparkplugDevice>();
  readonly sequence = new Sequence();
  readonly gaps: NodeGaps;
  isBorn = false;
  /** It was born in this session and has died. */
  isDead = false;
  /** By `performance.now()`; Infinity once devices without a birth are lost. */
  bornAtMs = 0;
  /** bdSeq of the present birth; NaN before one. */
  bdSeq = Number.NaN;
  heardSinceTick = false;
  /** Pace of rebirth requests. */
  readonly pace = new RebirthPace();
  /** Births are needed and have not come yet. */
  wantsBirth = false;
  /** Births were requested because devices did not follow the node's birth: once per session of the node. */
  hasAskedForDevices = false;
  /** Alias that its birth gave to `Node Control/Rebirth`. */
  rebirthAlias: number | undefined;

  constructor(group: string, name: string, gaps: NodeGaps) {
    this.group = group;
    this.name = name;
    this.key = `${group}/${name}`;
    this.gaps = gaps;
  }

  /** Number of aliases of all other devices. */
  aliasesBeside(device: SparkplugDevice): number {
    let sum = 0;
    for (const one of this.devices.values()) if (one !== device) sum += one.aliases.size;
    return sum;
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
export function edgeNodesOf(
  bound: readonly BoundTag<SparkplugAddress, SparkplugBinding>[],
  gapsOf: (node: string) => NodeGaps,
): Map<string, EdgeNode> {
  const nodes = new Map<string, EdgeNode>();
  for (const { tag, address, binding } of bound) {
    const key = `${address.group}/${address.node}`;
    let node = nodes.get(key);
    if (node === undefined) {
      node = new EdgeNode(address.group, address.node, gapsOf(key));
      nodes.set(key, node);
    }
    const device = node.device(address.device ?? "");
    device.links.add(tag.link);
    let wanted = wantedOf(device.wanted, binding.metric);
    for (const name of binding.member ?? []) {
      wanted.plain = NOT_PLAIN;
      wanted = wantedOf(wanted.members, name);
    }
    const bound = {
      tag,
      index: binding.index,
      column: binding.column,
      row: binding.row ?? 0,
      waveform: waveformOf(device, binding.waveform),
    };
    wanted.bound.push(bound);
    wanted.plain = isPlain(wanted) ? tag.ref : NOT_PLAIN;
  }
  return nodes;
}

/** The newest sequence number of each node that was heard, by `group/node`. */
export function numbersOf(nodes: Iterable<EdgeNode>): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const { key, sequence } of nodes) if (sequence.last !== undefined) numbers.set(key, sequence.last);
  return numbers;
}

function isPlain({ bound: [first, second], members, siblingOf }: WantedMetric): boolean {
  if (first === undefined || second !== undefined || members.size > 0 || siblingOf.length > 0) return false;
  return (
    first.tag.type !== "text" &&
    first.tag.type !== "waveform" &&
    first.index === undefined &&
    first.column === undefined
  );
}

function waveformOf(device: SparkplugDevice, timing: WaveformTiming | undefined): BoundMetric["waveform"] {
  if (timing === undefined) return undefined;
  const siblings = new SiblingValues();
  for (const [says, metric] of siblingsOf(timing)) {
    const sibling = wantedOf(device.wanted, metric);
    sibling.siblingOf.push({ says, to: siblings });
    sibling.plain = NOT_PLAIN;
  }
  return { timing, siblings };
}

function wantedOf(wanted: Map<string, WantedMetric>, name: string): WantedMetric {
  let found = wanted.get(name);
  if (found === undefined) {
    found = { datatype: 0, bound: [], members: new Map(), plain: NOT_PLAIN, row: NO_ROW, siblingOf: [] };
    wanted.set(name, found);
  }
  return found;
}
