import type { BufferGeometry, Color, ShaderMaterial } from "three";
import type { Build } from "./build.ts";
import { bodyMaterial, clearMaterial, edgeMaterial } from "./materials.ts";
import type { Palette } from "./palette.ts";
import { geometriesOf } from "./shapes.ts";
import { tonePalette } from "./tone-palette.ts";

/** How solids look: their programs, geometries and colours. */
export interface Dressing {
  readonly face: ShaderMaterial;
  readonly clear: ShaderMaterial;
  readonly edge: ShaderMaterial;
  /** Windows are drawn as glass. */
  readonly hasClearWindows: boolean;
  geometriesOf(shape: number): { readonly faces: BufferGeometry; readonly edges: BufferGeometry };
  /** Colours of every state and tone. */
  tones(palette: Palette): Color[];
  /** Number of a build's first row of baked light; `isCut`: with its housing taken away. */
  bake?(build: Build, isCut: boolean): number;
}

/** The look for operating: no material, no gloss, edges as on a drawing. */
export function operatingDressing(): Dressing {
  return {
    face: bodyMaterial(),
    clear: clearMaterial(),
    edge: edgeMaterial(),
    hasClearWindows: false,
    geometriesOf,
    tones: tonePalette,
  };
}
