/** Password of an address such as `mqtt://user:secret@host`, anywhere in a text; it ends at the last `@`. */
const PASSWORD = /(\/\/[^\s:@/?#"\\]*):[^\s/?#"\\]+@/g;

/** The address without user and password, which belong into no record, log or text. */
export function withoutUser(address: string): string {
  return address.replace(/\/\/[^\s/?#]*@/, "//");
}

/** The text with the passwords of its addresses hidden. */
export function withoutPasswords(text: string): string {
  return text.replace(PASSWORD, "$1:***@");
}

/** host:port of an address such as `mqtt://broker:1883/path`; the unchanged text where it is not such an address. */
export function peerIn(address: string): string {
  // Schemes that a browser does not know keep their host only as http.
  const url = URL.parse(address.replace(/^[a-z.]+:/i, "http:"));
  return url === null ? address : url.host;
}
