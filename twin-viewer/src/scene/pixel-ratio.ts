const SLOW_FRAME_MS = 33;
/** A longer frame is a page that was hidden or covered, not a slow picture. */
const PAUSE_MS = 1000;

/** Device pixels per CSS pixel while the camera rests. More than two cost time without a visible gain. */
export function restingPixelRatio(): number {
  return Math.min(2, window.devicePixelRatio);
}

/** The next ratio while the camera moves: a slow frame takes a quarter off, down to half of the resting ratio. */
export function movingPixelRatio(ratio: number, frameMs: number): number {
  const isSlow = frameMs > SLOW_FRAME_MS && frameMs < PAUSE_MS;
  return isSlow ? Math.max(restingPixelRatio() * 0.5, ratio * 0.75) : ratio;
}
