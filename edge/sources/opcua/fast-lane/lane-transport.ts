/** The socket of a connection without security, read into one buffer. Runs in the worker. */
import { createConnection, type Socket } from "node:net";
import { hostname } from "node:os";
import { ClientTransportBase, type IClientTransportFactory, type ISocketLike, parseEndpointUrl } from "node-opcua-transport";
import { ChunkReader } from "./chunk-reader.ts";
import { lend } from "./deferred.ts";

/** What one read takes at most. Smaller ones are more system calls. */
const READ_BYTES = 256 * 1024;
const DEFAULT_PORT = 4840;

/**
 * node-opcua's client transport with another socket: what it is told of each
 * read is memory that is used again, where the library's own socket allocates
 * for each read, each chunk and each message, and the collector of garbage runs
 * for that alone. The channel sees the same chunks, without values in them.
 */
class LaneTransport extends ClientTransportBase {
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

  #open(endpointUrl: string): Socket {
    const { hostname: host, port } = parseEndpointUrl(endpointUrl);
    // Whoever listens for data gets what the reader makes of it.
    const reader = new ChunkReader({
      onBytes: (bytes) => socket.emit("data", bytes),
      onLifted: lend,
    });
    const socket: Socket = createConnection({
      host: host ?? "localhost",
      port: Number(port ?? DEFAULT_PORT),
      timeout: this.timeout,
      onread: {
        buffer: Buffer.alloc(READ_BYTES),
        callback: (length, buffer) => {
          // The requests that answer what one read brought leave as one write.
          socket.cork();
          reader.feed(Buffer.from(buffer.buffer, buffer.byteOffset, length));
          socket.uncork();
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
export const laneTransports: IClientTransportFactory = { create: (settings) => new LaneTransport(settings) };
