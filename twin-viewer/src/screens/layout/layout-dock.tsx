import "../../i18n/layout-catalogue.ts";
import { isKnownKind } from "../../../../edge/contracts/plant/kinds.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { usePlant } from "../../data/context.ts";
import { local, t } from "../../i18n/language.ts";
import { AxesCard } from "./axes-card.tsx";
import { ChosenCard } from "./chosen-card.tsx";
import type { Draft } from "./draft.ts";
import { chosen, draft, layout, openFailure, placing, setTool, tool } from "./editor.ts";
import { MapCard } from "./map-card.tsx";
import { ScaleCard, UnderlayCard } from "./underlay-card.tsx";
import { ZonesCard } from "./zones-card.tsx";

/** Objects that can be placed, and the selected one. */
export function LayoutDock() {
  const shown = draft.value;
  if (shown === null) {
    return (
      <section class="card" aria-label={t("screen.layout")}>
        <p class="empty">{t(openFailure.value === null ? "app.loading" : "layout.nothing")}</p>
      </section>
    );
  }
  const list = shown.assets.filter(({ key }) => chosen.value.has(key));
  const [only] = list;
  return (
    <>
      {list.length > 0 ? <ChosenCard draft={shown} list={list} /> : null}
      {list.length === 1 && only?.model !== undefined && !only.isNew ? (
        <AxesCard key={only.key} draft={shown} asset={{ ...only, model: only.model }} />
      ) : null}
      {tool.value === "map" ? <MapCard draft={shown} /> : null}
      {tool.value === "scale" ? <ScaleCard draft={shown} /> : null}
      <UnplacedCard draft={shown} />
      <TypesCard />
      <UnderlayCard draft={shown} />
      <ZonesCard draft={shown} />
    </>
  );
}

function UnplacedCard({ draft: shown }: { draft: Draft }) {
  const index = usePlant();
  // People are at the positions of their tags and cannot be placed.
  const isPerson = (key: string): boolean => index?.tagWith(key as AssetUid, "person-x") !== undefined;
  const list = shown.assets.filter(({ pose, key }) => pose === undefined && !isPerson(key));
  const wanted = placing.value;
  return (
    <section class="card" aria-label={t("layout.unplaced")}>
      <div class="card-head">
        <h2>{t("layout.unplaced")}</h2>
        <span class="card-note">{list.length}</span>
      </div>
      {list.length === 0 ? <p class="empty">{t("layout.all-placed")}</p> : null}
      <div class="layout-choices">
        {list.map(({ key, label, name }) => (
          <button
            key={key}
            type="button"
            class="button small"
            aria-pressed={wanted !== null && "asset" in wanted && wanted.asset === key}
            title={local(name)}
            onClick={() => pick({ asset: key })}
          >
            {label}
          </button>
        ))}
      </div>
    </section>
  );
}

function TypesCard() {
  const wanted = placing.value;
  return (
    <section class="card" aria-label={t("layout.types")}>
      <div class="card-head">
        <h2>{t("layout.types")}</h2>
      </div>
      <div class="layout-choices">
        {layout.value?.types.map(({ name, kind }) => (
          <button
            key={name}
            type="button"
            class="button small"
            aria-pressed={wanted !== null && "type" in wanted && wanted.type === name}
            onClick={() => pick({ type: name })}
          >
            {isKnownKind(kind) ? t(`kind.${kind}`) : kind} <small>{name}</small>
          </button>
        ))}
      </div>
    </section>
  );
}

function pick(wanted: { asset: string } | { type: string }): void {
  setTool("select");
  placing.value = wanted;
}
