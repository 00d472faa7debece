/**
 * The middle of a thin link: takes packets of one end (VXLAN over UDP, RFC 7348) and gives them to the other one, each
 * way with loss, rate, a queue and delay, as `tc netem` would where the kernel has it. Arguments: link as JSON, seed,
 * address of this machine at each end (the edge's first). On stdin: `cut`, `deaf` (nothing comes to the edge), `pass`.
 * Runs until it is killed.
 */
import { createSocket } from "node:dgram";
import { seeded } from "../../reliability/random.ts";
import { type ThinLinkOptions, VXLAN_PORT } from "./thin-link.ts";

const [json = "{}", seed = "1", ...ends] = process.argv.slice(2);
const { bitsPerSecond, delayMs, loss, queueBytes } = JSON.parse(json) as ThinLinkOptions;
const random = seeded(Number(seed));
/** For packets of each end. */
let isCut = [false, false];
process.stdin.on("data", (words) => {
  const word = words.toString().trim().split("\n").at(-1);
  isCut = [word === "cut", word === "cut" || word === "deaf"];
});
const sockets = ends.map(() => createSocket("udp4"));
for (const [index, own] of ends.entries()) {
  const other = sockets[1 - index];
  const to = (ends[1 - index] as string).replace(/1$/, "2");
  /** When the packets that wait have all been sent. */
  let freeMs = 0;
  sockets[index]?.on("message", (packet) => {
    checkTcp(packet);
    const now = performance.now();
    const waitMs = Math.max(0, freeMs - now);
    const isFull = (waitMs * bitsPerSecond) / 8_000 > queueBytes;
    if (isCut[index] || isFull || random() < loss) return;
    freeMs = now + waitMs + (packet.length * 8_000) / bitsPerSecond;
    setTimeout(
      () => {
        if (!isCut[index]) other?.send(packet, VXLAN_PORT, to);
      },
      freeMs - now + delayMs,
    );
  });
  sockets[index]?.bind(VXLAN_PORT, own, () => process.stdout.write("bound\n"));
}

/** Writes the checksum of a TCP segment (RFC 9293, 3.1): the kernel leaves that to the device that would send it. */
function checkTcp(packet: Buffer): void {
  // VXLAN 8 bytes, Ethernet 14, IPv4 20 and more.
  const ip = packet.subarray(22);
  if (packet.readUInt16BE(20) !== 0x0800 || ip[9] !== 6) return;
  const ipBytes = ((ip[0] as number) & 15) * 4;
  const tcp = ip.subarray(ipBytes, ip.readUInt16BE(2));
  tcp.writeUInt16BE(0, 16);
  let sum = 6 + tcp.length;
  for (let at = 12; at < 20; at += 2) sum += ip.readUInt16BE(at);
  for (let at = 0; at + 1 < tcp.length; at += 2) sum += tcp.readUInt16BE(at);
  if (tcp.length % 2 === 1) sum += (tcp.at(-1) as number) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  tcp.writeUInt16BE(~sum & 0xffff, 16);
}
