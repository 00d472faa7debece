/** Output of a server on a channel without security, from a seed. */
import {
  BinaryStream,
  DataChangeNotification,
  type EventNotificationList,
  NotificationMessage,
  PublishResponse,
  StatusCodes,
} from "node-opcua";
import { HEADER_BYTES } from "../../../../../edge/sources/opcua/fast-lane/chunk-reader.ts";
import { type Dice, encodedNotification, START } from "./notifications.ts";

/** A PublishResponse as its bytes, encoding id first. */
export function response(dice: Dice, notificationData: (DataChangeNotification | EventNotificationList)[]): Buffer {
  const message = new PublishResponse({
    responseHeader: { requestHandle: dice.below(1000), serviceResult: StatusCodes.Good, timestamp: START },
    subscriptionId: 7,
    availableSequenceNumbers: Array.from({ length: dice.below(4) }, (_, i) => i + 1),
    moreNotifications: dice.below(2) === 1,
    notificationMessage: new NotificationMessage({
      sequenceNumber: 1 + dice.below(1000),
      publishTime: START,
      notificationData,
    }),
    results: Array.from({ length: dice.below(3) }, () => StatusCodes.Good),
  });
  const stream = BinaryStream.createGrowable(1024, 1 << 24);
  message.encode(stream);
  return Buffer.concat([Buffer.from([1, 0, 829 & 0xff, 829 >> 8]), stream.buffer.subarray(0, stream.length)]);
}

export function notification(dice: Dice, items: number): DataChangeNotification {
  const made = new DataChangeNotification();
  made.decode(new BinaryStream(encodedNotification(dice, 1, items)));
  return made;
}

/** Chunks of one message, numbered from `sequence` on. */
export function chunksOf(
  body: Buffer,
  dice: Dice,
  { requestId, sequence }: { requestId: number; sequence: number },
): Buffer[] {
  const chunks: Buffer[] = [];
  for (let from = 0; from < body.length || chunks.length === 0; ) {
    const to = dice.below(3) === 0 ? body.length : Math.min(body.length, from + 1 + dice.below(200));
    const header = Buffer.alloc(HEADER_BYTES);
    header.write(to === body.length ? "MSGF" : "MSGC", "latin1");
    header.writeUInt32LE(HEADER_BYTES + to - from, 4);
    header.writeUInt32LE(11, 8);
    header.writeUInt32LE(3, 12);
    header.writeUInt32LE(sequence + chunks.length, 16);
    header.writeUInt32LE(requestId, 20);
    chunks.push(Buffer.concat([header, body.subarray(from, to)]));
    from = to;
  }
  return chunks;
}

/** An OpenSecureChannel answer of a channel without security. */
export function openChunk(sequence: number): Buffer {
  const policy = Buffer.from("http://opcfoundation.org/UA/SecurityPolicy#None");
  const field = (bytes?: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeInt32LE(bytes?.length ?? -1);
    return Buffer.concat([length, bytes ?? Buffer.alloc(0)]);
  };
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32LE(sequence, 0);
  numbers.writeUInt32LE(1, 4);
  const chunk = Buffer.concat([
    Buffer.from("OPNF\0\0\0\0\x0b\0\0\0", "latin1"),
    field(policy),
    field(),
    field(),
    numbers,
    Buffer.alloc(90, 5),
  ]);
  chunk.writeUInt32LE(chunk.length, 4);
  return chunk;
}
