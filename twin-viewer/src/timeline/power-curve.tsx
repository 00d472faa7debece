import { formatNumber } from "../data/format.ts";
import { t } from "../i18n/language.ts";
import type { History } from "./history.ts";

const TOP = 18;
const BOTTOM = 52;

/** The curve begins at zero: its height means something. */
export function PowerCurve({ history, x }: { history: History; x: (ms: number) => number }) {
  const known = history.power.filter((point): point is { ms: number; watts: number } => point.watts !== null);
  if (known.length < 2) return null;
  const high = known.reduce((top, { watts }) => Math.max(top, watts), 1);
  const y = (watts: number) => BOTTOM - (Math.max(0, watts) / high) * (BOTTOM - TOP);
  const top = known.map(({ ms, watts }) => `${x(ms).toFixed(1)} ${y(watts).toFixed(1)}`).join("L");
  const [first, last] = [known[0], known.at(-1)];
  return (
    <>
      <path class="timeline-power" d={`M${x(first?.ms ?? 0).toFixed(1)} ${BOTTOM}L${top}L${x(last?.ms ?? 0).toFixed(1)} ${BOTTOM}Z`} />
      <text class="timeline-scale" x="6" y="12">
        {t("timeline.power", { high: formatNumber(high / 1000, 0) })}
      </text>
    </>
  );
}
