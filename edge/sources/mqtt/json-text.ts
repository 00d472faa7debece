/** Deepest nesting of a JSON message. VDA 5050 needs 7. */
const MAX_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Parses a message. Throws SyntaxError or RangeError; depth is checked before the parser builds anything. */
export function parseJson(bytes: Buffer): unknown {
  checkDepth(bytes);
  return JSON.parse(bytes.toString("utf8"));
}

function checkDepth(bytes: Buffer): void {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) at = endOfString(bytes, at + 1);
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_DEPTH) throw new RangeError(`JSON is nested deeper than ${MAX_DEPTH}`);
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}

function endOfString(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
