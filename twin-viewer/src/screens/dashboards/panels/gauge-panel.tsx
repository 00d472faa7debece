import type { Asset } from "../../../../../edge/contracts/plant/plant.ts";
import type { Tag } from "../../../../../edge/contracts/plant/tag.ts";
import { useSession } from "../../../data/context.ts";
import { formatAs } from "../../../data/format.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { local, t } from "../../../i18n/language.ts";
import { LiveValue } from "../../../panels/live-value.tsx";
import { assetsOf, tagsOf } from "../scope.ts";
import { arcPath, bandsOf, type GaugeScale, scaleOf, turnOf } from "./gauge-scale.ts";
import type { PanelProps } from "./panel-props.ts";
import { LimitText } from "./value-panel.tsx";

const MOST = 6;
const RADIUS = 42;

/** A value on its scale, with the normal band and the limits. */
export function GaugePanel({ panel, context }: PanelProps<"gauge">) {
  const list = tagsOf(panel.signal, assetsOf(panel, context), context.index);
  if (list.length === 0) return <p class="empty">{t("dashboards.no-tag", { signal: panel.signal })}</p>;
  return (
    <div class="dash-gauges">
      {list.slice(0, MOST).map(({ asset, tag }) => {
        const scale = scaleOf(tag, panel);
        return scale === undefined ? (
          <p key={tag.ref} class="empty">
            {t("dashboards.no-scale", { name: `${asset.label} · ${local(tag.name)}` })}
          </p>
        ) : (
          <Gauge key={tag.ref} asset={asset} tag={tag} scale={scale} />
        );
      })}
      {list.length > MOST ? <p class="card-note">{t("dashboards.first", { count: MOST, all: list.length })}</p> : null}
    </div>
  );
}

function Gauge({ asset, tag, scale }: { asset: Asset; tag: Tag; scale: GaugeScale }) {
  const { mirror } = useSession();
  useSecond();
  const freshness = mirror.freshness(tag.ref);
  const value = mirror.value(tag.ref);
  const name = `${asset.label} · ${local(tag.name)}`;
  const bands = bandsOf(tag, scale);
  const isKnown = freshness !== "none" && Number.isFinite(value);
  const show = (one: number) => formatAs(tag, one);
  const words = [
    t("dashboards.scale", { low: show(scale.min), high: show(scale.max) }),
    ...bands.map(({ kind, from, to }) => `${t(`dashboards.band-${kind}`)}: ${show(from)} – ${show(to)}`),
  ];
  return (
    <figure class={`dash-gauge is-${freshness}`}>
      <figcaption class="dash-value-name">{name}</figcaption>
      <svg viewBox="-54 -52 108 78" role="img" aria-label={`${name}. ${words.join(", ")}`}>
        <title>{words.join("\n")}</title>
        <path class="gauge-ground" d={arcPath(RADIUS, 0, 1)} />
        {bands.map(({ kind, from, to }) => (
          <path
            key={`${kind} ${from}`}
            class={`gauge-band gauge-${kind}`}
            d={arcPath(RADIUS, turnOf(from, scale), turnOf(to, scale))}
          />
        ))}
        {isKnown ? (
          <g class="gauge-hand" transform={`rotate(${turnOf(value, scale) * 240 - 120})`}>
            <path d="M-2.200 4L0 -36L2.200 4Z" />
            <circle r="4" />
          </g>
        ) : null}
        <text class="gauge-end" x="-36" y="25" text-anchor="middle">
          {show(scale.min)}
        </text>
        <text class="gauge-end" x="36" y="25" text-anchor="middle">
          {show(scale.max)}
        </text>
      </svg>
      <LiveValue tag={tag.ref} withAge />
      <LimitText tag={tag} />
    </figure>
  );
}
