import type { Panel } from "../../../../edge/contracts/dashboards/dashboard.ts";
import { local, t } from "../../i18n/language.ts";
import { PanelBody } from "./panels/list.tsx";
import { type PanelContext, scopeOf } from "./scope.ts";
import { choiceName } from "./variable-choice.tsx";

/** Title of a panel: its own, else its kind and its assets. */
export function titleOf(panel: Panel, context: PanelContext): string {
  if (panel.title !== undefined) return local(panel.title);
  const kind = t(`dashboards.kind-${panel.kind}`);
  if (hasNoScope(panel)) return kind;
  const scope = scopeOf(panel, context);
  if (scope === undefined) return kind;
  const [of, name] = Object.entries(scope)[0] as [keyof typeof scope, string];
  return `${kind} · ${choiceName(of, name, context.index)}`;
}

/** About the whole plant, whatever is chosen in the head. */
export function hasNoScope({ kind }: Panel): boolean {
  return kind === "kpis" || kind === "energy" || kind === "balance" || kind === "text";
}

/** A panel with its title; a text has none of its own. */
export function PanelFrame({ panel, context }: { panel: Panel; context: PanelContext }) {
  const title = titleOf(panel, context);
  const isBare =
    panel.kind === "kpis" || panel.kind === "energy" || (panel.kind === "text" && panel.title === undefined);
  return (
    <section class={`dash-panel dash-panel-${panel.kind}`} aria-label={title}>
      {isBare ? null : <h3 class="dash-title">{title}</h3>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1) */}
      <div class="dash-body" tabIndex={0}>
        <PanelBody panel={panel} context={context} />
      </div>
    </section>
  );
}
