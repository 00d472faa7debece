/** The part of subset-font that reports use; the package brings no types. */
declare module "subset-font" {
  /** A font of these characters alone, as far as `font` has them. */
  function subsetFont(
    font: Buffer,
    text: string,
    options: {
      readonly targetFormat: "truetype" | "woff2";
      /** Places on the axes at which a variable font becomes a static one. */
      readonly variationAxes: Readonly<Record<string, number>>;
      readonly keepFeatures: readonly string[];
      readonly dropTables: readonly string[];
      readonly noHinting: boolean;
    },
  ): Promise<Buffer>;
  export = subsetFont;
}
