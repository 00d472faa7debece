const random = new Uint8Array(10);

/**
 * A new UUIDv7 (RFC 9562 section 5.7): sorts by the millisecond it was made in. With a `hash` (10 bytes or more)
 * instead of random bits the same time and hash give the same uid.
 */
export function uuidv7(nowMs: number = Date.now(), hash?: Uint8Array): string {
  if (hash === undefined) crypto.getRandomValues(random);
  else random.set(hash.subarray(0, random.length));
  random[0] = 0x70 | ((random[0] as number) & 0x0f);
  random[2] = 0x80 | ((random[2] as number) & 0x3f);
  const time = Math.trunc(nowMs).toString(16).padStart(12, "0");
  let rest = "";
  for (const byte of random) rest += byte.toString(16).padStart(2, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
}
