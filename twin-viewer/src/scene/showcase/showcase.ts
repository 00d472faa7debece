import type { Object3D } from "three";
import type { Actor } from "../actor.ts";
import type { Dressing } from "../dressing.ts";
import { edgeMaterial } from "../materials.ts";
import type { Palette } from "../palette.ts";
import { finishPalette, finishTable } from "./finish.ts";
import { FloorShadows } from "./floor-shadows.ts";
import { OpennessTexture } from "./openness-texture.ts";
import { showcaseFaces } from "./programs.ts";
import { roundedGeometries } from "./solids.ts";

/** Time that baking takes from each picture at most, milliseconds (one build or one tile more). */
const BAKE_MS = 12;
const NIGHT = 0.92;

/** The look for visitors and walls: materials, baked shadows and ambient light. Loaded when it is chosen. */
export class Showcase {
  readonly dressing: Dressing;
  readonly shadows: FloorShadows;
  readonly #openness = new OpennessTexture();
  readonly #eye = { value: { x: 0, y: 0, z: 0 } };
  readonly #night = { value: 1 };

  constructor(actors: readonly Actor[], parent: Object3D) {
    const inputs = { openness: { value: this.#openness.texture }, eye: this.#eye, night: this.#night };
    const finishes = finishTable();
    this.shadows = new FloorShadows(actors);
    this.shadows.addTo(parent);
    this.dressing = {
      face: showcaseFaces(inputs, finishes, false),
      clear: showcaseFaces(inputs, finishes, true),
      edge: edgeMaterial(undefined, true),
      hasClearWindows: true,
      geometriesOf: roundedGeometries,
      tones: finishPalette,
      bake: (build, isCut) => this.#openness.rowOf(build, isCut),
    };
  }

  dress({ isDark }: Palette): void {
    this.#night.value = isDark ? NIGHT : 1;
    this.shadows.setNight(isDark);
  }

  /** Before each picture: the eye in plant metres. True while light is being baked, so that another picture is due. */
  prepare([x, y, z]: readonly [x: number, y: number, z: number]): boolean {
    Object.assign(this.#eye.value, { x, y, z });
    const bakesLight = this.#openness.work(BAKE_MS);
    return this.shadows.work(BAKE_MS) || bakesLight;
  }

  dispose(): void {
    this.shadows.dispose();
    this.#openness.dispose();
  }
}
