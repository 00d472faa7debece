/** Of two boxes one writes; the other sends pages there. Programs cannot read where to, so the page loads anew. */
import { atSite } from "./base.ts";

const WITHIN_MS = 3_000;
/** Attempts to reach this box before it is asked. */
const AFTER_ATTEMPTS = 3;

export interface OtherBoxParts {
  readonly ask: typeof fetch;
  /** Loads the page again, with the part after `#`. */
  readonly reload: () => void;
}

/** Call it after each failed attempt to connect. Never rejects. */
export async function goToWriter(
  attempts: number,
  { ask, reload }: OtherBoxParts = { ask: fetch, reload: () => location.reload() },
): Promise<void> {
  if (attempts < AFTER_ATTEMPTS) return;
  try {
    const answer = await ask(atSite("/api/v1/health"), {
      headers: { accept: "text/html" },
      redirect: "manual",
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    if (answer.type === "opaqueredirect") reload();
  } catch {
    // This box is away; the next attempt asks again.
  }
}
