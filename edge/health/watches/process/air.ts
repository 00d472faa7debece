/**
 * Leaks of a compressed-air net: the flow at each meter of the net, compared with the flow expected for the machines
 * that are working. A leak flows day and night, so it shows at work and at rest. All meters of a net report about one
 * component, so that a leak is one finding.
 */
import { can } from "../../../contracts/plant/kinds.ts";
import type { Asset } from "../../../contracts/plant/plant.ts";
import type { AssetUid, Tag } from "../../../contracts/plant/tag.ts";
import type { WatchedAsset } from "../../watch.ts";
import { ProcessWatch, text } from "./process-watch.ts";
import type { StatisticReference, Window } from "./statistic.ts";

const WINDOW_S = 60;
const LEARN = 40;
/**
 * Machines say that they execute, and not which step: one that sprays for a minute where it usually loads a sixth of
 * the time takes more than its kind is expected to, and a few such cycles in a row look like a leak. A leak stays.
 */
const SPELL_S = 900;
const [FLOW, PRESSURE] = [0, 1];
/**
 * A leak of this share of the usual flow ends what a net may lose: audits find it in the worst of plants (ISO 11011),
 * and compressors have no more reserve.
 */
const MOST_LOST = 0.3;
/** Evidence below which the net counts as tight. */
const CALM = 3;

const KIND = {
  kind: "air-leak",
  name: text("压缩空气泄漏", "a leak of compressed air"),
  advice: text(
    "停机时沿管网听漏或用超声检漏仪查找，先查流量升高的区域。",
    "Search the net with an ultrasonic detector while machines are stopped, first in the area whose flow rose.",
  ),
};

interface Metered {
  readonly label: string;
  readonly flow: Tag;
  readonly pressure: Tag;
}

/**
 * One watch for each meter, for the asset that feeds the net and reports its pressure, or else for the net's first
 * meter.
 */
export function airNets(asset: WatchedAsset): readonly ProcessWatch[] {
  const { assets } = asset;
  const meters = assets.filter((one) => can(one, "meters") && one.medium === "compressed-air");
  const compressors = assets.filter(({ assetUid }) => tagOf(asset, assetUid, "net/pressure") !== undefined);
  const host = compressors[0] ?? meters[0];
  if (host?.assetUid !== asset.asset.assetUid) return [];
  const metered = meters.flatMap((meter) => meteredBy(asset, meter, { flow: "flow", pressure: "pressure" }));
  // Without a meter, the compressor itself reports what it delivers; several are left out, because their sum is not
  // known for one second.
  const own = compressors.length === 1 ? meteredBy(asset, host, { flow: "outlet/flow", pressure: "net/pressure" }) : [];
  const component = compressors.length > 0 ? "net" : "";
  return (metered.length > 0 ? metered : own).map((one) => airNet(asset, component, one));
}

function meteredBy(
  asset: WatchedAsset,
  { assetUid, label }: Asset,
  names: { readonly flow: string; readonly pressure: string },
): readonly Metered[] {
  const [flow, pressure] = [tagOf(asset, assetUid, names.flow), tagOf(asset, assetUid, names.pressure)];
  return flow === undefined || pressure === undefined ? [] : [{ label, flow, pressure }];
}

function tagOf({ tagsOf }: WatchedAsset, uid: AssetUid, name: string): Tag | undefined {
  return tagsOf(uid).find(({ component, signal }) => (component === "" ? signal : `${component}/${signal}`) === name);
}

interface Consumer {
  readonly state: Tag;
  readonly mode: Tag | undefined;
}

/** Machines by kind. */
function consumersOf({ assets, tagsOf }: WatchedAsset): readonly (readonly Consumer[])[] {
  const consumers = assets.filter((one) =>
    (["machines", "inspects", "packs", "handles", "conveys"] as const).some((what) => can(one, what)),
  );
  return [...Map.groupBy(consumers, ({ kind }) => kind).values()]
    .map((alike) =>
      alike.flatMap(({ assetUid }) => {
        const tags = tagsOf(assetUid);
        const state = tags.find(({ role }) => role === "item-state");
        return state === undefined ? [] : [{ state, mode: tags.find(({ role }) => role === "operation-mode") }];
      }),
    )
    .filter((alike) => alike.length > 0);
}

function airNet(asset: WatchedAsset, component: string, { label, flow, pressure }: Metered): ProcessWatch {
  const kinds = consumersOf(asset);
  // Those that report their mode come first, as the watch wants them.
  const machines = kinds.flat().sort((one, other) => Number(one.mode === undefined) - Number(other.mode === undefined));
  const modes = machines.flatMap(({ mode }) => mode ?? []);
  const firstMode = 2 + machines.length;
  const working = kinds.map((alike) => alike.map((one) => 2 + machines.indexOf(one)));
  // One regressor for set-up of all kinds: each more must be learnt first, and a leak could hide in it meanwhile.
  const groups = [...working, modes.map((_, at) => firstMode + at)];
  return new ProcessWatch({
    id: component === "" ? `flow/${label}` : `${component}/flow/${label}`,
    component,
    tags: [flow, pressure, ...machines.map(({ state }) => state), ...modes],
    measured: 2,
    states: 2,
    modes: firstMode,
    windowS: WINDOW_S,
    context: asset.context,
    silentSince: (tag) => asset.silentSince(tag),
    statistics: [
      {
        name: "flow",
        title: text(`${label} 流量超出预期的份额`, `Flow at ${label} above what is expected, as a share`),
        meaning: text(
          "流量与正在工作的机器通常所需的流量相比。",
          "Flow compared with the usual need of the machines that are working.",
        ),
        unit: "1",
        tag: flow,
        value: ({ mean }) => mean[FLOW] as number,
        load: {
          size: 2 + groups.length,
          fill: (window, out) => fillLoad(window, out, groups),
        },
        isRelative: true,
        learn: LEARN,
        leastSpread: 0.03,
        slack: 1.5,
        spellS: SPELL_S,
      },
    ],
    signatures: [{ ...KIND, signs: { flow: 1 } }],
    damage: ([of]) => lossOf(of),
  });
}

function lossOf(flow: StatisticReference | undefined): number {
  if (flow === undefined || flow.isLearning) return Number.NaN;
  return flow.strength < CALM ? 0 : Math.max(0, Math.min(1, (flow.value - flow.centre) / MOST_LOST));
}

/**
 * The flow that fills the receivers, the usual leakage at this pressure, the machines that work, by kind, and all that
 * somebody sets up or maintains.
 */
function fillLoad(
  { mean, first, last, seconds }: Window,
  out: Float64Array,
  groups: readonly (readonly number[])[],
): void {
  out[1] = (((last[PRESSURE] as number) - (first[PRESSURE] as number)) * 60) / seconds;
  out[2] = mean[PRESSURE] as number;
  for (const [group, inputs] of groups.entries()) {
    let count = 0;
    for (const input of inputs) count += Number.isNaN(mean[input] as number) ? 0 : (mean[input] as number);
    out[3 + group] = count;
  }
}
