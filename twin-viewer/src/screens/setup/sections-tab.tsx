import { t } from "../../i18n/language.ts";
import { Form } from "./forms/form.tsx";
import { plainText, sectionSchema } from "./forms/schema.ts";
import { draft, schema, section } from "./state.ts";

/** Sections in the order in which people need them. Others follow. */
const FIRST = ["site", "sources", "types", "assets", "detectors", "notify", "kpis", "maintenance"] as const;
/** They decide what is read: only the files themselves change them. */
const OF_FILES: ReadonlySet<string> = new Set(["gemba", "include"]);

/** A form for every section, made from the schema of the config. */
export function SectionsTab() {
  const whole = schema.value as { readonly properties?: Readonly<Record<string, object>> } | null;
  const names = Object.keys(whole?.properties ?? {}).filter((name) => !OF_FILES.has(name));
  const ordered = [...FIRST.filter((name) => names.includes(name)), ...names.filter((name) => !isFirst(name))];
  const chosen = sectionSchema(whole, section.value);
  return (
    <div class="setup-sections">
      <nav class="setup-list" aria-label={t("setup.sections")}>
        {ordered.map((name) => (
          <button
            key={name}
            type="button"
            class="setup-choice"
            aria-current={section.value === name ? "true" : undefined}
            onClick={() => (section.value = name)}
          >
            {sectionName(name)}
            {sectionName(name) === name ? null : <small>{name}</small>}
          </button>
        ))}
      </nav>
      {chosen === undefined ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
        <section class="setup-form" tabIndex={0} aria-label={sectionName(section.value)}>
          <h2>{sectionName(section.value)}</h2>
          {chosen.description === undefined ? null : (
            <p class="setup-help" lang="en">
              {plainText(chosen.description)}
            </p>
          )}
          <Form
            key={section.value}
            schema={chosen}
            value={draft.value[section.value]}
            path={[section.value]}
            label={sectionName(section.value)}
          />
        </section>
      )}
    </div>
  );
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
} as const;

function sectionName(name: string): string {
  return Object.hasOwn(NAMED, name) ? t(NAMED[name as keyof typeof NAMED]) : name;
}
