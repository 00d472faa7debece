import { reachableAddress } from "../../reachable.ts";

/** The checked address of an agent, which its URL names. Throws as `reachableAddress` does. */
export async function addressIn(url: string, networks: readonly string[]): Promise<string> {
  const { hostname, port, protocol } = new URL(url);
  const number = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  return await reachableAddress(hostname.replace(/^\[|\]$/g, ""), number, { networks });
}
