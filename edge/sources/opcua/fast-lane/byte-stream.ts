/** The stream that node-opcua's own classes read from and write to. Its package is a part of node-opcua-client, and not ours to depend on. Runs in the worker. */
import { createRequire } from "node:module";

/** What is used of node-opcua's BinaryStream. `length` is the position of the next read or write. */
export interface ByteStream {
  readonly buffer: Buffer;
  length: number;
}

/** What the library's classes can do beyond what their types say. */
export interface Coded {
  encode(stream: ByteStream): void;
  decode(stream: ByteStream): void;
}

type StreamClass = new (bytes: Buffer | number) => ByteStream;

let Stream: StreamClass | undefined;

/** A stream of these bytes, or of so many that are empty. */
export function streamOf(bytes: Buffer | number): ByteStream {
  if (Stream === undefined) {
    const inside = createRequire(createRequire(import.meta.url).resolve("node-opcua-client"));
    ({ BinaryStream: Stream } = inside("node-opcua-binary-stream") as { BinaryStream: StreamClass });
  }
  return new Stream(bytes);
}
