import { connect, isIP } from "node:net";

const CONNECT_WITHIN_MS = 2_000;
/** More addresses than the name of a machine has. */
const MOST_ADDRESSES = 8;

/** Whether a server accepts connections there. */
type IsOpen = (address: string, port: number) => Promise<boolean>;

/** The first address that accepts a connection, IPv4 before IPv6; if none does, the first address. */
export async function openAddress(
  addresses: readonly string[],
  port: number,
  isOpen: IsOpen = takesConnections,
): Promise<string> {
  const inOrder = [...addresses].sort((a, b) => isIP(a) - isIP(b)).slice(0, MOST_ADDRESSES);
  const first = inOrder[0] as string;
  if (inOrder.length === 1) return first;
  const found = await Promise.all(inOrder.map((address) => isOpen(address, port)));
  return inOrder[found.indexOf(true)] ?? first;
}

function takesConnections(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: CONNECT_WITHIN_MS });
  socket.once("connect", () => resolve(true));
  for (const event of ["error", "timeout", "close"]) socket.once(event, () => resolve(false));
  return promise.finally(() => socket.destroy());
}
