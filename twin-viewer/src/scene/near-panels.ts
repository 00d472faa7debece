import type { Object3D } from "three";
import type { Actor } from "./actor.ts";
import type { PanelScreens, PanelText } from "./panel-screens.ts";

/** Chooses whose panels are near enough to read; their drawing is loaded with the first one. */
export class NearPanels {
  readonly #parent: Object3D;
  readonly #onLater: () => void;
  #screens: PanelScreens | undefined;
  #isLoading = false;
  #isDisposed = false;
  #near: readonly Actor[] = [];

  constructor(parent: Object3D, onLater: () => void) {
    this.#parent = parent;
    this.#onLater = onLater;
  }

  /** Takes the machines that are drawn with all details, and the eye in plant metres. */
  choose(close: readonly Actor[], eye: readonly [x: number, y: number, z: number]): void {
    const away = ({ at }: Actor) => Math.hypot(at.x - eye[0], at.y - eye[1]);
    this.#near = close.filter(({ figure }) => figure.panel !== undefined).toSorted((a, b) => away(a) - away(b));
    this.#screens?.show(this.#near);
    if (this.#near.length > 0 && this.#screens === undefined) void this.#load();
  }

  /** Takes new values; true when the picture changes. */
  refresh(textOf: (actor: Actor) => PanelText): boolean {
    return this.#screens?.refresh(textOf) ?? false;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#screens?.dispose();
  }

  async #load(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { PanelScreens: Made } = await import("./panel-screens.ts");
    if (this.#isDisposed) return;
    this.#screens = new Made();
    this.#screens.addTo(this.#parent);
    this.#screens.show(this.#near);
    this.#onLater();
  }
}
