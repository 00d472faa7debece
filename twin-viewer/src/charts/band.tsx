import { useEffect, useRef } from "preact/hooks";
import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import { useSession } from "../data/context.ts";

const WIDTH = 72;
const HEIGHT = 14;

/**
 * Position of a value in its expected range, with its limits: normal, warning and alarm ranges differ by darkness,
 * never by hue. Nothing without a known range.
 */
export function Band({ tag }: { tag: Tag }) {
  const { slots, mirror } = useSession();
  const mark = useRef<SVGPathElement>(null);
  const span = spanOf(tag);
  useEffect(() => {
    if (span === undefined) return undefined;
    const [low, high] = span;
    return slots.add(tag.ref, () => {
      const share = (mirror.value(tag.ref) - low) / (high - low);
      const x = Math.max(0, Math.min(1, share)) * WIDTH;
      mark.current?.setAttribute("d", Number.isNaN(share) ? "" : `M${x.toFixed(1)} 1V${HEIGHT - 1}`);
    });
  }, [tag, slots, mirror]);
  if (span === undefined) return <span class="band" />;
  const [low, high] = span;
  const x = (value: number) => (WIDTH * (value - low)) / (high - low);
  const { limits } = tag;
  const normal = [
    x(Math.max(low, limits?.low ?? limits?.lowLow ?? low)),
    x(Math.min(high, limits?.high ?? limits?.highHigh ?? high)),
  ] as const;
  return (
    <svg class="band" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <rect class="band-out" x="0" width={WIDTH} y="4" height="6" />
      <rect class="band-normal" x={normal[0]} width={Math.max(0, normal[1] - normal[0])} y="4" height="6" />
      <path class="band-mark" ref={mark} />
    </svg>
  );
}

/** The tag's range, widened to show its limits; undefined when there is none. */
function spanOf({ type, range, limits }: Tag): readonly [low: number, high: number] | undefined {
  if (type !== "number") return undefined;
  const known = [range?.[0], range?.[1], limits?.lowLow, limits?.low, limits?.high, limits?.highHigh].filter(
    (value) => value !== undefined,
  );
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return known.length > 1 && high > low ? [low, high] : undefined;
}
