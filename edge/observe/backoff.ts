export interface BackoffOptions {
  readonly firstMs?: number;
  readonly maxMs?: number;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

/**
 * Milliseconds before retry number `attempt` (0 is the first). The delay doubles up to a maximum; a random share of it,
 * between half and all, is taken, so that many edges do not return to one server in step.
 */
export function backoffMs(attempt: number, options: BackoffOptions = {}): number {
  const firstMs = options.firstMs ?? 500;
  const maxMs = options.maxMs ?? 4_000;
  const random = options.random ?? Math.random;
  const fullMs = Math.min(maxMs, firstMs * 2 ** Math.max(0, attempt));
  return Math.round(fullMs * (0.5 + random() / 2));
}
