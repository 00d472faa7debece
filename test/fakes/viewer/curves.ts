/** Curves of good and bad pieces, as the fake edge of the viewer answers: computed from fixed values. */
import { compareCurves, type PieceCurve } from "../../../edge/api/services/quality/compare-curves.ts";

const CHOICES = [
  { operation: "OP100", signal: "ram/force-curve", name: { zh: "压装力曲线", en: "Press-fit force curve" }, unit: "N" },
  { operation: "OP100", signal: "ram/position-curve", name: { zh: "压装位置曲线", en: "Position curve" }, unit: "mm" },
];

/** A force over a way of 42 mm, with a bump where the bush tilts. */
function curve(n: number, bump: number): PieceCurve {
  const share = (at: number): number => at / 160;
  const points = Float32Array.from({ length: 161 }, (_, at) => {
    const depth = Math.max(0, share(at) - 0.6) / 0.4;
    return 16_000 * depth ** 0.8 * (1 + ((n * 7) % 11) / 100) + bump * Math.exp(-(((share(at) - 0.72) / 0.03) ** 2));
  });
  return { piece: `PC-${n}`, dtS: 0.02, points, along: Float32Array.from({ length: 161 }, (_, at) => 42 * share(at)) };
}

export function curvesAnswer(signal: string | null): object {
  const chosen = CHOICES.find((one) => one.signal === signal) ?? CHOICES[0];
  const side = (count: number, bump: number) => Array.from({ length: count }, (_, n) => curve(n, bump * (1 + n / 40)));
  const isWay = chosen !== CHOICES[0];
  return {
    ...{ from: null, to: null, choices: CHOICES, chosen },
    axis: isWay ? { name: null, unit: "s" } : { name: { zh: "压装位置", en: "Press-fit position" }, unit: "mm" },
    // NaN becomes null on its way.
    comparison: isWay ? null : compareCurves({ good: side(90, 0), bad: side(14, 2400) }),
  };
}
