/** The socket of a connection without security, which node-opcua's channel and the lane share. Runs in the worker. */
import { createConnection, type Socket } from "node:net";
import { hostname } from "node:os";
import {
  ClientTransportBase,
  type IClientTransportFactory,
  type ISocketLike,
  parseEndpointUrl,
  StatusCodes2,
  type TransportSettingsOptions,
} from "node-opcua-transport";
import { ChunkReader, HEADER_BYTES } from "./chunk-reader.ts";
import type { LaneChannel, PublishLane } from "./publish-lane.ts";
import { MESSAGE_SEQUENCE_AT, OutgoingNumbers } from "./sequence-numbers.ts";

/** Size of one read; smaller reads cost more system calls. */
const READ_BYTES = 256 * 1024;
const DEFAULT_PORT = 4840;
/** Secure channel id and token id of a message's chunk. */
const ADDRESS_AT = 8;
const ADDRESS_BYTES = 8;
const MESSAGE = Buffer.from("MSG").readUIntLE(0, 3);

/**
 * node-opcua's client transport with another socket: each read goes into reused memory, and answers to publish
 * requests are taken out before the library sees them, because it creates some 60 objects for each.
 */
class LaneTransport extends ClientTransportBase implements LaneChannel {
  readonly #lane: PublishLane;
  readonly #numbers = new OutgoingNumbers();
  /**
   * Channel and token of node-opcua's newest message, which the lane's requests carry too. After a renewal of the
   * token, `link.ts` has node-opcua send a message.
   */
  readonly #address = Buffer.alloc(ADDRESS_BYTES);
  #unsent: Buffer[] = [];

  constructor(lane: PublishLane, settings?: TransportSettingsOptions) {
    super(settings);
    this.#lane = lane;
  }

  override connect(endpointUrl: string, callback: Parameters<ClientTransportBase["connect"]>[1]): void {
    this.endpointUrl = endpointUrl;
    this.serverUri = `urn:${hostname()}:gemba`;
    const socket = this.#open(endpointUrl);
    try {
      this._install_socket(socket as ISocketLike);
    } catch (error) {
      socket.destroy();
      callback(error as Error);
      return;
    }
    const refuse = (error: Error): void => callback(error);
    socket.once("error", refuse);
    socket.once("close", () => this.#lane.lose(this));
    socket.once("connect", () => {
      socket.removeListener("error", refuse);
      this._perform_HEL_ACK_transaction((error) => {
        if (error instanceof Error) callback(error);
        else if (this._socket === null) callback(new Error("closed while connecting"));
        else {
          this._install_post_connect_error_handler(endpointUrl);
          this.emit("connect");
          callback();
        }
      });
    });
  }

  send(chunk: Buffer): void {
    this.#address.copy(chunk, ADDRESS_AT);
    chunk.writeUInt32LE(this.#numbers.next(), MESSAGE_SEQUENCE_AT);
    // All answers to one read leave in one write.
    if (this.#unsent.push(chunk) === 1) process.nextTick(() => this.#flush());
  }

  protected override _write_chunk(chunk: Buffer, callback?: (error?: Error | null) => undefined): void {
    this.#flush();
    this.#numbers.stamp(chunk);
    super._write_chunk(chunk, callback);
    if (chunk.length < HEADER_BYTES || chunk.readUIntLE(0, 3) !== MESSAGE) return;
    chunk.copy(this.#address, 0, ADDRESS_AT, ADDRESS_AT + ADDRESS_BYTES);
    this.#lane.use(this);
  }

  #flush(): void {
    if (this.#unsent.length === 0) return;
    super._write_chunk(Buffer.concat(this.#unsent));
    this.#unsent = [];
  }

  #open(endpointUrl: string): Socket {
    const { hostname: host, port } = parseEndpointUrl(endpointUrl);
    // Listeners for data get the output of the reader.
    const reader = new ChunkReader({
      onBytes: (bytes) => socket.emit("data", bytes),
      onMessage: (requestId, bytes, end) => this.#lane.onMessage(requestId, bytes, end),
      onAborted: (requestId, reason) => this.#lane.onAborted(requestId, reason),
      onBroken: (reason) => this.prematureTerminate(new Error(reason), StatusCodes2.BadTcpInternalError),
    });
    const socket: Socket = createConnection({
      host: host ?? "localhost",
      port: Number(port ?? DEFAULT_PORT),
      timeout: this.timeout,
      onread: {
        buffer: Buffer.alloc(READ_BYTES),
        callback: (length, buffer) => {
          reader.feed(Buffer.from(buffer.buffer, buffer.byteOffset, length));
          return true;
        },
      },
    });
    socket.setKeepAlive(true, this.timeout >> 1);
    socket.setTimeout(this.timeout >> 1, () => this.forceConnectionBreak());
    return socket;
  }
}

/** For `transportFactory` of a client whose channels have no security. */
export function laneTransports(lane: PublishLane): IClientTransportFactory {
  return { create: (settings) => new LaneTransport(lane, settings) };
}
