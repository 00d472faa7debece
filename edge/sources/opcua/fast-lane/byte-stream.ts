/**
 * The stream class that node-opcua's classes read from and write to. Its package comes with node-opcua-client; the
 * edge does not depend on it directly. Runs in the worker.
 */
import { createRequire } from "node:module";

/** The used part of node-opcua's BinaryStream. `length` is the position of the next read or write. */
export interface ByteStream {
  readonly buffer: Buffer;
  length: number;
}

/** Methods of the library's classes that their types omit. */
export interface Coded {
  encode(stream: ByteStream): void;
  decode(stream: ByteStream): void;
}

type StreamClass = new (bytes: Buffer | number) => ByteStream;

let Stream: StreamClass | undefined;

/** A stream over these bytes, or over a new buffer of this size. */
export function streamOf(bytes: Buffer | number): ByteStream {
  if (Stream === undefined) {
    const inside = createRequire(createRequire(import.meta.url).resolve("node-opcua-client"));
    ({ BinaryStream: Stream } = inside("node-opcua-binary-stream") as { BinaryStream: StreamClass });
  }
  return new Stream(bytes);
}
