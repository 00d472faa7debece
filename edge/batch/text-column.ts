/** Texts one after the other, UTF-8, in memory that threads share: strings would take three times as much in each. */
export interface TextColumn {
  readonly bytes: Uint8Array;
  /** End of each text in `bytes`. */
  readonly ends: Uint32Array;
}

const DECODER = new TextDecoder();

export function textColumn(texts: readonly string[]): TextColumn {
  const encoder = new TextEncoder();
  const encoded = texts.map((text) => encoder.encode(text));
  const bytes = new Uint8Array(new SharedArrayBuffer(encoded.reduce((sum, { length }) => sum + length, 0)));
  const ends = new Uint32Array(new SharedArrayBuffer(texts.length * Uint32Array.BYTES_PER_ELEMENT));
  let end = 0;
  for (const [place, text] of encoded.entries()) {
    bytes.set(text, end);
    end += text.length;
    ends[place] = end;
  }
  return { bytes, ends };
}

/** The text at this place; empty beyond the last one. */
export function textAt({ bytes, ends }: TextColumn, place: number): string {
  return DECODER.decode(bytes.subarray(place === 0 ? 0 : ends[place - 1], ends[place] ?? 0));
}
