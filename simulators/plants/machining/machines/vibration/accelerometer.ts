/** Full scale of a general-purpose accelerometer, 100 mV/g: 50 g. */
const FULL_SCALE_MS2 = 50 * 9.80665;
/** One step of a converter of 16 bits. */
const STEP_MS2 = (2 * FULL_SCALE_MS2) / 65_536;

/** An acceleration as the sensor and its converter show it: gain, clipping, resolution. */
export function converted(points: Float64Array, gain: number): Float32Array<ArrayBuffer> {
  const shown = new Float32Array(points.length);
  const perStep = gain / STEP_MS2;
  for (let i = 0; i < points.length; i++) {
    const steps = Math.round((points[i] as number) * perStep);
    shown[i] = STEP_MS2 * Math.max(-32_768, Math.min(32_767, steps));
  }
  return shown;
}
