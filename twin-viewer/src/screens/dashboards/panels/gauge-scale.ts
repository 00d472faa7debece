import type { Tag } from "../../../../../edge/contracts/plant/tag.ts";

export interface GaugeScale {
  readonly min: number;
  readonly max: number;
}

/** A stretch of the scale: normal values, those beyond a limit, those beyond the outer one. */
export interface GaugeBand {
  readonly kind: "normal" | "beyond" | "far";
  readonly from: number;
  readonly to: number;
}

/** The scale by the panel, else by the tag's range, else around its limits; undefined without any of them. */
export function scaleOf(
  tag: Pick<Tag, "range" | "limits">,
  { min, max }: { readonly min?: number; readonly max?: number },
): GaugeScale | undefined {
  const limits = Object.values(tag.limits ?? {}).filter((limit) => limit !== undefined);
  const around = Math.max(...limits) - Math.min(0, ...limits);
  const low = min ?? tag.range?.[0] ?? (limits.length === 0 ? undefined : Math.min(0, ...limits));
  const high = max ?? tag.range?.[1] ?? (limits.length === 0 ? undefined : Math.max(...limits) + around * 0.2);
  return low === undefined || high === undefined || !(low < high) ? undefined : { min: low, max: high };
}

/** The bands of a tag with limits, from the lowest on, as far as they lie on the scale. */
export function bandsOf({ limits = {} }: Pick<Tag, "limits">, { min, max }: GaugeScale): readonly GaugeBand[] {
  const { lowLow, low, high, highHigh } = limits;
  if ([lowLow, low, high, highHigh].every((limit) => limit === undefined)) return [];
  const [normalFrom, normalTo] = [low ?? lowLow ?? min, high ?? highHigh ?? max];
  const bands: GaugeBand[] = [
    { kind: "far", from: min, to: lowLow ?? min },
    { kind: "beyond", from: lowLow ?? min, to: low ?? lowLow ?? min },
    { kind: "normal", from: normalFrom, to: normalTo },
    { kind: "beyond", from: high ?? highHigh ?? max, to: highHigh ?? max },
    { kind: "far", from: highHigh ?? max, to: max },
  ];
  return bands
    .map(({ kind, from, to }) => ({ kind, from: Math.max(min, from), to: Math.min(max, to) }))
    .filter(({ from, to }) => from < to);
}

/** Share of the scale, from 0 to 1; a value beyond an end stands at that end. */
export function turnOf(value: number, { min, max }: GaugeScale): number {
  return Math.max(0, Math.min(1, (value - min) / (max - min)));
}

/** An arc of the gauge between two shares of its scale, which spans 240 degrees around the top. */
export function arcPath(radius: number, from: number, to: number): string {
  const at = (share: number): string => {
    const angle = ((share * 240 - 120 - 90) * Math.PI) / 180;
    return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
  };
  return `M${at(from)}A${radius} ${radius} 0 ${(to - from) * 240 > 180 ? 1 : 0} 1 ${at(to)}`;
}
