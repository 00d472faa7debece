/** Listens for the other two: answers for the voter, and hands a standby that follows to the writer. */
import type { Server } from "node:net";
import { leaseMessage } from "../lease/messages.ts";
import type { Voter } from "../lease/voter.ts";
import { Channel } from "./channel.ts";
import type { Frame } from "./frames.ts";
import type { Place } from "./place.ts";
import { listen } from "./sockets.ts";

const VERSION = 1;
/** First frame of a connection. */
export const hello = (role: "lease" | "follow"): object => ({ kind: "hello", version: VERSION, role });
/** Connections at once; two peers have a few. */
const MOST_CHANNELS = 32;
const HELLO_WITHIN_MS = 3_000;

export interface ServeOptions {
  readonly place: Place;
  readonly key: string | undefined;
  readonly voter: Voter;
  /** Takes a standby's connection; absent at a witness. */
  follow?(channel: Channel): void;
}

export interface Served {
  readonly port: number;
  close(): Promise<void>;
}

export async function serve(options: ServeOptions): Promise<Served> {
  const channels = new Set<Channel>();
  const server: Server = await listen(options.place, options.key, (socket) => {
    const channel = new Channel(socket);
    if (channels.size >= MOST_CHANNELS) {
      channel.close();
      return;
    }
    channels.add(channel);
    const late = setTimeout(() => channel.close(), HELLO_WITHIN_MS).unref();
    void channel.closed.then(() => {
      clearTimeout(late);
      channels.delete(channel);
    });
    channel.onFrame = (frame) => {
      clearTimeout(late);
      greet(channel, frame, options);
    };
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const channel of channels) channel.close();
      await closed;
    },
  };
}

function greet(channel: Channel, { head }: Frame, { voter, follow }: ServeOptions): void {
  const { kind, version, role } = head;
  if (kind !== "hello" || version !== VERSION) channel.close();
  else if (role === "lease") channel.onFrame = (frame) => vote(channel, frame, voter);
  else if (role === "follow" && follow !== undefined) follow(channel);
  else channel.close();
}

function vote(channel: Channel, { head }: Frame, voter: Voter): void {
  if (head["kind"] === "ping") {
    channel.send({ kind: "pong" });
    return;
  }
  const message = leaseMessage(head);
  if (message?.kind === "ask") channel.send(voter.answer(message));
  else if (message?.kind === "release") voter.release(message);
}
