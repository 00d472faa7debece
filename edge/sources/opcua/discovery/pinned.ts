/** Endpoints that a discovery over the API connects to. */
import { isIP } from "node:net";
import { EdgeError } from "../../../contracts/errors.ts";
import { type Network, reachableAddress } from "../../reachable.ts";

const DEFAULT_PORT = 4840;

/** The endpoint with a checked address in place of its host name. Throws as `reachableAddress` does. */
export async function pinned(endpoint: string, network: Network = {}): Promise<string> {
  // URL parsing reads hosts in full only for web schemes.
  const host = URL.parse(endpoint.replace(/^opc\.tcp:/i, "http:"))?.hostname.replace(/^\[|\]$/g, "") ?? "";
  const url = URL.parse(endpoint);
  if (host === "" || url === null)
    throw new EdgeError("bad-request", `endpoint is not an address; write opc.tcp://host:${DEFAULT_PORT}`);
  const port = url.port === "" ? DEFAULT_PORT : Number(url.port);
  const address = await reachableAddress(host, port, network);
  const shown = isIP(address) === 6 ? `[${address}]` : address;
  return `opc.tcp://${shown}:${port}${url.pathname}${url.search}`;
}
