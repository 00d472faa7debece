/**
 * The token of a page that stands in another site's frame, where browsers send no cookies of the edge. It lives in the
 * memory of the page alone. Other pages have none, and use the session's cookie.
 */
let token = "";

/** Takes the token of `#token=…`: browsers never send this part of an address to a server. */
export function takeToken(hash: string): void {
  token = new URLSearchParams(hash.replace(/^#/, "")).get("token") ?? "";
}

/** A request with the token, where there is one. */
export function withToken(init: RequestInit): RequestInit {
  if (token === "") return init;
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  return { ...init, headers, credentials: "omit" };
}

/** Protocols that a WebSocket offers: the only header that a page can set for it (rule DB15). */
export function socketProtocols(): string[] {
  return token === "" ? [] : ["gemba", `bearer.${token}`];
}
