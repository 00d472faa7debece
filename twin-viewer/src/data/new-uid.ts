/**
 * A new identifier of 128 random bits, in hexadecimal. `crypto.randomUUID` would do, but browsers keep it from pages
 * that came by plain HTTP from another machine.
 */
export function newUid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
