import { isIP } from "node:net";

/** Stands in for the address of a connection that is closed. */
const GONE = "gone";

/** Removes the IPv6 prefix that some systems put before IPv4 addresses. */
export function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** Whether the address is this machine's own. */
export function isLoopback(address: string | undefined): boolean {
  const plain = plainAddress(address ?? GONE);
  return plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}

/**
 * One client for the limits: an IPv4 address, or the first half of an IPv6 address, because one machine may use all
 * of its second half.
 */
export function hostOf(address: string | undefined): string {
  const plain = plainAddress(address ?? GONE);
  if (isIP(plain) !== 6 || plain === "::1") return plain;
  const [head = "", tail] = plain.split("%", 1).join("").split("::");
  const first = head.split(":").filter((group) => group !== "");
  const last = (tail ?? "").split(":").filter((group) => group !== "");
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return `${[...first, ...Array.from({ length: zeros }, () => "0"), ...last].slice(0, 4).join(":")}::/64`;
}
