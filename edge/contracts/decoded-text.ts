/** Text of a file that some tool exported: UTF-16 with its mark, UTF-8, or the encoding of an older system. */
export function decodedText(bytes: Uint8Array): string {
  // Excel's "Unicode text" is UTF-16.
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder(isGb2312(bytes) ? "gbk" : "windows-1252").decode(bytes);
  }
}

/** Bytes above ASCII come in pairs there. */
function isGb2312(bytes: Uint8Array): boolean {
  let run = 0;
  for (const byte of bytes) {
    if (byte >= 0xa1 && byte < 0xff) run++;
    else if (byte >= 0x80 || run % 2 === 1) return false;
    else run = 0;
  }
  return run % 2 === 0;
}
