import { isIP } from "node:net";
import { plainAddress } from "../../observe/networks.ts";

/** Stands in for the address of a connection that is closed. */
const GONE = "gone";

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
