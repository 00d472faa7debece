/** The user of the page, if the edge has users. */

import { computed, signal } from "@preact/signals";
import type { TextKey } from "../i18n/catalogue.ts";
import { awaitCauseWords } from "../i18n/causes-later.ts";
import { t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";
import { ask, requestAt, wordsOf } from "./api.ts";
import { atRoot } from "./base.ts";
import { problemOf } from "./problem.ts";

/** The answer of `/api/v1/session`. */
export interface Account {
  /** True once everybody must sign in. */
  readonly users: boolean;
  /** `local` while there are no users, null without a session. */
  readonly user: string | null;
  readonly role: string | null;
  /** Name of the identity provider; null without one. */
  readonly provider: string | null;
  /** Name of the directory whose names and passwords are valid here; null without one. */
  readonly directory: string | null;
}

/** Null until the edge has answered. */
export const account = signal<Account | null>(null);
export const mustSignIn = computed(() => account.value?.users === true && account.value.user === null);
/** The secret of the one-time link that opened the page. */
export const invitation = signal<string | null>(null);
/** False once the dialog was closed; the top bar opens it again. */
export const signInOpen = signal(true);

const ROLE_TEXTS = new Map<string, TextKey>([
  ["viewer", "role.viewer"],
  ["operator", "role.operator"],
  ["maintainer", "role.maintainer"],
  ["engineer", "role.engineer"],
  ["admin", "role.admin"],
  ["local", "role.local"],
  ["none", "role.none"],
]);

export function roleText(role: string): string {
  const key = ROLE_TEXTS.get(role);
  return key === undefined ? role : t(key);
}

/** Time between two questions to an edge that is out of reach. */
const ASK_AGAIN_MS = 5_000;
let asking: ReturnType<typeof setTimeout> | undefined;

/**
 * Asks the edge for the user of the page. While the edge is out of reach the last answer stays, and the page asks
 * again: sessions end when the edge restarts. The banner of the connection reports the outage.
 */
export async function readAccount(): Promise<void> {
  clearTimeout(asking);
  try {
    account.value = await ask<Account>("/api/v1/session");
  } catch {
    asking = setTimeout(() => void readAccount(), ASK_AGAIN_MS);
  }
}

/**
 * Reads the secret of `#/overview?invitation=…`. Call it before the page rewrites its address, which removes the
 * secret.
 */
export function takeInvitation(hash: string): void {
  const secret = new URLSearchParams(hash.split("?", 2)[1] ?? "").get("invitation");
  if (secret !== null && secret !== "") invitation.value = secret;
}

/** Signs in, or creates the user of the one-time link. Resolves with undefined, or with a text to show. */
export async function signIn(name: string, password: string): Promise<string | undefined> {
  const secret = invitation.value;
  const [path, body] =
    secret === null ? ["/api/v1/session", { name, password }] : ["/api/v1/invitation", { secret, name, password }];
  try {
    const response = await fetch(atRoot(path), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return undefined;
    if (response.status === 401) return t(secret === null ? "account.wrong" : "account.link-used");
    if (response.status === 429) return t("account.locked", { s: response.headers.get("retry-after") ?? "30" });
    return reasonInWords(await problemOf(response));
  } catch (error) {
    await awaitCauseWords();
    return reasonInWords(wordsOf(error));
  }
}

export async function signOut(): Promise<void> {
  await requestAt(atRoot("/api/v1/session"), { method: "DELETE" });
}
