/**
 * Publishing that bypasses node-opcua: on a channel without security the lane writes and reads the bytes of requests
 * and answers itself. Runs in the worker.
 */
import { PublishResponse, ServiceFault } from "node-opcua-client";
import type { RawSession } from "../link/client.ts";
import {
  type Acknowledgement,
  answerOf,
  type PublishAnswer,
  type PublishPort,
  REQUEST_TIMEOUT_MS,
} from "../subscribe/publish-port.ts";
import { type Coded, streamOf } from "./byte-stream.ts";
import { FIRST_REQUEST_ID } from "./chunk-reader.ts";
import { NotificationBytes } from "./deferred.ts";
import { isPublishResponse, RequestWriter, readPlainResponse, TYPE_BYTES } from "./publish-codec.ts";

type Take = (error: Error | null, answer?: PublishAnswer) => void;

/** The socket of node-opcua's channel, to which chunks go. */
export interface LaneChannel {
  /** Numbers and addresses the chunk, and sends it with the others of this turn. */
  send(chunk: Buffer): void;
}

/** The requests of one connection that wait at the server, over all its sockets. */
export class PublishLane {
  readonly #waiting = new Map<number, { readonly channel: LaneChannel; readonly take: Take }>();
  #channel: LaneChannel | undefined;
  #lastId = 0;

  /** node-opcua has sent a message of its session over this channel; requests may follow. */
  use(channel: LaneChannel): void {
    this.#channel = channel;
  }

  /** The socket is gone, and with it the waiting requests. */
  lose(channel: LaneChannel): void {
    if (this.#channel === channel) this.#channel = undefined;
    for (const [id, waiting] of [...this.#waiting])
      if (waiting.channel === channel) this.#end(id, new Error("Connection Break"));
  }

  portOf(session: RawSession): PublishPort {
    let writer: RequestWriter | undefined;
    return {
      publish: (acknowledgements, take) => {
        const { authenticationToken: token } = session;
        if (token === undefined || this.#channel === undefined) {
          take(new Error("not connected"));
          return;
        }
        // A new session has another token.
        if (writer?.token !== token) writer = new RequestWriter(token, REQUEST_TIMEOUT_MS);
        this.#send(writer, acknowledgements, (error, answer) => {
          // node-opcua estimates from it how long the server keeps the session.
          if (error === null) session.lastResponseReceivedTime = new Date();
          take(error, answer);
        });
      },
    };
  }

  /** Takes a whole message of the lane. Returns true when its bytes may be overwritten. */
  onMessage(requestId: number, bytes: Buffer, end: number): boolean {
    const plain = readPlainResponse(bytes, end);
    if (plain === undefined) {
      this.#takeUnusual(requestId, Buffer.from(bytes.subarray(0, end)));
      return true;
    }
    const { bodies, ...rest } = plain;
    const stream = streamOf(bytes);
    const notifications = bodies.map((body) => new NotificationBytes(stream, body.start, body.end));
    this.#end(requestId, null, { ...rest, notifications });
    return notifications.every(({ isFree }) => isFree);
  }

  onAborted(requestId: number, reason: Buffer): void {
    const code = reason.length >= 4 ? `0x${reason.readUInt32LE(0).toString(16).padStart(8, "0")}` : "no reason";
    this.#end(requestId, new Error(`the server gave up an answer (${code})`));
  }

  #send(writer: RequestWriter, acknowledgements: readonly Acknowledgement[], take: Take): void {
    this.#lastId = (this.#lastId + 1) % FIRST_REQUEST_ID;
    const id = FIRST_REQUEST_ID + this.#lastId;
    const channel = this.#channel as LaneChannel;
    this.#waiting.set(id, { channel, take });
    channel.send(writer.write(id, acknowledgements));
  }

  /** The library reads everything else, such as events and faults. */
  #takeUnusual(requestId: number, message: Buffer): void {
    try {
      const stream = streamOf(message);
      stream.length = TYPE_BYTES;
      const response = isPublishResponse(message) ? new PublishResponse() : new ServiceFault();
      (response as unknown as Coded).decode(stream);
      const { serviceResult } = response.responseHeader;
      if (response instanceof PublishResponse && serviceResult.isGood()) this.#end(requestId, null, answerOf(response));
      else this.#end(requestId, new Error(`ServiceResult is ${serviceResult.toString()}`));
    } catch (error) {
      this.#end(
        requestId,
        new Error(
          `the server sent an answer that cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        ),
      );
    }
  }

  /** An answer without a waiting request is ignored: the request ended with its socket. */
  #end(requestId: number, error: Error | null, answer?: PublishAnswer): void {
    const waiting = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    waiting?.take(error, answer);
  }
}
