const [WIDTH, HEIGHT] = [240, 14];
/** Room beside the range and the value, as a share of both together. */
const ROOM = 0.08;

interface UsualBarProps {
  readonly value: number | undefined;
  readonly usual: { readonly low?: number; readonly high?: number } | undefined;
}

/** A value beside its usual range; a range that is open on one side reaches to the end. The numbers stand below. */
export function UsualBar({ value, usual }: UsualBarProps) {
  if (value === undefined || usual === undefined) return null;
  const shown = shapeOf(value, usual);
  return shown === undefined ? null : (
    <svg class="usual-bar" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="band-out" width={WIDTH} y="4" height="6" />
      <rect class="band-normal" x={shown.from} width={Math.max(2, shown.to - shown.from)} y="2" height="10" />
      <path class="band-mark" d={`M${shown.at.toFixed(1)} 0V${HEIGHT}`} />
    </svg>
  );
}

/** Positions in the picture; undefined where one number alone gives no scale. */
export function shapeOf(
  value: number,
  { low, high }: NonNullable<UsualBarProps["usual"]>,
): { readonly from: number; readonly to: number; readonly at: number } | undefined {
  const known = [value, low, high].filter((one) => one !== undefined && Number.isFinite(one)) as number[];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  if (!Number.isFinite(value) || known.length < 2 || !(most > least)) return undefined;
  const room = ROOM * (most - least);
  const x = (number: number) => (WIDTH * (number - least + room)) / (most - least + 2 * room);
  return { from: low === undefined ? 0 : x(low), to: high === undefined ? WIDTH : x(high), at: x(value) };
}
