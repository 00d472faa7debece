/**
 * Attacks on OPC UA servers that are public, at a simulated server (row S10 of the security checklist). The server runs
 * in the test's process: an attack that ended it would end the test. Chunks without an end and silent sockets are in
 * simulators-hostile.test.ts.
 */
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import {
  AddNodesRequest,
  AttributeIds,
  type ClientSession,
  CloseSessionRequest,
  CreateSessionRequest,
  DeleteNodesRequest,
  ReadRequest,
  type RequestHeader,
  Variant,
  WriteRequest,
} from "node-opcua";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { AttackedServer, helloFor, mutualCertificates } from "../fakes/simulators/attacked-server.ts";

let server: AttackedServer;
beforeAll(async () => {
  server = await AttackedServer.start("turning");
});
afterEach(() => server.leave());
afterAll(() => server?.close());

interface Request {
  requestHeader: RequestHeader;
  encode(stream: Stream): void;
}
interface Stream {
  writeUInt8(value: number): void;
}
type Transact = (request: Request, callback: (error: Error | null, response?: unknown) => void) => void;

/** Sends a request past the checks of the client; resolves when it is answered or refused. */
function send(through: object, request: object): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const transact = (through as { performMessageTransaction: Transact }).performMessageTransaction.bind(through);
  transact(request as Request, (error, response) => resolve(error ?? response));
  return promise;
}

/** The request with these bytes behind its header. */
function withBody(request: object, body: Buffer): object {
  const raw = request as Request;
  raw.encode = (stream) => {
    (raw.requestHeader as unknown as Request).encode(stream);
    for (const byte of body) stream.writeUInt8(byte);
  };
  return raw;
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};
const text = (bytes: Buffer): Buffer => Buffer.concat([int32(bytes.length), bytes]);
const NO_TEXT = int32(-1);
const SERVER = Buffer.from([0, 85]);
const VALUE = int32(AttributeIds.Value);

/** A read of `nodes` (OPC 10000-4, 5.11.2), each as bytes. */
const readOf = (count: number, nodes: Buffer): Buffer =>
  Buffer.concat([Buffer.alloc(8), int32(3), int32(count), nodes]);

/** A write of a variant that is an array of one variant, and so on, `levels` times. */
function nested(levels: number): Buffer {
  const inner = Array.from({ length: levels }, () => Buffer.concat([Buffer.from([0x98]), int32(1)]));
  return Buffer.concat([int32(1), SERVER, VALUE, NO_TEXT, Buffer.from([1]), ...inner, Buffer.from([1, 1])]);
}

const BAD_UTF8 = text(Buffer.from([0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xff, 0xfe, 0xf8, 0x88, 0x80]));
const malformed = Buffer.concat([
  ...[Buffer.from([3, 1, 0]), BAD_UTF8, VALUE, BAD_UTF8],
  ...[Buffer.from([0, 0]), BAD_UTF8],
]);

const many = (count: number, work: (at: number) => Promise<unknown>) =>
  Promise.allSettled(Array.from({ length: count }, (_, at) => work(at)));

const CONDITION_TYPE = "i=2782";
const CONDITION_REFRESH = "i=3875";
const GET_MONITORED_ITEMS = "i=11492";

const IN_SESSION: Readonly<Record<string, (session: ClientSession) => Promise<unknown>>> = {
  "variants nested ten thousand deep": (session) => send(session, withBody(new WriteRequest(), nested(10_000))),
  "a count of two thousand million": (session) =>
    send(session, withBody(new ReadRequest(), readOf(0x7fffffff, Buffer.concat([SERVER, VALUE, NO_TEXT])))),
  "texts that are no UTF-8": (session) => send(session, withBody(new ReadRequest(), readOf(1, malformed))),
  "a browse path of 20,000 elements": (session) =>
    session.translateBrowsePath({
      startingNode: "i=84",
      relativePath: {
        elements: Array.from({ length: 20_000 }, () => ({ includeSubtypes: true, targetName: "Objects" })),
      },
    } as never),
  "a thousand requests at once": (session) =>
    many(1_000, () => session.read({ nodeId: "i=2258", attributeId: AttributeIds.Value })),
  "methods without and with wrong arguments": (session) =>
    many(40, (at) =>
      session.call({
        objectId: at % 2 === 0 ? "i=2253" : CONDITION_TYPE,
        methodId: at % 3 === 0 ? GET_MONITORED_ITEMS : CONDITION_REFRESH,
        inputArguments: at % 4 === 0 ? [] : [new Variant(), new Variant()],
      }),
    ),
  "500 refreshes of conditions at once": async (session) => {
    const { subscriptionId } = await session.createSubscription2({ requestedPublishingInterval: 100 });
    const inputArguments = [new Variant({ dataType: "UInt32", value: subscriptionId } as never)];
    return await many(500, () =>
      session.call({ objectId: CONDITION_TYPE, methodId: CONDITION_REFRESH, inputArguments }),
    );
  },
  "nodes added and deleted while others browse": (session) =>
    many(200, (at) => {
      if (at % 3 === 0) return send(session, new AddNodesRequest({ nodesToAdd: [{}] } as never));
      if (at % 3 === 1) return send(session, new DeleteNodesRequest({ nodesToDelete: [{}] } as never));
      return session.browse("i=85");
    }),
  "a session that is closed twice, with a time of 1601": async (session) => {
    for (let time = 0; time < 2; time++) {
      const request = new CloseSessionRequest({ deleteSubscriptions: true });
      request.requestHeader.timestamp = new Date(-11_644_473_600_000);
      await send(session, request);
    }
  },
};

it.each(Object.entries(IN_SESSION))("[S10] %s: other clients are served afterwards", async (_what, attack) => {
  await server.inSession((session) => Promise.allSettled([attack(session)])).catch(() => undefined);
  await expect(server.visit()).resolves.toBeUndefined();
});

it("[S10] 60 secure channels without a session leave room for a client", async () => {
  await many(60, () => server.connected());
  await expect(server.visit()).resolves.toBeUndefined();
});

it("[S10] 100 sessions that are never activated leave room for a client", async () => {
  const client = await server.connected();
  await many(100, (at) =>
    send(
      client,
      new CreateSessionRequest({
        endpointUrl: server.endpoint,
        sessionName: `never ${at}`,
        requestedSessionTimeout: 1e9,
        clientNonce: Buffer.alloc(32),
      }),
    ),
  );
  await expect(server.visit()).resolves.toBeUndefined();
});

it("[S10] subscriptions that outlive their sessions are bounded", async () => {
  let created = 0;
  for (let round = 0; round < 3; round++) {
    const client = await server.connected();
    const session = await client.createSession();
    const answers = await many(200, () =>
      session.createSubscription2({ requestedLifetimeCount: 0xffffffff, requestedMaxKeepAliveCount: 0xffffff }),
    );
    created += answers.filter(({ status }) => status === "fulfilled").length;
    await session.close(false);
    await client.disconnect();
  }
  expect(created).toBeLessThan(300);
  await expect(server.visit()).resolves.toBeUndefined();
});

it("[S10] chains of certificates that sign each other hold up no other client", async () => {
  const chain = Buffer.concat([...(await mutualCertificates()), ...(await mutualCertificates())]);
  const own = new X509Certificate(readFileSync(server.certificateFile));
  const policy = Buffer.from("http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256");
  const thumbprint = Buffer.from(own.fingerprint.replaceAll(":", ""), "hex");
  const body = Buffer.concat([int32(0), text(policy), text(chain), text(thumbprint), Buffer.alloc(512, 7)]);
  for (let attacker = 0; attacker < 5; attacker++) {
    const socket = await server.opened();
    const acknowledged = once(socket, "data");
    socket.write(helloFor(server.endpoint));
    await acknowledged;
    socket.write(Buffer.concat([Buffer.from("OPNF"), int32(8 + body.length), body]));
  }
  await expect(server.visit()).resolves.toBeUndefined();
});
