const random = new Uint8Array(10);

/** A new UUIDv7 (RFC 9562 section 5.7): sorts by the millisecond it was made in. */
export function uuidv7(nowMs: number = Date.now()): string {
  crypto.getRandomValues(random);
  random[0] = 0x70 | ((random[0] as number) & 0x0f);
  random[2] = 0x80 | ((random[2] as number) & 0x3f);
  const time = Math.trunc(nowMs).toString(16).padStart(12, "0");
  let rest = "";
  for (const byte of random) rest += byte.toString(16).padStart(2, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
}
