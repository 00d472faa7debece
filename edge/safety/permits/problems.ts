/** Mistakes of `safety.permits` that its schema cannot express (rule WP2). Pure. */
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { AssetConfig, SectionProblem } from "../../contracts/plant/edge-config.ts";
import type { PermitKindConfig } from "./config.ts";
import { problem } from "./problem-table.ts";

type Found = readonly [steps: readonly (string | number)[], text: ConfigText];

interface Config {
  readonly permits: readonly PermitKindConfig[];
  readonly people?: { readonly occupancy?: unknown };
}

export function permitProblems(config: Config, assets: readonly AssetConfig[]): readonly SectionProblem[] {
  return config.permits.flatMap((kind, at) =>
    [...gasProblems(kind), ...levelProblems(kind), ...limitProblems(kind, assets), ...otherProblems(kind, config)].map(
      ([steps, text]) => ({ steps: ["safety", "permits", at, ...steps], ...text }),
    ),
  );
}

function gasProblems({ gasTest, gases }: PermitKindConfig): readonly Found[] {
  return [
    ...(gases.length > 0 && !gasTest ? [[["gases"], problem("permit-gases-unused", {})] as const] : []),
    ...twice("gases", gases),
    ...gases.flatMap((gas, n) => orderProblem(["gases", n], gas)),
  ];
}

function levelProblems({ levels, maxHours }: PermitKindConfig): readonly Found[] {
  return [
    ...twice("levels", levels),
    ...levels.flatMap(({ maxHours: hours }, n): Found[] =>
      hours !== undefined && hours > maxHours
        ? [[["levels", n, "maxHours"], problem("permit-level-longer", { hours: maxHours })]]
        : [],
    ),
  ];
}

function limitProblems({ limits }: PermitKindConfig, assets: readonly AssetConfig[]): readonly Found[] {
  return limits.flatMap((limit, n): readonly Found[] => {
    const asset = assets.find(({ label }) => label === limit.asset);
    if (asset === undefined) return [[["limits", n, "asset"], problem("permit-no-asset", { asset: limit.asset })]];
    const names = asset.tags.map(({ shape: { component, signal } }) =>
      component === "" ? signal : `${component}/${signal}`,
    );
    return names.includes(limit.tag)
      ? orderProblem(["limits", n], limit)
      : [[["limits", n, "tag"], problem("permit-no-tag", { asset: limit.asset, tag: limit.tag })]];
  });
}

function otherProblems({ excludes, keepOut }: PermitKindConfig, { permits, people }: Config): readonly Found[] {
  return [
    ...excludes.flatMap((id, n): Found[] =>
      permits.some((one) => one.id === id) ? [] : [[["excludes", n], problem("permit-no-kind", { id })]],
    ),
    ...(keepOut.includes("people") && people?.occupancy === undefined
      ? [[["keepOut"], problem("permit-people-uncounted", {})] as const]
      : []),
  ];
}

function orderProblem(
  steps: readonly (string | number)[],
  { low, high }: { readonly low?: number; readonly high?: number },
): readonly Found[] {
  return low !== undefined && high !== undefined && low >= high
    ? [[[...steps, "low"], problem("permit-limits-order", {})]]
    : [];
}

function twice(list: string, entries: readonly { readonly id: string }[]): readonly Found[] {
  const ids = entries.map(({ id }) => id);
  return ids.flatMap((id, n): Found[] =>
    ids.indexOf(id) < n ? [[[list, n, "id"], problem("permit-twice", { id })]] : [],
  );
}
