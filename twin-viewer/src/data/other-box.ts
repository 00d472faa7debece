/**
 * Of two boxes one writes; the other sends pages there. Programs cannot read where to, so the page loads anew. A box
 * that is off sends nobody anywhere: the page then asks the other one, whose address it learned while connected (rules
 * SB26 and SB34).
 */
import { atSite, SITE_OF_HUB } from "./base.ts";
import { fetchHealth } from "./health-api.ts";

const WITHIN_MS = 3_000;
/** Attempts to reach this box before it is asked. */
const AFTER_ATTEMPTS = 3;
/** A page has several connections, and each may begin anew often. */
const LEARN_AGAIN_MS = 60_000;

export interface OtherBoxParts {
  readonly ask: typeof fetch;
  /** Loads the page again, with the part after `#`. */
  readonly reload: () => void;
  /** Opens the same page at the address of the other box. */
  readonly go: (url: string) => void;
  readonly health: () => Promise<{ readonly standby?: { readonly other: { readonly url: string | null } } }>;
  readonly now: () => number;
}

const PAGE: OtherBoxParts = {
  ask: (...asked) => fetch(...asked),
  reload: () => location.reload(),
  // Joined, not resolved: a path of `//name` would be another host.
  go: (url) => location.replace(url + location.pathname + location.search + location.hash),
  health: fetchHealth,
  now: () => Date.now(),
};

export class OtherBox {
  readonly #parts: OtherBoxParts;
  #url: string | undefined;
  #learnedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: OtherBoxParts = PAGE) {
    this.#parts = parts;
  }

  /** Call it once this box is reached. Never rejects. */
  async learn(): Promise<void> {
    const { health, now } = this.#parts;
    if (SITE_OF_HUB !== null || now() - this.#learnedAt < LEARN_AGAIN_MS) return;
    this.#learnedAt = now();
    try {
      this.#url = (await health()).standby?.other.url?.replace(/\/$/, "");
    } catch {
      this.#learnedAt = Number.NEGATIVE_INFINITY;
    }
  }

  /** Call it after each failed attempt to connect. Never rejects. */
  async goToWriter(attempts: number): Promise<void> {
    if (attempts < AFTER_ATTEMPTS) return;
    const { ask, reload, go } = this.#parts;
    try {
      const own = { headers: { accept: "text/html" }, redirect: "manual" } as const;
      const answer = await ask(atSite("/api/v1/health"), { ...own, signal: AbortSignal.timeout(WITHIN_MS) });
      if (answer.type === "opaqueredirect") reload();
      return;
    } catch {
      // This box is away.
    }
    const url = this.#url;
    if (url === undefined) return;
    try {
      const theirs = { cache: "no-store", credentials: "omit", redirect: "error" } as const;
      // A box that stands by answers 503, or sends to this one.
      if ((await ask(`${url}/`, { ...theirs, signal: AbortSignal.timeout(WITHIN_MS) })).ok) go(url);
    } catch {
      // Both are away; the next attempt asks again.
    }
  }
}

export const otherBox = new OtherBox();
