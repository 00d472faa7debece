import {
  BinaryStream,
  EventNotificationList,
  NodeId,
  NodeIdType,
  PublishRequest,
  PublishResponse,
  ServiceFault,
  StatusCodes,
} from "node-opcua";
import { afterEach, expect, it } from "vitest";
import { FIRST_REQUEST_ID, HEADER_BYTES } from "../../../../../edge/sources/opcua/fast-lane/chunk-reader.ts";
import {
  deferNotifications,
  deferredBody,
  NotificationBytes,
  restoreNotifications,
} from "../../../../../edge/sources/opcua/fast-lane/deferred.ts";
import { RequestWriter, readPlainResponse } from "../../../../../edge/sources/opcua/fast-lane/publish-codec.ts";
import { PublishLane } from "../../../../../edge/sources/opcua/fast-lane/publish-lane.ts";
import type { RawSession } from "../../../../../edge/sources/opcua/link/client.ts";
import { answerOf, type PublishAnswer } from "../../../../../edge/sources/opcua/subscribe/publish-port.ts";
import { sizeOf } from "../../../../run/long-sets.ts";
import { SEED } from "../../../../run/seed.ts";
import { notification, response } from "./channel.ts";
import { Dice } from "./notifications.ts";

const RESPONSES = sizeOf("GEMBA_FUZZ", { short: 1_000, full: 10_000 });
const HOSTILE = sizeOf("GEMBA_FUZZ", { short: 1_000, full: 20_000 });

afterEach(restoreNotifications);

const TOKEN = new NodeId(NodeIdType.BYTESTRING, Buffer.from("0123456789abcdef"), 1);

function open() {
  const lane = new PublishLane();
  const sent: Buffer[] = [];
  const channel = { send: (chunk: Buffer) => void sent.push(chunk) };
  const session = { authenticationToken: TOKEN, lastResponseReceivedTime: new Date(0) };
  const port = lane.portOf(session as unknown as RawSession);
  const came: { error: string | undefined; answer: PublishAnswer | undefined }[] = [];
  const publish = () => port.publish([], (error, answer) => void came.push({ error: error?.message, answer }));
  return { lane, sent, channel, session, port, came, publish };
}

function decoded(bytes: Buffer): PublishResponse {
  const made = new PublishResponse();
  made.decode(new BinaryStream(bytes.subarray(4)));
  return made;
}

it.each([
  TOKEN,
  new NodeId(NodeIdType.NUMERIC, 70_000, 3),
  new NodeId(NodeIdType.GUID, "72962B91-FA75-4AE6-8D28-B404DC7DAF63", 0),
])("a request with token %s reads as the library's own", (token) => {
  const acknowledgements = [
    { subscriptionId: 7, sequenceNumber: 1 },
    { subscriptionId: 8, sequenceNumber: 4_000_000_000 },
  ];
  const writer = new RequestWriter(token, 120_000);
  for (const some of [acknowledgements, [], acknowledgements.slice(1)]) {
    const askedMs = Date.now();
    const chunk = writer.write(FIRST_REQUEST_ID + 5, some);
    expect(chunk.toString("latin1", 0, 4)).toBe("MSGF");
    expect([chunk.readUInt32LE(4), chunk.readUInt32LE(20)]).toEqual([chunk.length, FIRST_REQUEST_ID + 5]);
    const stream = new BinaryStream(chunk.subarray(HEADER_BYTES + 4));
    const request = new PublishRequest();
    request.decode(stream);
    expect(stream.length).toBe(chunk.length - HEADER_BYTES - 4);
    const { authenticationToken, requestHandle, timeoutHint, timestamp, auditEntryId, returnDiagnostics } =
      request.requestHeader;
    expect(authenticationToken.toString()).toBe(token.toString());
    expect({ requestHandle, timeoutHint, auditEntryId, returnDiagnostics }).toEqual({
      requestHandle: FIRST_REQUEST_ID + 5,
      timeoutHint: 120_000,
      auditEntryId: "",
      returnDiagnostics: 0,
    });
    expect(timestamp?.getTime()).toBeGreaterThanOrEqual(askedMs);
    expect(timestamp?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(
      request.subscriptionAcknowledgements?.map(({ subscriptionId, sequenceNumber }) => ({
        subscriptionId,
        sequenceNumber,
      })),
    ).toEqual(some);
  }
});

it(`${RESPONSES.toLocaleString("en")} responses are read as the library reads them, values left as their bytes`, () => {
  for (let seed = 0; seed < RESPONSES; seed++) {
    const dice = new Dice(SEED + seed);
    const { lane, channel, came, publish } = open();
    lane.use(channel);
    publish();
    const data = Array.from({ length: dice.below(4) }, () => notification(dice, dice.below(6)));
    const bytes = response(dice, data);
    lane.onMessage(FIRST_REQUEST_ID + 1, bytes, bytes.length);
    const [answered] = came;
    if (answered?.answer === undefined) throw new Error(`seed ${SEED + seed}: ${answered?.error ?? "no answer"}`);
    const { notifications, ...rest } = answered.answer;
    const { notifications: decodedNotifications, ...expected } = answerOf(decoded(bytes));
    expect({ ...rest, available: [...Array.from(rest.available)] }, `seed ${SEED + seed}`).toEqual({
      ...expected,
      available: [...Array.from(expected.available)],
    });
    expect(notifications.length, `seed ${SEED + seed}`).toBe(decodedNotifications.length);
    for (const [i, body] of notifications.entries()) {
      const { stream, start, end } = body as NotificationBytes;
      const again = new BinaryStream(65_536);
      data[i]?.encode(again);
      expect(
        stream.buffer.subarray(start, end).equals(again.buffer.subarray(0, again.length)),
        `seed ${SEED + seed}`,
      ).toBe(true);
    }
  }
});

it("the bytes are released once every notification was read", () => {
  const dice = new Dice(4);
  const { lane, channel, port } = open();
  lane.use(channel);
  for (const [i, isRead] of [true, false].entries()) {
    port.publish([], (_, answer) => {
      for (const body of answer?.notifications ?? []) (body as NotificationBytes).isFree = isRead;
    });
    const bytes = response(dice, [notification(dice, 2), notification(dice, 1)]);
    expect(lane.onMessage(FIRST_REQUEST_ID + 1 + i, bytes, bytes.length)).toBe(isRead);
  }
});

it("lengths that do not fit, and every beginning of a response, are left to the library", () => {
  const dice = new Dice(8);
  const body = response(dice, [notification(dice, 2)]);
  expect(readPlainResponse(body, body.length)?.bodies).toHaveLength(1);
  for (let end = 0; end < body.length; end++) expect(readPlainResponse(body, end)).toBeUndefined();
});

it("hostile responses end their request with a reason or an answer, and never throw", () => {
  deferNotifications();
  for (let seed = 0; seed < HOSTILE; seed++) {
    const dice = new Dice(SEED + seed);
    const { lane, channel, came, publish } = open();
    lane.use(channel);
    publish();
    const bytes = Buffer.from(response(dice, [notification(dice, 1 + dice.below(4))]));
    for (let i = dice.below(4); i >= 0; i--)
      bytes[dice.below(bytes.length)] = dice.of([0, 0x7f, 0x80, 0xff, dice.below(256)]);
    const end = dice.below(4) === 0 ? dice.below(bytes.length) : bytes.length;
    lane.onMessage(FIRST_REQUEST_ID + 1, bytes, end);
    expect(came, `seed ${SEED + seed}`).toHaveLength(1);
    for (const body of came[0]?.answer?.notifications ?? []) {
      if (body instanceof NotificationBytes) expect(body.end, `seed ${SEED + seed}`).toBeLessThanOrEqual(end);
    }
  }
});

it("events beside values are decoded by the library, and its notifications keep their bytes", () => {
  deferNotifications();
  const dice = new Dice(6);
  const { lane, channel, came, publish } = open();
  lane.use(channel);
  publish();
  const bytes = response(dice, [new EventNotificationList({ events: [] }), notification(dice, 3)]);
  expect(lane.onMessage(FIRST_REQUEST_ID + 1, bytes, bytes.length)).toBe(true);
  const [events, values] = came[0]?.answer?.notifications ?? [];
  expect(events).toBeInstanceOf(EventNotificationList);
  // The channel's buffer is reused: these bytes are a copy.
  bytes.fill(0xff);
  const body = deferredBody(values as never);
  expect(body?.stream.buffer.readUInt32LE(body.start)).toBe(3);
});

it("a fault is reported by its name", () => {
  const { lane, channel, came, publish } = open();
  lane.use(channel);
  publish();
  const stream = BinaryStream.createGrowable(256, 4096);
  new ServiceFault({ responseHeader: { serviceResult: StatusCodes.BadTooManyPublishRequests } }).encode(stream);
  const bytes = Buffer.concat([Buffer.from([1, 0, 397 & 0xff, 397 >> 8]), stream.buffer.subarray(0, stream.length)]);
  lane.onMessage(FIRST_REQUEST_ID + 1, bytes, bytes.length);
  expect(came[0]?.error).toMatch(/BadTooManyPublishRequests/);
});

it("pending requests end with their socket, and later answers to them are dropped", () => {
  const { lane, channel, came, publish, session } = open();
  publish();
  expect(came.splice(0)).toEqual([{ error: "not connected", answer: undefined }]);
  lane.use(channel);
  publish();
  publish();
  lane.lose({ send: () => undefined });
  expect(came).toEqual([]);
  lane.lose(channel);
  expect(came.splice(0).map(({ error }) => error)).toEqual(["Connection Break", "Connection Break"]);
  const bytes = response(new Dice(1), []);
  expect(lane.onMessage(FIRST_REQUEST_ID + 1, bytes, bytes.length)).toBe(true);
  expect(came).toEqual([]);
  expect(session.lastResponseReceivedTime.getTime()).toBe(0);
  publish();
  expect(came).toEqual([{ error: "not connected", answer: undefined }]);
});

it("a new session uses its own token", () => {
  const { lane, channel, sent, session, publish } = open();
  lane.use(channel);
  publish();
  session.authenticationToken = new NodeId(NodeIdType.NUMERIC, 99, 2);
  publish();
  const tokens = sent.map((chunk) => {
    const request = new PublishRequest();
    request.decode(new BinaryStream(chunk.subarray(HEADER_BYTES + 4)));
    return request.requestHeader.authenticationToken.toString();
  });
  expect(tokens).toEqual([TOKEN.toString(), "ns=2;i=99"]);
});
