/** One ISO-on-TCP connection to a controller: one job at a time, within the memory of one PDU. */
import { connect, type Socket } from "node:net";
import { EdgeError } from "../../contracts/errors.ts";
import { type S7Config, tsapsOf } from "./config.ts";
import { connectFrame, grantedSize, ISO_HEADER, JobRefused, setReference, setUpFrame, Violation } from "./pdu.ts";

const TPKT = 4;
/** A connection confirm has parameters of at most 254 bytes. */
const LEAST_ROOM = TPKT + 255;
const CONFIRM = 0xd0;
const DISCONNECT = 0x80;
const DATA = 0xf0;
const LAST_OF_PDU = 0x80;

/** What the link waits for. */
interface Pending {
  readonly isConfirm: boolean;
  readonly resolve: (pdu: Buffer) => void;
  readonly reject: (reason: unknown) => void;
}

/** What a connection needs to know. */
type LinkConfig = Pick<S7Config, "host" | "port" | "connection" | "rack" | "slot" | "tsap" | "pduSize" | "timeoutMs">;

export class IsoLink {
  readonly #socket: Socket;
  readonly #place: string;
  readonly #timeoutMs: number;
  /** The frame that arrives, and the PDU of the frames so far. */
  readonly #frame: Buffer;
  readonly #pdu: Buffer;
  #inFrame = 0;
  #inPdu = 0;
  #pending: Pending | undefined;
  #ended: unknown;
  #isReached = false;
  #isConfirmed = false;
  #reference = 0;
  /** Most bytes of a PDU. */
  pduSize: number;

  /** Connects and negotiates. Throws EdgeError `connect-failed` that names the address, or the signal's reason. */
  static async open(config: LinkConfig, signal: AbortSignal): Promise<IsoLink> {
    signal.throwIfAborted();
    const link = new IsoLink(config);
    const abort = (): void => link.#end(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    try {
      await link.#connected(config);
      return link;
    } catch (error) {
      link.#end(error);
      if (!(error instanceof JobRefused || error instanceof Violation)) throw error;
      throw new EdgeError("connect-failed", `the PLC at ${link.#place} sent ${error.message}`);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  private constructor({ host, port, pduSize, timeoutMs }: LinkConfig) {
    this.#place = `${host}:${port}`;
    this.#timeoutMs = timeoutMs;
    this.pduSize = pduSize;
    this.#frame = Buffer.allocUnsafe(Math.max(LEAST_ROOM, ISO_HEADER + pduSize));
    this.#pdu = Buffer.allocUnsafe(pduSize);
    this.#socket = connect({
      host,
      port: Number(port),
      noDelay: true,
      // One buffer for the life of the link, instead of one for each read.
      onread: {
        buffer: Buffer.allocUnsafe(2 * pduSize),
        callback: (bytes, buffer) => {
          this.#take(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
          return true;
        },
      },
    });
    this.#socket.on("error", (error) => this.#end(this.#isReached ? this.#closed() : error));
    this.#socket.on("close", () => this.#end(this.#closed()));
  }

  /**
   * Sends a job with a reference of its own. Resolves with its answer, whose bytes are valid until the next job, and
   * the reference. Throws EdgeError `link-lost`; the link has then ended.
   */
  async ask(frame: Buffer): Promise<{ readonly pdu: Buffer; readonly reference: number }> {
    this.#reference = (this.#reference + 1) & 0xffff;
    setReference(frame, this.#reference);
    return { pdu: await this.#exchange(frame, false), reference: this.#reference };
  }

  close(): void {
    this.#end(new EdgeError("link-lost", "the connection was closed"));
  }

  /** Throws the reason when the connection has ended. */
  throwIfEnded(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }

  /** A controller that does not know the TSAPs, or has no connection free, closes as well. */
  #closed(): EdgeError {
    const [code, what] = this.#isConfirmed
      ? (["link-lost", "closed the connection"] as const)
      : (["connect-failed", "refuses the connection"] as const);
    return new EdgeError(code, `the PLC at ${this.#place} ${what}`);
  }

  async #connected(config: LinkConfig): Promise<void> {
    await this.#reached();
    this.#isReached = true;
    await this.#exchange(connectFrame(tsapsOf(config)), true);
    this.#isConfirmed = true;
    const { pdu, reference } = await this.ask(setUpFrame(config.pduSize));
    this.pduSize = grantedSize(pdu, reference, config.pduSize);
  }

  async #reached(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#pending = { isConfirm: false, resolve, reject };
    const timer = setTimeout(() => this.#end(new Error("connect ETIMEDOUT")), this.#timeoutMs);
    this.#socket.once("connect", () => resolve(this.#pdu));
    try {
      await promise;
    } catch (error) {
      if (!(error instanceof Error) || error.name === "AbortError") throw error;
      throw new EdgeError("connect-failed", `cannot connect to the PLC at ${this.#place}`, { cause: error });
    } finally {
      clearTimeout(timer);
      this.#pending = undefined;
    }
  }

  async #exchange(frame: Buffer, isConfirm: boolean): Promise<Buffer> {
    this.throwIfEnded();
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#pending = { isConfirm, resolve, reject };
    const timer = setTimeout(
      () =>
        this.#end(
          new EdgeError("link-lost", `the PLC at ${this.#place} did not answer within ${this.#timeoutMs / 1000} s`),
        ),
      this.#timeoutMs,
    );
    this.#socket.write(frame);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#pending = undefined;
    }
  }

  /** Ends the connection; what waits for an answer gets this reason. */
  #end(reason: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason ?? new Error("ended");
    this.#socket.destroy();
    this.#pending?.reject(this.#ended);
  }

  #take(bytes: Buffer): void {
    try {
      for (let at = 0; at < bytes.length && this.#ended === undefined; ) {
        const wanted = this.#inFrame < TPKT ? TPKT : this.#frame.readUInt16BE(2);
        const more = Math.min(wanted - this.#inFrame, bytes.length - at);
        bytes.copy(this.#frame, this.#inFrame, at, at + more);
        this.#inFrame += more;
        at += more;
        if (this.#inFrame === TPKT) this.#checkLength();
        else if (this.#inFrame === wanted) this.#frameArrived(wanted);
      }
    } catch (error) {
      this.#end(this.violated((error as Error).message));
    }
  }

  /** The error of a controller that breaks the protocol. */
  violated(detail: string): EdgeError {
    return new EdgeError("link-lost", `the PLC at ${this.#place} sent ${detail}`);
  }

  #checkLength(): void {
    const length = this.#frame.readUInt16BE(2);
    if (this.#frame[0] !== 3 || length < ISO_HEADER || length > this.#frame.length)
      throw new Violation("bytes that are no frame of ISO-on-TCP");
  }

  #frameArrived(length: number): void {
    this.#inFrame = 0;
    const kind = (this.#frame[5] as number) & 0xf0;
    const pending = this.#pending;
    if (kind === DISCONNECT) {
      this.#end(this.#closed());
      return;
    }
    if (pending === undefined) throw new Violation("data that nobody asked for");
    if (pending.isConfirm) {
      if (kind !== CONFIRM) throw new Violation("no confirmation of the connection");
      pending.resolve(this.#frame.subarray(0, length));
      return;
    }
    if (kind !== DATA || this.#frame[TPKT] !== 2) throw new Violation("bytes that are no frame of ISO-on-TCP");
    if (this.#inPdu + length - ISO_HEADER > this.pduSize) throw new Violation("an answer that is too long");
    this.#frame.copy(this.#pdu, this.#inPdu, ISO_HEADER, length);
    this.#inPdu += length - ISO_HEADER;
    if (((this.#frame[6] as number) & LAST_OF_PDU) === 0) return;
    const pdu = this.#pdu.subarray(0, this.#inPdu);
    this.#inPdu = 0;
    this.#pending = undefined;
    pending.resolve(pdu);
  }
}
