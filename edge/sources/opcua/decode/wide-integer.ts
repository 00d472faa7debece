/** Int64 and UInt64: exact as numbers up to 2^53, as text always. */

/** OPC 10000-4, 7.39: the exact value is unknown. */
const UNCERTAIN = 0x4000_0000;
/** Info bits of a status code. */
const INFO_BITS = 0xffff;

/** Nearest number of a 64-bit integer in two words. */
export function wideNumber(high: number, low: number, isSigned: boolean): number {
  return (isSigned ? high | 0 : high >>> 0) * 2 ** 32 + (low >>> 0);
}

/** All digits of a 64-bit integer in two words. */
export function wideText(high: number, low: number, isSigned: boolean): string {
  const unsigned = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return String(isSigned ? BigInt.asIntN(64, unsigned) : unsigned);
}

/** The status of a sample whose number is not exact: Good becomes Uncertain and keeps its info bits. */
export function inexactStatus(status: number): number {
  return status >>> 30 === 0 ? UNCERTAIN | (status & INFO_BITS) : status;
}
