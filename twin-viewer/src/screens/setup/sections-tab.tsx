import { t } from "../../i18n/language.ts";
import { Description } from "./forms/descriptions.tsx";
import { Form } from "./forms/form.tsx";
import { sectionSchema } from "./forms/schema.ts";
import { sectionName, sectionNames } from "./section-names.ts";
import { draft, schema, section } from "./state.ts";

/** A form for every section, made from the schema of the config. */
export function SectionsTab() {
  const chosen = sectionSchema(schema.value, section.value);
  return (
    <div class="setup-sections">
      <nav class="setup-list" aria-label={t("setup.sections")}>
        {sectionNames(schema.value).map((name) => (
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
          <Description text={chosen.description} />
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
