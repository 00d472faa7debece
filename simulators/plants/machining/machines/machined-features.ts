import type { FeatureResult } from "../../../kernel/events.ts";
import type { Piece } from "../material/piece.ts";
import type { CncState } from "./cnc-state.ts";
import { VB_END_MM } from "./cutting.ts";

/** Tolerances on the drawing. */
const BORE_TOLERANCE_MM = 0.025;
const ROUGHNESS_LIMIT_UM = 3.2;
export const FLATNESS_LIMIT_MM = 0.04;

/** Size error of a worn edge after the control's own correction. */
const WEAR_SIZE_MM = 0.01;
/** Growth of the spindle by its own heat, after the control's own correction. */
const GROWTH_MM_K = 0.00025;
const REFERENCE_CEL = 45;
/** Nose radius of the boring tool, mm; its feed, mm. */
const NOSE_MM = 0.8;
const BORE_FEED_MM = 0.2;

export function feature(
  name: string,
  value: number,
  limits: { readonly lower: number; readonly upper: number; readonly unit: string },
): FeatureResult {
  return { feature: name, value, ...limits, ok: value >= limits.lower && value <= limits.upper };
}

/** Bore and surface of a turned piece: offsets of the tools, wear of the boring tool, heat of the spindle, chance. */
export function turnResult(cnc: CncState, piece: Piece): FeatureResult[] {
  const random = cnc.context.random.at(piece.id);
  const flank = cnc.magazine.of(5)?.flankMm ?? 0;
  const boreMm =
    offsetOf(cnc) -
    (WEAR_SIZE_MM * flank) / VB_END_MM +
    GROWTH_MM_K * (cnc.spindle.frontBearingCel - REFERENCE_CEL) +
    0.0035 * random.normal();
  // Ideal roughness f2/(32 r) of the nose, increased by a worn edge and by vibration.
  const ideal = (1000 * BORE_FEED_MM ** 2) / (32 * NOSE_MM);
  const roughnessUm =
    ideal * (1 + (0.6 * flank) / VB_END_MM) * (1 + 0.08 * cnc.spindle.vibrationMmS) * (1 + 0.05 * random.normal());
  piece.truth.boreMm = boreMm;
  piece.truth.roughnessUm = roughnessUm;
  return [
    boreFeature(piece, boreMm),
    feature("roughness-ra", roughnessUm, { lower: 0, upper: ROUGHNESS_LIMIT_UM, unit: "um" }),
  ];
}

/** Error of the tool offsets, mm: of measuring the tools, and of a wrong entry from its moment on. */
function offsetOf({ offsetMm, condition }: CncState): number {
  return offsetMm + condition.offsetShiftMm;
}

export function boreFeature(piece: Piece, deviationMm: number): FeatureResult {
  const { boreMm } = piece.variant;
  return feature("bore-diameter", boreMm + deviationMm, {
    lower: boreMm - BORE_TOLERANCE_MM,
    upper: boreMm + BORE_TOLERANCE_MM,
    unit: "mm",
  });
}

/** Flatness of the milled flange: wear of the face mill, play of the axes, chance. */
export function millResult(cnc: CncState, piece: Piece): FeatureResult[] {
  const random = cnc.context.random.at(piece.id);
  const flank = cnc.magazine.of(12)?.flankMm ?? 0;
  let playMm = 0;
  for (const play of cnc.condition.backlashMm.values()) playMm += play;
  const flatnessMm =
    0.01 + (0.008 * flank) / VB_END_MM + 0.2 * playMm + Math.abs(offsetOf(cnc)) + Math.abs(0.003 * random.normal());
  piece.truth.flatnessMm = flatnessMm;
  return [feature("flange-flatness", flatnessMm, { lower: 0, upper: FLATNESS_LIMIT_MM, unit: "mm" })];
}

/** Whether chips mark the piece: by the fixture of the machine, or by the program of its variant. */
export function isMarkedBy({ condition, context }: CncState, piece: Piece): boolean {
  const { chipMarks, markedVariant } = context.around.conditions.of("plant");
  const ofVariant = markedVariant === piece.variant.name ? chipMarks : 0;
  const share = Math.max(condition.chipMarks, ofVariant);
  return share > 0 && context.random.at(`chips ${piece.id}`).chance(share);
}
