/**
 * A distinguished name in one spelling, so that two spellings of a name are equal (RFC 4514): case, and spaces beside
 * separators, do not count, nor how a character is escaped. For comparison alone.
 */
export function dnKey(dn: string): string {
  return splitAt(dn, ",")
    .map((rdn) => splitAt(rdn, "+").map(pairKey).sort().join("+"))
    .join(",");
}

function pairKey(pair: string): string {
  const at = pair.indexOf("=");
  return `${pair.slice(0, at).trim().toLowerCase()}=${valueKey(pair.slice(at + 1).trim())}`;
}

/** Parts between separators that are neither escaped nor quoted. */
function splitAt(text: string, separator: string): string[] {
  const parts = [""];
  for (const [piece] of text.matchAll(/\\.|[^\\]/gs)) {
    if (piece === separator) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

/** Without its escapes, and encoded so that a separator inside the value is never taken for one between parts. */
function valueKey(value: string): string {
  const pieces = [...value.matchAll(/((?:\\[0-9A-Fa-f]{2})+)|\\(.)|([^\\])/gs)];
  const plain = pieces.map(([, hex, escaped, other]) =>
    hex === undefined ? (escaped ?? other ?? "") : Buffer.from(hex.replaceAll("\\", ""), "hex").toString("utf8"),
  );
  const text = plain.join("").replaceAll(/ +/g, " ").normalize("NFC").toLowerCase();
  return encodeURIComponent(text.toWellFormed());
}
