import type { Object3D } from "three";
import type { Palette } from "./palette.ts";
import { parseStops, type Route, type RouteStop, routeFrom } from "./route.ts";
import type { FloorPoint } from "./stripes.ts";
import { RouteMarks } from "./zone-marks.ts";

/** Routes of vehicles, by actor, repainted before a picture when one has changed. */
export class VehicleRoutes {
  readonly #marks = new RouteMarks();
  readonly #routes = new Map<number, { readonly stops: readonly RouteStop[]; route: Route; stale: boolean }>();
  #isChanged = false;

  addTo(parent: Object3D): void {
    this.#marks.addTo(parent);
  }

  setVisible(isVisible: boolean): void {
    this.#marks.setVisible(isVisible);
  }

  /** Takes the route of a vehicle's order. */
  set(index: number, text: string | undefined, from: FloorPoint): void {
    const stops = parseStops(text);
    this.#routes.set(index, { stops, route: routeFrom(stops, from), stale: false });
    this.#isChanged = true;
  }

  /** Moves the start of a vehicle's route. */
  move(index: number, from: FloorPoint): void {
    const known = this.#routes.get(index);
    if (known === undefined || known.stops.length === 0) return;
    known.route = routeFrom(known.stops, from);
    this.#isChanged = true;
  }

  setStale(index: number, isStale: boolean): void {
    const known = this.#routes.get(index);
    if (known === undefined || known.stale === isStale) return;
    known.stale = isStale;
    this.#isChanged = true;
  }

  repaint(): void {
    this.#isChanged = true;
  }

  /** Before a picture. */
  flush(palette: Palette): void {
    if (this.#isChanged) this.#marks.paint(this.#routes.values(), palette);
    this.#isChanged = false;
  }

  dispose(): void {
    this.#marks.dispose();
  }
}
