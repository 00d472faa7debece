import { count, type SourceCounters } from "../../../contracts/path/plugin.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { LastHeard } from "../last-heard.ts";
import type { EdgeNode, SparkplugDevice } from "./edge-node.ts";
import type { RebirthRequests } from "./rebirth-requests.ts";
import type { Clock } from "./sequence.ts";

/** Data without a birth that makes it readable is declared after this time, and repeatedly while it arrives. */
const UNREAD_DECLARED_MS = 300_000;

/** Number and time of one message. */
interface Numbered {
  /** -1 when absent. */
  readonly seq: number;
  readonly time: Micros;
}

interface Options {
  /** The newest messages of earlier sessions. */
  readonly lastHeard: LastHeard;
  /** How long a missing message is waited for. */
  readonly reorderTimeoutMs: number;
  readonly rebirths: RebirthRequests;
  readonly counters: SourceCounters;
}

/** Declares missing messages of edge nodes: within a session by their `seq`, between sessions by time. */
export class NodeContinuity {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * An NBIRTH restarts the count. Messages between the node's last one and this birth are lost: the node sent them
   * before this session of the edge, or in an earlier session of its own. Returns
   * false where no message of the node is remembered.
   */
  born(node: EdgeNode, bdSeq: number, { seq, time }: Numbered): boolean {
    const { sequence, gaps, key } = node;
    // Some nodes begin every session with the same bdSeq, but none is born again in a session that ended.
    const isSameSession = sequence.newest > 0 && Object.is(bdSeq, node.bdSeq) && !node.isDead;
    const before = sequence.newest > 0 ? sequence.newest : this.#options.lastHeard.get(key)?.time;
    const missing = sequence.restart(seq === -1 ? 0 : seq, time);
    for (const gap of missing) gaps.declare(gap);
    if (before !== undefined && !isSameSession) gaps.declare({ from: before, to: time });
    this.deviceBorn(node, node.device(""), time);
    node.bdSeq = bdSeq;
    this.note(node);
    return before !== undefined;
  }

  /** Counts the message's number. False for a repetition, which is ignored. */
  isInSequence(node: EdgeNode, { seq, time }: Numbered, clock: Clock): boolean {
    if (seq === -1) throw new RangeError("the payload has no seq");
    const verdict = node.sequence.take(seq, time, clock);
    if (verdict === "lost") this.#declareOverdue(node, clock());
    return verdict !== "repeated";
  }

  /**
   * A message of a device cannot be read, or not whole, by the births that came: the birth is missing (rule Q17), or
   * does not name a metric (rule Q18). Its data is lost up to the device's next birth.
   */
  unreadable(device: SparkplugDevice, time: Micros, nowMs: number): void {
    count(this.#options.counters, "unreadable");
    const { from, to, messages, sinceMs } = device.unread ?? { from: time, to: time, messages: 0, sinceMs: nowMs };
    device.unread = { from: Math.min(from, time), to: Math.max(to, time), messages: messages + 1, sinceMs };
  }

  /** A birth of the device, or of the node itself, declares the data before it that could not be read. */
  deviceBorn(node: EdgeNode, device: SparkplugDevice, time: Micros): void {
    this.#declareUnread(node, device, time);
  }

  tick(node: EdgeNode, nowMs: number): void {
    if (node.sequence.isOverdue(nowMs, this.#options.reorderTimeoutMs)) this.#declareOverdue(node, nowMs);
    for (const device of node.devices.values())
      if (device.unread !== undefined && nowMs - device.unread.sinceMs >= UNREAD_DECLARED_MS)
        this.#declareUnread(node, device, device.unread.to);
  }

  /** Remembers the time up to which every loss is declared. */
  note({ key, sequence, bdSeq, devices }: EdgeNode): void {
    if (sequence.newest === 0) return;
    let time = sequence.settled;
    for (const { unread } of devices.values()) time = Math.min(time, unread?.from ?? time);
    this.#options.lastHeard.set(key, time, bdSeq);
  }

  #declareOverdue(node: EdgeNode, nowMs: number): void {
    const { reorderTimeoutMs, rebirths } = this.#options;
    for (const gap of node.sequence.overdue(nowMs, reorderTimeoutMs)) node.gaps.declare(gap);
    rebirths.need(node, nowMs, false);
  }

  #declareUnread({ gaps }: EdgeNode, device: SparkplugDevice, to: Micros): void {
    const { unread } = device;
    if (unread === undefined) return;
    gaps.declare({ from: unread.from, to, lost: unread.messages, device: device.name });
    device.unread = undefined;
  }
}
