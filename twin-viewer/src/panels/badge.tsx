import { badgeShape } from "../data/badge-shape.ts";

/** A priority's badge: shape, digit and colour say the same. Hollow when the condition is gone or shelved. */
export function Badge({ priority, hollow = false }: { priority: 0 | 1 | 2 | 3 | 4; hollow?: boolean }) {
  const { path, digitY } = badgeShape(priority);
  return (
    <svg class={`badge badge-p${priority}${hollow ? " badge-hollow" : ""}`} viewBox="0 0 20 20" aria-hidden="true">
      <path d={path} />
      {priority === 0 ? null : (
        <text x="10" y={digitY}>
          {priority}
        </text>
      )}
    </svg>
  );
}
