import type { ComponentChildren } from "preact";

/** A sign of the chart's legend, 20 × 14. */
export function Sign({ children }: { children: ComponentChildren }) {
  return (
    <svg class="gantt-sign" viewBox="0 0 20 14" aria-hidden="true">
      {children}
    </svg>
  );
}
