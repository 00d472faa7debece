import { AFFINE, multiply } from "../affine.ts";
import type { Build } from "../build.ts";

/** An oriented box in the frame of its asset: its middle, and its three half axes, metres. */
export interface PlacedBox {
  readonly part: number;
  readonly at: readonly [x: number, y: number, z: number];
  readonly axes: readonly (readonly [x: number, y: number, z: number])[];
}

/** Every part of a build at rest, as the box around it. */
export function boxesOf(build: Build): PlacedBox[] {
  const { figure, jointParents, jointFrames, locals } = build;
  const frames = new Float64Array((figure.joints.length + 1) * AFFINE);
  frames[0] = 1;
  frames[5] = 1;
  frames[10] = 1;
  for (let i = 0; i < figure.joints.length; i++)
    multiply(frames, (i + 1) * AFFINE, frames, (jointParents[i] as number) * AFFINE, jointFrames, i * AFFINE);
  const whole = new Float64Array(AFFINE);
  return figure.parts.map(({ joint }, part) => {
    multiply(whole, 0, frames, joint * AFFINE, locals, part * AFFINE);
    const column = (i: number, share: number) =>
      [(whole[i] as number) * share, (whole[i + 4] as number) * share, (whole[i + 8] as number) * share] as const;
    return { part, at: column(3, 1), axes: [column(0, 0.5), column(1, 0.5), column(2, 0.5)] };
  });
}

/** Parts that throw shadows: neither details, nor glass, nor what comes and goes. */
export function castsShadow(build: Build, part: number, isCut = false): boolean {
  const { isFine, isHousing, tone, whenLoad, whenStage } = build.figure.parts[part] as Build["figure"]["parts"][number];
  if (isFine === true || tone === "glass" || whenLoad !== undefined || whenStage !== undefined) return false;
  return !(isCut && isHousing === true);
}
