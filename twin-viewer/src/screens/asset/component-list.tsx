import { type Component, componentsOf } from "../../../../edge/contracts/plant/components.ts";
import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import { factsOf } from "../../data/component-facts.ts";
import { usePlant } from "../../data/context.ts";
import { openTrend } from "../../data/signals.ts";
import { local, t } from "../../i18n/language.ts";
import { LiveValue } from "../../panels/live-value.tsx";

/** The components of the asset, each with its measures and the signals that observe it. */
export function ComponentList({ asset }: { asset: Asset }) {
  const index = usePlant();
  if (index === null) return null;
  const context = { plant: index.plant, ofAsset: index.tagsOf.bind(index) };
  const components = componentsOf(asset, context);
  return (
    <section class="card" aria-label={t("components.title")}>
      <div class="card-head">
        <h3>{t("components.title")}</h3>
        {components[0]?.isGeneric === true ? <span class="card-note">{t("components.generic")}</span> : null}
      </div>
      {components.length === 0 ? (
        <p class="empty">{t("components.none")}</p>
      ) : (
        <Level asset={asset} components={components} />
      )}
    </section>
  );
}

function Level({ asset, components }: { asset: Asset; components: readonly Component[] }) {
  return (
    <ul class="component-list">
      {components.map((component) => (
        <li key={component.path}>
          {isKnown(component) ? (
            <details>
              <summary title={component.path}>
                {local(component.name)}
                <small>{signalCount(component.tags.length)}</small>
              </summary>
              <Facts asset={asset} component={component} />
            </details>
          ) : (
            <span class="component-bare" title={component.path}>
              {local(component.name)}
            </span>
          )}
          {component.components.length === 0 ? null : <Level asset={asset} components={component.components} />}
        </li>
      ))}
    </ul>
  );
}

/** Whether opening it shows anything. */
function isKnown(component: Component): boolean {
  return component.tags.length > 0 || component.environment.length > 0 || factsOf(component).length > 0;
}

function signalCount(count: number): string {
  if (count === 0) return "";
  return ` · ${t("components.signals", { count })}`;
}

function Facts({ asset, component }: { asset: Asset; component: Component }) {
  const index = usePlant();
  const { tags, environment } = component;
  const nameOf = ({ assetUid, name }: Tag): string =>
    assetUid === asset.assetUid ? local(name) : `${index?.asset(assetUid)?.label ?? ""} ${local(name)}`.trim();
  return (
    <dl>
      {factsOf(component).map(({ name, value }) => (
        <div key={name}>
          <dt>{t(name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {tags.map((tag) => (
        <Signal key={tag.ref} tag={tag} />
      ))}
      {environment.length === 0 ? null : (
        <div title={t("components.environment-why")}>
          <dt>{t("components.environment")}</dt>
          <dd>{environment.map(nameOf).join(" · ")}</dd>
        </div>
      )}
    </dl>
  );
}

function Signal({ tag }: { tag: Tag }) {
  return (
    <div>
      <dt>
        {tag.type === "number" ? (
          <button type="button" class="link" onClick={() => (openTrend.value = tag.ref)}>
            {local(tag.name)}
          </button>
        ) : (
          local(tag.name)
        )}
      </dt>
      <dd>{tag.type === "waveform" ? "" : <LiveValue tag={tag.ref} />}</dd>
    </div>
  );
}
