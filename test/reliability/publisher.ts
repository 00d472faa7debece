/**
 * A peer that keeps unacknowledged messages: an MQTT 3.1.1 server with one
 * session, which publishes numbered messages with QoS 1, repeats those without a
 * PUBACK when the edge comes back, and is never killed itself.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { Packet, packetBytes, packetOf, textBytes } from "./mqtt-wire.ts";
import { SAMPLES_PER_SECOND, TAGS, timeOf } from "./numbered.ts";

export const TOPIC = "numbers";
const UPTIME_TOPIC = "$SYS/broker/uptime";
/** Nothing is ever dropped here: a number waits until it is acknowledged. */
const DROPPED_TOPIC = "$SYS/broker/publish/messages/dropped";
/** Unacknowledged messages in flight. */
const WINDOW = 400;
const TICK_MS = 10;

export class Publisher implements AsyncDisposable {
  readonly #server: Server;
  readonly #startUs: number;
  readonly #messagesPerSecond: number;
  readonly #bornMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #client: Socket | undefined;
  #isSubscribed = false;
  /** Messages due so far; the next to send; the first without an answer. */
  #made = 0;
  #next = 0;
  #oldest = 0;
  readonly #answered = new Set<number>();
  #until = Number.POSITIVE_INFINITY;
  /** Messages that were sent more than once. */
  resent = 0;

  private constructor(server: Server, startUs: number, samplesPerSecond: number) {
    this.#server = server;
    this.#startUs = startUs;
    this.#messagesPerSecond = samplesPerSecond / TAGS;
    server.on("connection", (socket) => this.#accept(socket));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  static async start(startUs: number, samplesPerSecond = SAMPLES_PER_SECOND): Promise<Publisher> {
    const server = createServer({ noDelay: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Publisher(server, startUs, samplesPerSecond);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  /** Samples published so far, and how many of them are acknowledged. */
  get produced(): number {
    return Math.min(this.#next, this.#until) * TAGS;
  }

  get acknowledged(): number {
    return this.#oldest * TAGS;
  }

  /** Ends the production. Resolves when everything is acknowledged. */
  async finish(withinMs: number): Promise<void> {
    this.#until = this.#made;
    const deadline = performance.now() + withinMs;
    while (this.#oldest < this.#until) {
      if (performance.now() > deadline)
        throw new Error(`the edge acknowledged ${this.#oldest} of ${this.#until} messages only`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Breaks the connection, as a cable does. */
  cut(): void {
    this.#client?.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#client?.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #tick(): void {
    const due = Math.floor(((performance.now() - this.#bornMs) / 1000) * this.#messagesPerSecond);
    this.#made = Math.min(this.#until, due);
    while (this.#isSubscribed && this.#next < this.#made && this.#next - this.#oldest < WINDOW)
      this.#publish(this.#next++);
  }

  #publish(message: number): void {
    const first = message * TAGS;
    const values: Record<string, number> = {};
    for (let i = 0; i < TAGS; i++) values[`v${i}`] = first + i;
    const payload = JSON.stringify({ t: new Date(timeOf(first, this.#startUs) / 1000).toISOString(), ...values });
    this.#send(Packet.publish, 0b0010, [textBytes(TOPIC), id(message), Buffer.from(payload)]);
  }

  #accept(socket: Socket): void {
    this.#client?.destroy();
    this.#client = socket;
    this.#isSubscribed = false;
    let bytes = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      if (this.#client === socket) this.#isSubscribed = false;
    });
    socket.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (
        let packet = packetOf(bytes, 0);
        packet !== undefined && this.#client === socket;
        packet = packetOf(bytes, 0)
      ) {
        bytes = bytes.subarray(packet.bytes);
        this.#take(packet.type, packet.body);
      }
    });
  }

  #take(type: number, body: Buffer): void {
    // Session present: subscriptions and unacknowledged messages are kept.
    if (type === Packet.connect) this.#send(Packet.connack, 0, [Buffer.from([this.#oldest > 0 ? 1 : 0, 0])]);
    else if (type === Packet.pingreq) this.#send(Packet.pingresp, 0, []);
    else if (type === Packet.puback) this.#acknowledge(body.readUInt16BE(0));
    else if (type === Packet.subscribe) this.#subscribe(body);
  }

  #subscribe(body: Buffer): void {
    const granted: number[] = [];
    for (let at = 2; at < body.length; ) {
      const length = body.readUInt16BE(at);
      const topic = body.toString("utf8", at + 2, at + 2 + length);
      granted.push(body.readUInt8(at + 2 + length));
      at += 3 + length;
      if (topic === UPTIME_TOPIC)
        this.#send(Packet.publish, 1, [
          textBytes(UPTIME_TOPIC),
          Buffer.from(`${Math.floor((performance.now() - this.#bornMs) / 1000)} seconds`),
        ]);
      if (topic === DROPPED_TOPIC) this.#send(Packet.publish, 1, [textBytes(DROPPED_TOPIC), Buffer.from("0")]);
    }
    this.#send(Packet.suback, 0, [body.subarray(0, 2), Buffer.from(granted)]);
    if (this.#isSubscribed) return;
    this.#isSubscribed = true;
    // Repeats everything without an answer, in order (MQTT-4.4.0-1).
    this.resent += this.#next - this.#oldest - this.#answered.size;
    for (let message = this.#oldest; message < this.#next; message++)
      if (!this.#answered.has(message)) this.#publish(message);
  }

  #acknowledge(packetId: number): void {
    for (let message = this.#oldest; message < this.#next; message++) {
      if (idOf(message) !== packetId) continue;
      this.#answered.add(message);
      break;
    }
    while (this.#answered.delete(this.#oldest)) this.#oldest++;
  }

  #send(type: number, flags: number, parts: readonly Buffer[]): void {
    this.#client?.write(packetBytes(type, flags, parts));
  }
}

function idOf(message: number): number {
  return 1 + (message % 65_535);
}

function id(message: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(idOf(message));
  return bytes;
}
