/** Figures of the picture, for tests and diagnostics. */
export interface StageStats {
  readonly calls: number;
  readonly triangles: number;
  readonly frames: number;
  readonly geometries: number;
  readonly textures: number;
  readonly programs: number;
  readonly pixelRatio: number;
  readonly software: boolean;
  /** How far behind its samples motion is shown. */
  readonly delayMs: number;
  /** Kinds of solids, those that models brought included, and models that could not be read. */
  readonly shapes: number;
  readonly modelFailures: number;
  /** When the first picture with values was drawn, milliseconds since the page was asked for; 0 before. */
  readonly firstPictureMs: number;
  /** Main-thread time of the pictures so far, milliseconds. */
  readonly drawMs: number;
  /** What the layer drew on the floor in the newest picture, as JSON. */
  readonly floorShapes: string;
}
