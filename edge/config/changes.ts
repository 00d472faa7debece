/** Divides the changes of a config into those in force at once and those that need a restart (rule CF12). */
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import type { SectionPlugin } from "../contracts/plant/section.ts";

type Live = Pick<SectionPlugin, "name" | "live">;
type Values = Readonly<Record<string, unknown>>;

/** A config by its parts. */
type Parts = object & { readonly assets: readonly AssetConfig[] };

/** Fields with the location of a config, its prints and warnings, which do not belong to its content. */
const NO_PARTS: ReadonlySet<string> = new Set(["folder", "files", "prints", "warnings"]);
/** Limits of tags take effect at once, whatever reads them. */
const LIMITS = "limits";

/** The difference of two configs. */
export interface Changes<Config> {
  /** The previous config, with everything of the next one that takes effect at once. */
  readonly merged: Config;
  /** Sections, or paths in them, that take effect at once; `limits` for those of tags. */
  readonly applied: readonly string[];
  /** Parts that need a restart. */
  readonly restart: readonly string[];
}

/** Everything that takes effect at once at a reload, as `gemba check` names it. */
export function liveParts(sections: readonly Live[]): readonly string[] {
  return [...sections.flatMap((section) => pathsOf(section).map((path) => joined(section.name, path))), LIMITS];
}

export function changesOf<Config extends Parts>(
  before: Config,
  after: Config,
  sections: readonly Live[],
): Changes<Config> {
  const applied: string[] = [];
  const merged: Record<string, unknown> = { ...before };
  const values = { before: before as Values, after: after as Values };
  for (const section of sections) {
    const { name } = section;
    for (const path of pathsOf(section)) {
      const next = at(values.after[name], path);
      if (isSame(at(values.before[name], path), next)) continue;
      applied.push(joined(name, path));
      merged[name] = put(merged[name], path, next);
    }
  }
  const restart = Object.keys(after).filter(
    (key) => key !== "assets" && !NO_PARTS.has(key) && !isSame(merged[key], values.after[key]),
  );
  if (!isSame(before.assets.map(withoutLimits), after.assets.map(withoutLimits))) restart.push("assets");
  else if (!isSame(before.assets, after.assets)) {
    applied.push(LIMITS);
    merged["assets"] = after.assets;
  }
  return { merged: merged as Config, applied, restart };
}

/** Live paths of a section; the empty one is the whole section. */
function pathsOf({ live = [] }: Live): readonly string[] {
  return live === true ? [""] : live;
}

function joined(name: string, path: string): string {
  return path === "" ? name : `${name}.${path}`;
}

function stepsOf(path: string): readonly string[] {
  return path === "" ? [] : path.split(".");
}

function at(value: unknown, path: string): unknown {
  return stepsOf(path).reduce((inner, step) => (inner as Values | undefined)?.[step], value);
}

/** A copy with another value at the path. */
function put(value: unknown, path: string, next: unknown): unknown {
  const [step, ...rest] = stepsOf(path);
  if (step === undefined) return next;
  const inner = (value ?? {}) as Values;
  return { ...inner, [step]: put(inner[step], rest.join("."), next) };
}

function withoutLimits(asset: AssetConfig): object {
  return { ...asset, tags: asset.tags.map(({ shape: { limits: _limits, ...shape }, ...tag }) => ({ ...tag, shape })) };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

function plain(value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}
