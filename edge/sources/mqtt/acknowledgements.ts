import type { Inlet, LogPosition } from "../../contracts/path/source.ts";

/** PUBACK without reason code (success): type 4, two more bytes. The same in MQTT 3.1.1 and 5 (MQTT-3.4). */
const PUBACK = 0x40;
const PACKET_BYTES = 4;

/**
 * Holds back the PUBACK of each message until its content is on disk.
 *
 *   hold(id) ─▶ #ids ── handedOver(position) ─▶ commit ─▶ one write of all PUBACKs
 *
 * They go out in the order in which the messages came (MQTT-4.6.0-2), so a message that is still being processed delays
 * those after it.
 */
export class Acknowledgements {
  readonly #write: (bytes: Buffer) => void;
  readonly #unfinished = new Set<number>();
  #ids: number[] = [];
  #waiting = 0;
  #most = 0;
  #lastCommit: Promise<void> = Promise.resolve();

  /** `write` puts packets on the wire; it must ignore a connection that is gone. */
  constructor(write: (bytes: Buffer) => void) {
    this.#write = write;
  }

  /** Messages without PUBACK so far. */
  get held(): number {
    return this.#ids.length + this.#waiting;
  }

  /** Highest count held at once since the last call. */
  takeMost(): number {
    const most = this.#most;
    this.#most = this.held;
    return most;
  }

  /** The message was received; unless `isFinished`, `finish` will follow. */
  hold(messageId: number, isFinished: boolean): void {
    this.#ids.push(messageId);
    this.#most = Math.max(this.#most, this.held);
    if (!isFinished) this.#unfinished.add(messageId);
  }

  /** The message's samples are in the outlet. */
  finish(messageId: number): void {
    this.#unfinished.delete(messageId);
  }

  /** The samples of finished messages are on disk once `position` is. */
  handedOver(position: LogPosition, inlet: Inlet, signal: AbortSignal): void {
    const ids = this.#takeFinished();
    if (ids.length === 0) return;
    this.#waiting += ids.length;
    this.#lastCommit = inlet.committed(position, signal).then(
      () => {
        this.#waiting -= ids.length;
        this.#write(packets(ids));
      },
      // The session or the log ended first. The broker keeps the messages and sends them again.
      () => undefined,
    );
  }

  /** Resolves when the PUBACKs of all that was handed over are written. */
  async settled(): Promise<void> {
    await this.#lastCommit;
  }

  #takeFinished(): number[] {
    const ids = this.#ids;
    const end = this.#unfinished.size === 0 ? ids.length : ids.findIndex((id) => this.#unfinished.has(id));
    this.#ids = ids.slice(end);
    return ids.slice(0, end);
  }
}

function packets(ids: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(ids.length * PACKET_BYTES);
  for (const [n, id] of ids.entries()) {
    bytes[n * PACKET_BYTES] = PUBACK;
    bytes[n * PACKET_BYTES + 1] = 2;
    bytes.writeUInt16BE(id, n * PACKET_BYTES + 2);
  }
  return bytes;
}
