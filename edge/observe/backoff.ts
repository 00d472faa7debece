export interface BackoffOptions {
  readonly firstMs?: number;
  readonly maxMs?: number;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

/**
 * How long to wait before retry number `attempt` (0 is the first): doubles up
 * to a maximum. Between half and all of that is taken by chance, so that many
 * edges do not come back to one server in step.
 */
export function backoffMs(attempt: number, options: BackoffOptions = {}): number {
  const firstMs = options.firstMs ?? 500;
  const maxMs = options.maxMs ?? 4_000;
  const random = options.random ?? Math.random;
  const fullMs = Math.min(maxMs, firstMs * 2 ** Math.max(0, attempt));
  return Math.round(fullMs * (0.5 + random() / 2));
}
