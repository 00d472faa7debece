/** API tokens of the user: for frames of other sites, and for programs. */
import { ask, jsonOf } from "./api.ts";

export interface Token {
  readonly id: string;
  readonly user: string;
  readonly label: string;
  readonly role: string;
  /** `agents`: opens the tools for agents alone. */
  readonly scope: string | null;
  readonly expiresAt: string | null;
}

/** The user's own tokens; for an admin all. */
export const fetchTokens = async () => (await ask<{ tokens: readonly Token[] }>("/api/v1/tokens")).tokens;

interface WantedToken {
  readonly label: string;
  readonly role: string;
  readonly days: number;
  readonly scope?: "agents" | "vision";
}

/** A new token. Its secret is given this once. */
export function makeToken(asked: WantedToken) {
  return ask<{ readonly secret: string; readonly token: Token }>("/api/v1/tokens", jsonOf("POST", asked));
}

export const revokeToken = (id: string) => ask<Token>(`/api/v1/tokens/${encodeURIComponent(id)}`, { method: "DELETE" });
