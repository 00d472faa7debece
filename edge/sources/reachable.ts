/** Addresses that a discovery over the API may connect to. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { EdgeError } from "../contracts/errors.ts";
import { PRIVATE_NETWORKS } from "../contracts/path/private-networks.ts";
import { inNetworks } from "../observe/networks.ts";
import { within } from "../observe/within.ts";
import { openAddress } from "./open-address.ts";

/** Without this limit a missing name server would hold a request for half a minute. */
const RESOLVE_WITHIN_MS = 5_000;

/** Addresses of the network itself or of a cloud's metadata, never of a machine. Plants use private addresses. */
const isRefused = inNetworks([
  ...["0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "100.100.100.200"],
  ...["fe80::/10", "ff00::/8", "::", "fd00:ec2::254"],
  // The same addresses as gateways between IPv4 and IPv6 write them.
  ...["64:ff9b::a9fe:0/112", "64:ff9b:1::/48", "2002:a9fe::/32", "::a9fe:0/112"],
]);

/** All addresses of a host name. */
type Resolve = (host: string) => Promise<readonly string[]>;

export interface Network {
  /** Addresses and networks, such as 10.0.0.0/8, that may be connected to. */
  readonly networks?: readonly string[];
  readonly resolve?: Resolve;
  readonly withinMs?: number;
  isOpen?(address: string, port: number): Promise<boolean>;
}

const resolveAll: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * The address to connect to in place of a host name, so that the edge connects to what was checked: a name may resolve
 * differently a moment later. Among several addresses, the first that accepts a connection. Numbers such as 0xa9fea9fe
 * are addresses too. Throws EdgeError `bad-request`, `forbidden` or `unavailable`.
 */
export async function reachableAddress(
  host: string,
  port: number,
  { networks = PRIVATE_NETWORKS, resolve = resolveAll, withinMs = RESOLVE_WITHIN_MS, isOpen }: Network = {},
): Promise<string> {
  // URL parsing reads such numbers for web schemes only.
  const shown = isIP(host) === 6 ? `[${host}]` : host;
  const name = URL.parse(`http://${shown}`)?.hostname.replace(/^\[|\]$/g, "") ?? "";
  if (name === "") throw new EdgeError("bad-request", `${host} is no name or address of a server`);
  const addresses = isIP(name) === 0 ? await within(withinMs, "no answer", resolve(name)).catch(() => []) : [name];
  if (addresses.length === 0)
    throw new EdgeError("unavailable", `No address is known for ${name}. Check the name, or write the address.`);
  if (addresses.some(isRefused))
    throw new EdgeError(
      "forbidden",
      "This address belongs to no machine: link-local, multicast, metadata and unspecified addresses are not " +
        "looked at.",
    );
  // A text that is no network permits no address.
  const isPermitted = inNetworks(networks);
  const other = addresses.find((address) => !isPermitted(address));
  if (other !== undefined)
    throw new EdgeError(
      "forbidden",
      `${other} is in none of the networks that api.discovery.networks lists. An admin can add its network there.`,
    );
  return await openAddress(addresses, port, isOpen);
}
