import type { Dashboard, Panel } from "../../../../edge/contracts/dashboards/dashboard.ts";
import { readingOrder, rowsOf } from "./grid.ts";
import { PanelFrame } from "./panel-frame.tsx";
import type { PanelContext } from "./scope.ts";

/** Place of a panel, for the style sheet, which stacks panels on a narrow page. */
export function placeStyle({ x, y, w, h }: Panel["at"]): string {
  return `--x:${x + 1};--y:${y + 1};--w:${w};--h:${h}`;
}

/** The panels of a dashboard in their places. They fill the height where there is more than they need. */
export function DashboardGrid({ dashboard, context }: { dashboard: Dashboard; context: PanelContext }) {
  const { panels } = dashboard;
  return (
    <div class="dash-grid" style={`--rows:${rowsOf(panels)}`}>
      {readingOrder(panels).map((i) => {
        const panel = panels[i] as Panel;
        return (
          <div key={`${i} ${panel.kind}`} class="dash-item" style={placeStyle(panel.at)}>
            <PanelFrame panel={panel} context={context} />
          </div>
        );
      })}
    </div>
  );
}
