/** Topic namespace of Sparkplug B. */
export const NAMESPACE = "spBv1.0";
export const REBIRTH = "Node Control/Rebirth";
const BOOLEAN = 11;
/** An alias of no metric, for nodes that read a request without alias as alias 0. */
export const NO_ALIAS = 2 ** 32 - 1;

/** NCMD payload that asks an edge node to send its births again: by name, and by alias too where one is given. */
export function rebirthCommand(nowMs: number, alias?: number): Uint8Array {
  const name = Buffer.from(REBIRTH);
  const metric = [
    0x0a,
    name.length,
    ...name,
    ...(alias === undefined ? [] : [0x10, ...varint(alias)]),
    0x20,
    BOOLEAN,
    0x70,
    1,
  ];
  return Uint8Array.from([0x08, ...varint(nowMs), 0x12, metric.length, ...metric]);
}

/** STATE payload of a host application (specification 6.4.25): JSON, not protobuf. */
export function hostState(isOnline: boolean, timestampMs: number): string {
  return JSON.stringify({ online: isOnline, timestamp: timestampMs });
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}
