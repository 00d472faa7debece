/** The stretch of time that the chart shows. */
import type { Span } from "../../data/api.ts";

/** Narrowest window: below it bars would be coarser than the edge's seconds. */
const NARROWEST_MS = 5 * 60_000;
/** Room on both sides of the plan, as a share of it. */
const MARGIN = 0.02;
/** How far behind the plan a person may look or drop an operation, as a share of it; at least a day. */
const BEHIND = 0.5;
const DAY_MS = 86_400_000;

/** The whole plan with some room. */
export function fitted({ fromMs, toMs }: Span): Span {
  const room = MARGIN * Math.max(toMs - fromMs, NARROWEST_MS);
  return { fromMs: fromMs - room, toMs: Math.max(toMs, fromMs + NARROWEST_MS) + room };
}

/** The window `factor` times as long, with the same moment where the pointer is. */
export function zoomed(window: Span, plan: Span, { atMs, factor }: { atMs: number; factor: number }): Span {
  const wanted = (window.toMs - window.fromMs) * factor;
  const lengthMs = Math.max(NARROWEST_MS, Math.min(limitsOf(plan).toMs - limitsOf(plan).fromMs, wanted));
  const share = (atMs - window.fromMs) / (window.toMs - window.fromMs);
  return within({ fromMs: atMs - share * lengthMs, toMs: atMs + (1 - share) * lengthMs }, plan);
}

export function panned(window: Span, plan: Span, byMs: number): Span {
  return within({ fromMs: window.fromMs + byMs, toMs: window.toMs + byMs }, plan);
}

/** A window of the same length that shows a stretch, moved as little as that takes. */
export function showing(window: Span, plan: Span, { fromMs, toMs }: Span): Span {
  const room = 0.1 * (window.toMs - window.fromMs);
  if (fromMs < window.fromMs + room || toMs - fromMs > window.toMs - window.fromMs - 2 * room)
    return panned(window, plan, fromMs - room - window.fromMs);
  return toMs > window.toMs - room ? panned(window, plan, toMs + room - window.toMs) : window;
}

function limitsOf({ fromMs, toMs }: Span): Span {
  const whole = fitted({ fromMs, toMs });
  return { fromMs: whole.fromMs, toMs: Math.max(whole.toMs, toMs + Math.max(DAY_MS, BEHIND * (toMs - fromMs))) };
}

function within(window: Span, plan: Span): Span {
  const limits = limitsOf(plan);
  const lengthMs = window.toMs - window.fromMs;
  const fromMs = Math.max(limits.fromMs, Math.min(window.fromMs, limits.toMs - lengthMs));
  return { fromMs, toMs: fromMs + lengthMs };
}
