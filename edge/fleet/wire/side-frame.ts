/** A message beside the log: 8 bytes of the edge's start, the topic with its length, the body. */
import { MOST_SIDE_BYTES } from "../../contracts/fleet/side-channel.ts";
import { bufferOf } from "./bytes.ts";

const RUN_BYTES = 8;
const TOPIC = /^[a-z][a-z-]{0,31}$/;

export interface SideFrame {
  /** Of the edge's start that sends, or that it is meant for. */
  readonly run: string;
  readonly topic: string;
  readonly body: Uint8Array;
}

/** Throws RangeError where topic or body are too long. */
export function writeSide({ run, topic, body }: SideFrame): Buffer {
  if (!TOPIC.test(topic)) throw new RangeError(`no topic: ${topic}`);
  if (body.length > MOST_SIDE_BYTES) throw new RangeError(`${body.length} bytes are more than ${MOST_SIDE_BYTES}`);
  return Buffer.concat([Buffer.from(run, "hex"), Buffer.from([topic.length]), Buffer.from(topic, "latin1"), body]);
}

/** Undefined where it is no such message. The body is a copy, which outlives the bytes. */
export function readSide(bytes: Uint8Array): SideFrame | undefined {
  const length = bytes[RUN_BYTES];
  if (length === undefined) return undefined;
  const buffer = bufferOf(bytes);
  const bodyAt = RUN_BYTES + 1 + length;
  const topic = buffer.toString("latin1", RUN_BYTES + 1, bodyAt);
  if (bodyAt > bytes.length || bytes.length - bodyAt > MOST_SIDE_BYTES || !TOPIC.test(topic)) return undefined;
  return { run: buffer.toString("hex", 0, RUN_BYTES), topic, body: bytes.slice(bodyAt) };
}
