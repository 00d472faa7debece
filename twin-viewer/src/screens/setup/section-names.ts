/** Sections of the config, and what people call them. */
import { t } from "../../i18n/language.ts";

/** Sections in the order in which people need them. Others follow. */
const FIRST = ["site", "sources", "types", "assets", "detectors", "notify", "kpis", "maintenance"] as const;
/** They decide what is read: only the files themselves change them. */
const OF_FILES: ReadonlySet<string> = new Set(["gemba", "include"]);

/** In the order of the page, of the schema of the whole config. */
export function sectionNames(schema: object | null): readonly string[] {
  const whole = schema as { readonly properties?: Readonly<Record<string, object>> } | null;
  const names = Object.keys(whole?.properties ?? {}).filter((name) => !OF_FILES.has(name));
  return [...FIRST.filter((name) => names.includes(name)), ...names.filter((name) => !isFirst(name))];
}

function isFirst(name: string): boolean {
  return (FIRST as readonly string[]).includes(name);
}

const NAMED = {
  site: "setup.section-site",
  floor: "setup.section-floor",
  sources: "setup.section-sources",
  sinks: "setup.section-sinks",
  types: "setup.section-types",
  assets: "setup.section-assets",
  detectors: "setup.section-detectors",
  notify: "setup.section-notify",
  kpis: "setup.section-kpis",
  maintenance: "setup.section-maintenance",
  material: "setup.section-material",
  energy: "setup.section-energy",
  passport: "setup.section-passport",
  dispatch: "setup.section-dispatch",
  islands: "setup.section-islands",
  uplink: "setup.section-uplink",
  standby: "setup.section-standby",
  safety: "setup.section-safety",
  historian: "setup.section-historian",
  api: "setup.section-api",
  zones: "setup.section-zones",
  personal: "setup.section-personal",
  simulated: "setup.section-simulated",
  places: "setup.section-places",
  namespaces: "setup.section-namespaces",
  routes: "setup.section-routes",
  maps: "setup.section-maps",
  runs: "setup.section-runs",
  reports: "setup.section-reports",
  uns: "setup.section-uns",
  dashboards: "setup.section-dashboards",
  agents: "setup.section-agents",
  sql: "setup.section-sql",
  quality: "setup.section-quality",
  tariffs: "setup.section-tariffs",
  people: "setup.section-people",
} as const;

export function sectionName(name: string): string {
  return Object.hasOwn(NAMED, name) ? t(NAMED[name as keyof typeof NAMED]) : name;
}

/** Parts of the config that a save or a reload names: sections, places in them, and `limits` for those of tags. */
export function partNames(parts: readonly string[]): string {
  return parts.map(partName).join(", ");
}

function partName(part: string): string {
  if (part === "limits") return t("setup.part-limits");
  const [section = part, ...place] = part.split(".");
  return place.length === 0 ? sectionName(section) : `${sectionName(section)} (${place.join(".")})`;
}
