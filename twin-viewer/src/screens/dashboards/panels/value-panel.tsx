import type { Tag } from "../../../../../edge/contracts/plant/tag.ts";
import { useSession } from "../../../data/context.ts";
import { formatAs } from "../../../data/format.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { local, t } from "../../../i18n/language.ts";
import { LiveValue } from "../../../panels/live-value.tsx";
import { assetsOf, tagsOf } from "../scope.ts";
import type { PanelProps } from "./panel-props.ts";

/** More would be too small to read. */
const MOST = 12;

/** The newest value of a signal, one for each asset, with its age and its limits. */
export function ValuePanel({ panel, context }: PanelProps<"value">) {
  const list = tagsOf(panel.signal, assetsOf(panel, context), context.index);
  if (list.length === 0) return <p class="empty">{t("dashboards.no-tag", { signal: panel.signal })}</p>;
  return (
    <>
      <ul class={`dash-values${list.length === 1 ? " is-single" : ""}`}>
        {list.slice(0, MOST).map(({ asset, tag }) => (
          <li key={tag.ref} class="dash-value">
            <span class="dash-value-name">
              {asset.label} · {local(tag.name)}
            </span>
            <LiveValue tag={tag.ref} withAge />
            <LimitText tag={tag} />
          </li>
        ))}
      </ul>
      {list.length > MOST ? <p class="card-note">{t("dashboards.first", { count: MOST, all: list.length })}</p> : null}
    </>
  );
}

/** The limits of a tag, and whether the value is beyond one. */
export function LimitText({ tag }: { tag: Tag }) {
  const { mirror } = useSession();
  useSecond();
  const { low, high, lowLow, highHigh } = tag.limits ?? {};
  const [least, most] = [low ?? lowLow, high ?? highHigh];
  if (least === undefined && most === undefined) return null;
  const value = mirror.value(tag.ref);
  const isOver = mirror.freshness(tag.ref) === "live" && (value < (least ?? value) || value > (most ?? value));
  const show = (limit: number | undefined) => (limit === undefined ? "" : formatAs(tag, limit));
  return (
    <span class={`dash-limits${isOver ? " is-over" : ""}`}>
      {isOver ? "▲ " : ""}
      {least === undefined
        ? t("dashboards.limit-high", { high: show(most) })
        : most === undefined
          ? t("dashboards.limit-low", { low: show(least) })
          : t("dashboards.limits", { low: show(least), high: show(most) })}
    </span>
  );
}
