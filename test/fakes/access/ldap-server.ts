/** A directory server in this process that answers as a test says, also against the protocol. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { BerReader, element, enumerated, integer, octets, sequence } from "../../../edge/access/directory/ber.ts";

/** A request as it arrived. */
export interface Request {
  readonly id: number;
  readonly tag: number;
  /** Everything of it, for a look at what was sent. */
  readonly bytes: Buffer;
  readonly socket: Socket;
}

export interface FakeLdap extends AsyncDisposable {
  readonly url: string;
  readonly requests: Request[];
}

const BIND = 0x60;
export const SEARCH = 0x63;
export const EXTENDED = 0x77;
const ANSWERS = new Map([
  [BIND, 0x61],
  [SEARCH, 0x65],
  [EXTENDED, 0x78],
]);

/** The answer that ends a request. */
export function done({ id, tag }: Pick<Request, "id" | "tag">, code = 0, ...more: readonly Buffer[]): Buffer {
  return sequence(
    integer(id),
    element(ANSWERS.get(tag) ?? 0x65, enumerated(code), octets(""), octets("as the test says"), ...more),
  );
}

/** An entry of an answer. */
export function entry(id: number, dn: string, attributes: Readonly<Record<string, readonly string[]>> = {}): Buffer {
  const list = Object.entries(attributes).map(([name, values]) =>
    sequence(octets(name), element(0x31, ...values.map((one) => octets(one)))),
  );
  return sequence(integer(id), element(0x64, octets(dn), sequence(...list)));
}

/** A reference to another server (RFC 4511, 4.5.3). */
export function reference(id: number, url: string): Buffer {
  return sequence(integer(id), element(0x73, octets(url)));
}

/** `answer`: bytes to send; undefined leaves the request without an answer. */
export async function startLdap(answer: (request: Request) => Buffer | undefined): Promise<FakeLdap> {
  const requests: Request[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      // An edge sends one request at a time; a TLS hello is none.
      if (bytes[0] !== 0x30) return;
      const message = new BerReader(bytes).sequence();
      const request = { id: message.integer(), tag: message.next().tag, bytes, socket };
      requests.push(request);
      const answered = answer(request);
      if (answered !== undefined) socket.write(answered);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
