import type { Object3D } from "three";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { RobotZone } from "../../../edge/contracts/plant/robot-zone.ts";
import type { Palette } from "./palette.ts";
import type { Route } from "./route.ts";
import { type FloorPoint, Stripes } from "./stripes.ts";

/**
 * Outlines of robot zones: dashed as a rule, solid with hatch while a safety alert is active. No colour ever means that
 * a zone is clear.
 */
export class ZoneMarks {
  readonly #stripes = new Stripes(2);

  addTo(parent: Object3D): void {
    parent.add(this.#stripes.mesh);
  }

  setVisible(isVisible: boolean): void {
    this.#stripes.setVisible(isVisible);
  }

  paint(zones: readonly RobotZone[], alerts: readonly AlertView[], palette: Palette): void {
    const tripped = new Map(
      alerts
        .filter((alert) => alert.kind === "safety" && (alert.state === "active" || alert.state === "acknowledged"))
        .map((alert) => [alert.assetUid, alert]),
    );
    for (const { zone, robot } of zones) {
      const alert = tripped.get(robot.assetUid);
      if (alert === undefined) {
        this.#stripes.outline(zone.polygon, { color: palette.ink, alpha: 0.6, widthM: 0.16, dashM: 0.9 });
        continue;
      }
      const color = palette.priorities[alert.priority - 1] ?? palette.priorities[0];
      this.#stripes.fill(zone.polygon, { color, alpha: 0.28, dashM: 1.1 });
      this.#stripes.outline(zone.polygon, { color, alpha: 1, widthM: 0.28, dashM: 0 });
    }
    this.#stripes.commit();
  }

  dispose(): void {
    this.#stripes.dispose();
  }
}

/** Routes of vehicles: released way solid, planned way dashed. */
export class RouteMarks {
  readonly #stripes = new Stripes(3);

  addTo(parent: Object3D): void {
    parent.add(this.#stripes.mesh);
  }

  setVisible(isVisible: boolean): void {
    this.#stripes.setVisible(isVisible);
  }

  /** `stale` routes are the last known ones and have no colour. */
  paint(routes: Iterable<{ readonly route: Route; readonly stale: boolean }>, palette: Palette): void {
    for (const { route, stale } of routes) {
      const color = stale ? palette.stale : palette.selection;
      const draw = (points: readonly FloorPoint[], dashM: number) =>
        this.#stripes.line(points, { color, alpha: stale ? 0.5 : 0.8, widthM: 0.3, dashM });
      draw(route.base, 0);
      draw(route.horizon, 1.8);
    }
    this.#stripes.commit();
  }

  dispose(): void {
    this.#stripes.dispose();
  }
}
