import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { LastHeard } from "../last-heard.ts";
import type { EdgeNode, SparkplugDevice } from "./edge-node.ts";
import type { RebirthRequests } from "./rebirth-requests.ts";

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
}

/** Declares what is missing of edge nodes' messages: within a session by their `seq`, between sessions by time. */
export class NodeContinuity {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * An NBIRTH begins the count anew. Messages between the node's last one and this birth reached nobody: they were
   * sent before this session of the edge, or in a session of the node that ended.
   */
  born(node: EdgeNode, bdSeq: number, { seq, time }: Numbered): void {
    const { sequence, gaps, key } = node;
    // Some nodes begin every session with the same bdSeq, but none is born again in a session that ended.
    const isSameSession = sequence.newest > 0 && Object.is(bdSeq, node.bdSeq) && !node.isDead;
    const before = sequence.newest > 0 ? sequence.newest : this.#options.lastHeard.get(key)?.time;
    const missing = sequence.restart(seq === -1 ? 0 : seq, time);
    if (before !== undefined && !isSameSession) gaps.declare(before, time);
    else if (missing !== undefined) gaps.declare(missing.from, missing.to, missing.lost);
    node.bdSeq = bdSeq;
    this.note(node);
  }

  /** Counts the message's number. False for a repetition, which is ignored. */
  isInSequence(node: EdgeNode, { seq, time }: Numbered, nowMs: number): boolean {
    if (seq === -1) throw new RangeError("the payload has no seq");
    const verdict = node.sequence.take(seq, time, nowMs);
    if (verdict === "lost") this.#declareOverdue(node, nowMs, 0);
    return verdict !== "repeated";
  }

  /** Data of a device whose birth is missing cannot be read: it is lost up to the birth (rule Q17). */
  unreadable(device: SparkplugDevice, time: Micros): void {
    const { from, messages } = device.unread ?? { from: time, messages: 0 };
    device.unread = { from: Math.min(from, time), messages: messages + 1 };
  }

  /** A device's birth declares the data before it that could not be read. */
  deviceBorn({ gaps }: EdgeNode, device: SparkplugDevice, time: Micros): void {
    if (device.unread !== undefined) gaps.declare(device.unread.from, time, device.unread.messages);
    device.unread = undefined;
  }

  tick(node: EdgeNode, nowMs: number): void {
    this.#declareOverdue(node, nowMs, this.#options.reorderTimeoutMs);
  }

  /** Remembers the time up to which every loss is declared. */
  note({ key, sequence, bdSeq, devices }: EdgeNode): void {
    if (sequence.newest === 0) return;
    let time = sequence.settled;
    for (const { unread } of devices.values()) time = Math.min(time, unread?.from ?? time);
    this.#options.lastHeard.set(key, time, bdSeq);
  }

  #declareOverdue(node: EdgeNode, nowMs: number, timeoutMs: number): void {
    const gap = node.sequence.overdue(nowMs, timeoutMs);
    if (gap === undefined) return;
    node.gaps.declare(gap.from, gap.to, gap.lost);
    this.#options.rebirths.need(node, nowMs, false);
  }
}
