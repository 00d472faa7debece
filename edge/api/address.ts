import { isIP } from "node:net";

/** Of a connection that is gone already. */
const GONE = "gone";

/** What counts as one client: an IPv4 address, or the first half of an IPv6 address, because one machine may use all of its second half. */
export function hostOf(address: string | undefined): string {
  if (address === undefined) return GONE;
  const plain = address.startsWith("::ffff:") ? address.slice(7) : address;
  if (isIP(plain) !== 6 || plain === "::1") return plain;
  const [head = "", tail] = plain.split("%", 1).join("").split("::");
  const first = head.split(":").filter((group) => group !== "");
  const last = (tail ?? "").split(":").filter((group) => group !== "");
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return `${[...first, ...Array.from({ length: zeros }, () => "0"), ...last].slice(0, 4).join(":")}::/64`;
}
