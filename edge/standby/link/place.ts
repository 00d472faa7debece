export interface Place {
  readonly host: string;
  readonly port: number;
}

/** `host:port`; an IPv6 address in brackets. */
export function placeOf(address: string): Place {
  const at = address.lastIndexOf(":");
  return { host: address.slice(0, at).replace(/^\[(.*)\]$/, "$1"), port: Number(address.slice(at + 1)) };
}
