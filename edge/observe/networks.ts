/** Addresses and networks of the Internet protocols: the one place that reads them. */
import { BlockList, isIP } from "node:net";

/** Removes the IPv6 prefix that some systems put before IPv4 addresses. */
export function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** Whether the address is this machine's own. */
export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  return plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}

/** Whether a listener on this host, a name or an address, is reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || isLoopback(host);
}

/**
 * A test whether an address, with its zone or without, is in one of the networks: addresses, or addresses with a number
 * of bits, such as 10.0.0.7, 10.0.0.0/24, fd00::/8. A text that is neither is given to `refuse` with the error, and
 * permits no address.
 */
export function inNetworks(
  networks: readonly string[],
  refuse: (network: string, cause: unknown) => void = () => undefined,
): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = familyOf(address);
    try {
      if (bits === undefined) list.addAddress(address, family);
      else list.addSubnet(address, Number(bits), family);
    } catch (error) {
      refuse(network, error);
    }
  }
  return (address) => {
    const [bare = ""] = address.split("%", 1);
    return isIP(bare) !== 0 && list.check(bare, familyOf(bare));
  };
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
