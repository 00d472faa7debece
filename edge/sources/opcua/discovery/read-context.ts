import type { ClientSession } from "node-opcua-client";

/** Sessions of one server in both languages of the product. */
export interface Sessions {
  readonly en: ClientSession;
  readonly zh: ClientSession;
}

export interface ReadContext {
  readonly sessions: Sessions;
  readonly namespaces: readonly string[];
  readonly perRead: number;
  readonly perBrowse: number;
}
