/** Addresses that a discovery over the API may connect to. */
import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { EdgeError } from "../../../contracts/errors.ts";
import { PRIVATE_NETWORKS } from "../../../contracts/path/private-networks.ts";
import { within } from "../../../observe/within.ts";
import { openAddress } from "./open-address.ts";

const DEFAULT_PORT = 4840;
/** Without this limit a missing name server would hold a request for half a minute. */
const RESOLVE_WITHIN_MS = 5_000;

/** Addresses of the network itself or of a cloud's metadata, never of a machine. Plants use private addresses. */
const REFUSED = new BlockList();
REFUSED.addSubnet("0.0.0.0", 8);
REFUSED.addSubnet("169.254.0.0", 16);
REFUSED.addSubnet("224.0.0.0", 3);
REFUSED.addAddress("100.100.100.200");
REFUSED.addSubnet("fe80::", 10, "ipv6");
REFUSED.addSubnet("ff00::", 8, "ipv6");
REFUSED.addAddress("::", "ipv6");
REFUSED.addAddress("fd00:ec2::254", "ipv6");
// The same addresses as gateways between IPv4 and IPv6 write them.
REFUSED.addSubnet("64:ff9b::a9fe:0", 112, "ipv6");
REFUSED.addSubnet("64:ff9b:1::", 48, "ipv6");
REFUSED.addSubnet("2002:a9fe::", 32, "ipv6");
REFUSED.addSubnet("::a9fe:0", 112, "ipv6");

/** All addresses of a host name. */
type Resolve = (host: string) => Promise<readonly string[]>;

interface Network {
  /** Addresses and networks, such as 10.0.0.0/8, that may be connected to. */
  readonly networks?: readonly string[];
  readonly resolve?: Resolve;
  readonly withinMs?: number;
  isOpen?(address: string, port: number): Promise<boolean>;
}

const resolveAll: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * The endpoint with an address in place of its host name, so that the edge connects to the address that was checked: a
 * name may resolve differently a moment later. Among several addresses, the first that accepts a connection. Throws
 * EdgeError `bad-request`, `forbidden` or `unavailable`.
 */
export async function pinned(
  endpoint: string,
  { networks = PRIVATE_NETWORKS, resolve = resolveAll, withinMs = RESOLVE_WITHIN_MS, isOpen }: Network = {},
): Promise<string> {
  // URL parsing reads numbers such as 0xa9fea9fe as addresses only for web schemes.
  const host = URL.parse(endpoint.replace(/^opc\.tcp:/i, "http:"))?.hostname.replace(/^\[|\]$/g, "") ?? "";
  const url = URL.parse(endpoint);
  if (host === "" || url === null)
    throw new EdgeError("bad-request", `endpoint is not an address; write opc.tcp://host:${DEFAULT_PORT}`);
  const addresses = isIP(host) === 0 ? await within(withinMs, "no answer", resolve(host)).catch(() => []) : [host];
  if (addresses.length === 0)
    throw new EdgeError("unavailable", `No address is known for ${host}. Check the name, or write the address.`);
  if (addresses.some((address) => isIn(REFUSED, address)))
    throw new EdgeError(
      "forbidden",
      "This address belongs to no machine: link-local, multicast, metadata and unspecified addresses are not " +
        "looked at.",
    );
  const permitted = blockListOf(networks);
  const other = addresses.find((address) => !isIn(permitted, address));
  if (other !== undefined)
    throw new EdgeError(
      "forbidden",
      `${other} is in none of the networks that api.discovery.networks lists. An admin can add its network there.`,
    );
  const port = url.port === "" ? DEFAULT_PORT : Number(url.port);
  const address = await openAddress(addresses, port, isOpen);
  const shown = isIP(address) === 6 ? `[${address}]` : address;
  return `opc.tcp://${shown}:${port}${url.pathname}${url.search}`;
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    try {
      if (bits === undefined) list.addAddress(address, family);
      else list.addSubnet(address, Number(bits), family);
    } catch {
      // A text that is no network permits no address.
    }
  }
  return list;
}
