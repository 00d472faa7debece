/**
 * A broker with one kept session for each source of the edge (MQTT 3.1.1, QoS 1). Messages fall due as time
 * passes. Like a real broker, it sends a bounded number ahead of their PUBACKs, queues a bounded number, and discards
 * messages when the queue is full. It creates a message only when it sends it, by writing digits into a copy of a
 * template, so that an excess costs little.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { Packet, packetBytes, packetOf, textBytes, type WirePacket } from "../mqtt-wire.ts";

/**
 * Unacknowledged messages in flight, and queued ones, for each session. Enough are in flight that the machine is the
 * limit, not the round trip of a PUBACK. Mosquitto keeps 1,000 unless configured.
 */
const AHEAD = 2_000;
const QUEUED = 1_000;
const TICK_MS = 10;
const VALUE_DIGITS = 10;
const TIME_DIGITS = 16;
/** The first number: all numbers have the same digits, so that they fit into a template. */
export const FIRST_NUMBER = 10 ** (VALUE_DIGITS - 1);

/** The topics of one source of the edge. */
export interface Stream {
  /** Name of the source, which is also its client id. */
  readonly source: string;
  readonly topics: readonly string[];
  /** Values in each message: `v0` and so on. */
  readonly values: number;
}

/** Number `n` of a source is in message `n / values`, which goes to the topics in turn. */
export class FloodSession {
  readonly stream: Stream;
  readonly #templates: readonly Template[];
  readonly #sentAtUs = new Float64Array(AHEAD);
  readonly #isAnswered = new Uint8Array(AHEAD);
  #socket: Socket | undefined;
  #due = 0;
  #next = 0;
  #oldest = 0;
  #answers = 0;
  /** Messages a second that fall due. */
  rate = 0;
  /** Messages that found the queue full. */
  discarded = 0;
  /** Messages that were sent more than once. */
  resent = 0;

  constructor(stream: Stream) {
    this.stream = stream;
    this.#templates = stream.topics.map((topic) => templateOf(topic, stream.values));
  }

  /** Samples sent so far. */
  get produced(): number {
    return this.#next * this.stream.values;
  }

  /** Samples that the edge acknowledged so far. */
  get acknowledged(): number {
    return this.#answers * this.stream.values;
  }

  get isAnswered(): boolean {
    return this.#oldest === this.#next && this.#due < 1;
  }

  /** Lets messages of so many seconds fall due. */
  pass(seconds: number): void {
    this.#due += this.rate * seconds;
    this.#send();
    const over = Math.floor(this.#due) - QUEUED;
    if (over <= 0) return;
    this.#due -= over;
    this.discarded += over;
  }

  /** The source subscribed: first everything without an answer once more, in order (MQTT-4.4.0-1). */
  subscribed(socket: Socket): void {
    if (this.#socket === socket) return;
    this.#socket = socket;
    socket.cork();
    for (let message = this.#oldest; message < this.#next; message++) {
      if (this.#isAnswered[message % AHEAD] === 1) continue;
      this.resent++;
      this.#write(socket, message);
    }
    socket.uncork();
  }

  left(socket: Socket): void {
    if (this.#socket === socket) this.#socket = undefined;
  }

  /** Whether the session exists already, for CONNACK. */
  get isPresent(): boolean {
    return this.#next > 0;
  }

  acknowledge(packetId: number): void {
    // Identifiers follow from the number, and no two messages under way share one.
    const message = this.#oldest + ((packetId - idOf(this.#oldest) + IDS) % IDS);
    if (message >= this.#next || this.#isAnswered[message % AHEAD] === 1) return;
    this.#isAnswered[message % AHEAD] = 1;
    this.#answers++;
    while (this.#oldest < this.#next && this.#isAnswered[this.#oldest % AHEAD] === 1) this.#oldest++;
    this.#send();
  }

  #send(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    const count = Math.min(Math.floor(this.#due), AHEAD - (this.#next - this.#oldest));
    if (count <= 0) return;
    const nowUs = Date.now() * 1000;
    socket.cork();
    for (let i = 0; i < count; i++) {
      const message = this.#next++;
      // One microsecond on from message to message: no two of a topic share a time.
      this.#sentAtUs[message % AHEAD] = nowUs + (message % 1000);
      this.#isAnswered[message % AHEAD] = 0;
      this.#write(socket, message);
    }
    socket.uncork();
    this.#due -= count;
  }

  #write(socket: Socket, message: number): void {
    const { values } = this.stream;
    const template = this.#templates[message % this.#templates.length] as Template;
    const bytes = Buffer.from(template.bytes);
    bytes.writeUInt16BE(idOf(message), template.idAt);
    writeDigits(bytes, template.timeAt, this.#sentAtUs[message % AHEAD] as number, TIME_DIGITS);
    for (let i = 0; i < values; i++) {
      writeDigits(bytes, template.valuesAt[i] as number, FIRST_NUMBER + message * values + i, VALUE_DIGITS);
    }
    socket.write(bytes);
  }
}

/** The broker. */
export class Flood implements AsyncDisposable {
  readonly sessions: readonly FloodSession[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timer: NodeJS.Timeout;
  #passedMs = performance.now();

  private constructor(server: Server, streams: readonly Stream[]) {
    this.#server = server;
    this.sessions = streams.map((stream) => new FloodSession(stream));
    server.on("connection", (socket) => this.#accept(socket));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  static async start(streams: readonly Stream[]): Promise<Flood> {
    const server = createServer({ noDelay: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Flood(server, streams);
  }

  get url(): string {
    return `mqtt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #tick(): void {
    const now = performance.now();
    const seconds = (now - this.#passedMs) / 1000;
    this.#passedMs = now;
    for (const session of this.sessions) session.pass(seconds);
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    let bytes: Buffer = Buffer.alloc(0);
    let session: FloodSession | undefined;
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#sockets.delete(socket);
      session?.left(socket);
    });
    socket.on("data", (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      let at = 0;
      for (let packet = packetOf(bytes, at); packet !== undefined; packet = packetOf(bytes, at)) {
        at += packet.bytes;
        session = this.#take(socket, session, packet);
      }
      bytes = bytes.subarray(at);
    });
  }

  /** Answers one packet; returns the session of its connection. */
  #take(socket: Socket, session: FloodSession | undefined, { type, body }: WirePacket): FloodSession | undefined {
    if (type === Packet.connect) {
      const length = body.readUInt16BE(10);
      const clientId = body.toString("utf8", 12, 12 + length);
      const own = this.sessions.find(({ stream }) => stream.source === clientId);
      socket.write(packetBytes(Packet.connack, 0, [Buffer.from([own?.isPresent === true ? 1 : 0, 0])]));
      return own;
    }
    if (type === Packet.pingreq) socket.write(packetBytes(Packet.pingresp, 0, []));
    else if (type === Packet.puback) session?.acknowledge(body.readUInt16BE(0));
    else if (type === Packet.subscribe) {
      socket.write(packetBytes(Packet.suback, 0, [body.subarray(0, 2), granted(body)]));
      session?.subscribed(socket);
    }
    return session;
  }
}

/** QoS of each filter of a SUBSCRIBE, granted as requested. */
function granted(body: Buffer): Buffer {
  const codes: number[] = [];
  for (let at = 2; at < body.length; ) {
    const length = body.readUInt16BE(at);
    codes.push(body.readUInt8(at + 2 + length));
    at += 3 + length;
  }
  return Buffer.from(codes);
}

const IDS = 65_535;

function idOf(message: number): number {
  return 1 + (message % IDS);
}

/** A PUBLISH of QoS 1 in which identifier, time and values are still to be written. */
interface Template {
  readonly bytes: Buffer;
  readonly idAt: number;
  readonly timeAt: number;
  readonly valuesAt: readonly number[];
}

function templateOf(topic: string, values: number): Template {
  const members = Array.from({ length: values }, (_, i) => `"v${i}":${"0".repeat(VALUE_DIGITS)}`);
  const payload = Buffer.from(`{"t":${"0".repeat(TIME_DIGITS)},${members.join(",")}}`);
  const bytes = packetBytes(Packet.publish, 0b0010, [textBytes(topic), Buffer.alloc(2), payload]);
  const payloadAt = bytes.length - payload.length;
  const placeOf = (name: string): number => payloadAt + payload.indexOf(`"${name}":`) + name.length + 3;
  return { bytes, idAt: payloadAt - 2, timeAt: placeOf("t"), valuesAt: members.map((_, i) => placeOf(`v${i}`)) };
}

function writeDigits(bytes: Buffer, at: number, value: number, digits: number): void {
  let rest = value;
  for (let place = at + digits - 1; place >= at; place--) {
    const tenth = Math.floor(rest / 10);
    bytes[place] = 48 + rest - tenth * 10;
    rest = tenth;
  }
}
