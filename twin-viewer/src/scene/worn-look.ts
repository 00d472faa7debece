import type { SceneLook } from "../data/signals.ts";
import { Pace, type Step } from "./pace.ts";
import type { PlantScene } from "./plant-scene.ts";

/** The chosen look, and how much of it this machine can draw. */
export class WornLook {
  readonly #plant: PlantScene;
  readonly #events: { readonly stepped: (step: Step) => void; readonly changed: () => void };
  #look: SceneLook = "operating";
  #pace = new Pace();

  constructor(plant: PlantScene, events: { readonly stepped: (step: Step) => void; readonly changed: () => void }) {
    this.#plant = plant;
    this.#events = events;
  }

  /** The showcase begins with everything again. */
  choose(look: SceneLook): void {
    this.#look = look;
    this.#pace = new Pace();
    this.#wear();
  }

  /** After each picture: while the camera moves and pictures are too slow, the showcase leaves things out. */
  take(isMoving: boolean, pictureMs: number): void {
    if (!isMoving) this.#pace.rest();
    else if (this.#look === "showcase" && this.#pace.take(pictureMs)) this.#wear();
  }

  #wear(): void {
    const { step } = this.#pace;
    this.#events.stepped(step);
    const look = step === "operating" ? "operating" : this.#look;
    void this.#plant.wear(look, step === "simple").then((isWorn) => isWorn && this.#events.changed());
  }
}
