import type { History } from "./history.ts";

const TOP = 18;
const BOTTOM = 34;

/** The curve begins at zero where its values allow: then its height means something. */
export function CurveLane({ history, x }: { history: History; x: (ms: number) => number }) {
  const known = history.curve.filter((point): point is { ms: number; value: number } => point.value !== null);
  if (known.length < 2) return null;
  const high = highOf(history);
  const low = known.reduce((bottom, { value }) => Math.min(bottom, value), 0);
  const y = (value: number) => BOTTOM - ((value - low) / (high - low)) * (BOTTOM - TOP);
  const top = known.map(({ ms, value }) => `${x(ms).toFixed(1)} ${y(value).toFixed(1)}`).join("L");
  const [first, last] = [known[0], known.at(-1)];
  return (
    <path
      class="timeline-power"
      d={`M${x(first?.ms ?? 0).toFixed(1)} ${BOTTOM}L${top}L${x(last?.ms ?? 0).toFixed(1)} ${BOTTOM}Z`}
    />
  );
}

/** The curve's highest value, never 0. */
export function highOf({ curve }: History): number {
  return curve.reduce((top, { value }) => Math.max(top, value ?? 0), 0) || 1;
}
