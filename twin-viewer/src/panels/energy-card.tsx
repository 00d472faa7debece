import { can } from "../../../edge/contracts/plant/kinds.ts";
import { sankeyShape } from "../charts/sankey.ts";
import { usePlant, useSession } from "../data/context.ts";
import { energyPicture, type Feeder } from "../data/energy.ts";
import { formatNumber, formatPower } from "../data/format.ts";
import { selected } from "../data/signals.ts";
import { useSecond } from "../data/use-refresh.ts";
import { local, t } from "../i18n/language.ts";
import { LiveValue } from "./live-value.tsx";

const WIDTH = 130;
/** Height of one flow: a line of text, even when its band is thin. */
const ROW = 21;
const GAP = 13;
/** Below this share of the whole the difference of two meters is noise, not a consumer. */
const REST_SHARE = 0.01;

/** Flow of electricity now: from the plant meter to areas, and the part without an area meter. */
export function EnergyCard() {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  if (index === null) return null;
  const { plant, areas, machines } = energyPicture(index, mirror);
  const live = areas.filter(({ feeder }) => feeder.live);
  const silent = [...areas.map(({ feeder }) => feeder), ...machines, ...(plant === undefined ? [] : [plant])].filter(
    (feeder) => !feeder.live,
  ).length;
  const sum = live.reduce((total, { feeder }) => total + Math.max(0, feeder.watts), 0);
  const rest = plant?.live === true && live.length === areas.length ? plant.watts - sum : 0;
  const flows = live.map(({ name, feeder }) => ({
    key: feeder.asset.assetUid as string,
    name: shortName(local(name)),
    watts: Math.max(0, feeder.watts),
  }));
  if (plant !== undefined && rest > plant.watts * REST_SHARE)
    flows.push({ key: "rest", name: t("energy.rest"), watts: rest });
  return (
    <section class="card" aria-label={t("energy.title")}>
      <div class="card-head">
        <h2>{t("energy.title")}</h2>
        <span class="card-note">
          {silent > 0 ? t("energy.stale", { count: silent }) : plant?.live === true ? formatPower(plant.watts) : ""}
        </span>
      </div>
      {flows.length === 0 ? (
        <p class="empty">{t(silent > 0 ? "energy.silent" : "energy.none")}</p>
      ) : (
        <Sankey flows={flows} />
      )}
    </section>
  );
}

/** Meters are called "Meter, machining" or 机加工电表; the card's title names the quantity already. */
function shortName(name: string): string {
  const short = name
    .replace(/^\s*(electricity\s+)?meter\b,?\s*/i, "")
    .replace(/(总)?电表$/, "")
    .trim();
  return short === "" ? name : short.charAt(0).toUpperCase() + short.slice(1);
}

function Sankey({ flows }: { flows: readonly { key: string; name: string; watts: number }[] }) {
  const height = Math.max(80, flows.length * ROW);
  const shape = sankeyShape(
    flows.map(({ key, watts }) => ({ key, value: watts })),
    { width: WIDTH, height, gap: GAP, least: 2 },
  );
  const list = flows.map(({ name, watts }) => `${name} ${formatPower(watts)}`).join(", ");
  return (
    <svg class="sankey" viewBox={`-6 -4 346 ${height + 8}`} role="img" aria-label={t("energy.flow", { list })}>
      <rect class="sankey-bar" x="-6" y={shape.sourceY} width="6" height={shape.sourceHeight} />
      {shape.bands.map((band, i) => (
        <g key={band.key}>
          <path class="sankey-band" d={band.path} />
          <rect class="sankey-bar" x={WIDTH} y={band.y} width="5" height={band.height} />
          <text x={WIDTH + 12} y={band.y + band.height / 2 + 4}>
            {flows[i]?.name}
          </text>
          <text class="sankey-number" x="338" y={band.y + band.height / 2 + 4}>
            {formatNumber((flows[i]?.watts ?? 0) / 1000, 1)} kW
          </text>
        </g>
      ))}
    </svg>
  );
}

/** All meters with their live values. */
export function MeterTable() {
  const index = usePlant();
  const { mirror } = useSession();
  if (index === null) return null;
  const { plant, areas, machines } = energyPicture(index, mirror);
  const electricity: Feeder[] = [
    ...(plant === undefined ? [] : [plant]),
    ...areas.map(({ feeder }) => feeder),
    ...machines,
  ];
  const others = index.plant.assets.filter(
    (asset) => can(asset, "meters") && asset.medium !== undefined && asset.medium !== "electricity",
  );
  return (
    <>
      <section class="card" aria-label={t("energy.table")}>
        <div class="card-head">
          <h2>{t("energy.table")}</h2>
        </div>
        {electricity.map(({ asset, tag }) => (
          <button
            key={asset.assetUid}
            type="button"
            class="tag-row tag-button"
            onClick={() => (selected.value = asset.assetUid)}
          >
            <span class="tag-name">{local(asset.name)}</span>
            <LiveValue tag={tag.ref} />
          </button>
        ))}
      </section>
      <section class="card" aria-label={t("energy.other")}>
        <div class="card-head">
          <h2>{t("energy.other")}</h2>
        </div>
        {others.map((asset) => {
          const tag =
            index.tagsOf(asset.assetUid).find((one) => one.type === "number" && one.signal.includes("flow")) ??
            index.tagsOf(asset.assetUid).find((one) => one.type === "number");
          return (
            <button
              key={asset.assetUid}
              type="button"
              class="tag-row tag-button"
              onClick={() => (selected.value = asset.assetUid)}
            >
              <span class="tag-name">{local(asset.name)}</span>
              {tag === undefined ? <span>—</span> : <LiveValue tag={tag.ref} />}
            </button>
          );
        })}
      </section>
    </>
  );
}
