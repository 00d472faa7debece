import { useSession } from "../../../data/context.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { local, t } from "../../../i18n/language.ts";
import { LiveValue } from "../../../panels/live-value.tsx";
import { assetsOf, tagsOf } from "../scope.ts";
import type { PanelProps } from "./panel-props.ts";

const MOST = 20;

/** A signal of several assets as bars from zero, in the order of the plant, so that nothing jumps. */
export function BarPanel({ panel, context }: PanelProps<"bar">) {
  const { mirror } = useSession();
  useSecond();
  const list = tagsOf(panel.signal, assetsOf(panel, context), context.index).filter(({ tag }) => tag.type === "number");
  if (list.length === 0) return <p class="empty">{t("dashboards.no-tag", { signal: panel.signal })}</p>;
  const shown = list.slice(0, MOST);
  const values = shown.map(({ tag }) => mirror.value(tag.ref)).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const share = (value: number) => (high === low ? 0 : (value - low) / (high - low));
  return (
    <>
      <p class="card-note">{local((list[0] as (typeof list)[number]).tag.name)}</p>
      <ul class="dash-bars">
        {shown.map(({ asset, tag }) => {
          const value = mirror.value(tag.ref);
          const [from, to] = [share(Math.min(0, value)), share(Math.max(0, value))];
          return (
            <li key={tag.ref} class={`dash-bar is-${mirror.freshness(tag.ref)}`}>
              <span class="dash-bar-name">{asset.label}</span>
              <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
                <path class="dash-bar-line" d={`M${share(0) * 1000} 0v10`} />
                {Number.isFinite(value) ? (
                  <rect x={from * 1000} y="1" width={Math.max(1, (to - from) * 1000)} height="8" />
                ) : null}
              </svg>
              <LiveValue tag={tag.ref} withAge />
            </li>
          );
        })}
      </ul>
      {list.length > MOST ? <p class="card-note">{t("dashboards.first", { count: MOST, all: list.length })}</p> : null}
    </>
  );
}
