/** A broker that asks the test about each publication of QoS 1 before it acknowledges it. Packets of 64 KiB at most. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

const [CONNECT, PUBLISH] = [1, 3];

export async function askingBroker(
  published: (topic: string, acknowledge: () => void) => void,
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    let rest = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let packet = packetIn(rest); packet !== undefined; packet = packetIn(rest)) {
        rest = rest.subarray(packet.end);
        answer(socket, packet, published);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

interface Packet {
  readonly type: number;
  readonly body: Buffer;
  readonly end: number;
}

function answer(socket: Socket, { type, body }: Packet, published: Parameters<typeof askingBroker>[0]): void {
  if (type === CONNECT) socket.write(Buffer.from([0x20, 2, 0, 0]));
  if (type !== PUBLISH) return;
  const id = 2 + body.readUInt16BE(0);
  const [high = 0, low = 0] = body.subarray(id);
  published(body.toString("utf8", 2, id), () => socket.write(Buffer.from([0x40, 2, high, low])));
}

/** The first packet, once all of it is there: type, remaining length in groups of 7 bits with the low ones first. */
function packetIn(bytes: Buffer): Packet | undefined {
  let length = 0;
  for (let n = 1; n < bytes.length; n++) {
    const byte = bytes[n] as number;
    length += (byte & 0x7f) << (7 * (n - 1));
    if (byte >= 0x80) continue;
    const end = n + 1 + length;
    return end > bytes.length ? undefined : { type: (bytes[0] as number) >> 4, body: bytes.subarray(n + 1, end), end };
  }
  return undefined;
}
