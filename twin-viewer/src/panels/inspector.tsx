import { useState } from "preact/hooks";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { Tag } from "../../../edge/contracts/plant/tag.ts";
import { Band } from "../charts/band.tsx";
import { Sparkline } from "../charts/sparkline.tsx";
import { stateOf } from "../data/asset-state.ts";
import { usePlant, useSession } from "../data/context.ts";
import { dragsTag } from "../data/explore-link.ts";
import { formatAge } from "../data/format.ts";
import { groupsOf, keyTags } from "../data/key-tags.ts";
import type { Mirror } from "../data/mirror.ts";
import { edgeNowMs, linksVersion, moment, openTrend, screen, second, selected } from "../data/signals.ts";
import { componentName } from "../i18n/components.ts";
import { local, t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";
import { CurvesButton } from "./explore-button.tsx";
import { InfoMark } from "./info-mark.tsx";
import { LiveValue } from "./live-value.tsx";
import { useSparks } from "./sparks.ts";
import { Waveforms } from "./waveforms.tsx";
import { WearNote, WearNotes } from "./wear-note.tsx";

/** The selected asset: activity, freshness, and every value by component. */
export function Inspector({ onFocus }: { onFocus: (uid: Asset["assetUid"]) => void }) {
  const index = usePlant();
  const asset = selected.value === null ? undefined : index?.asset(selected.value);
  if (index === null || asset === undefined) {
    return (
      <section class="card card-asks" aria-label={t("asset.title")}>
        <div class="card-head">
          <h2>{t("asset.title")}</h2>
        </div>
        <p class="empty">{t("asset.none")}</p>
      </section>
    );
  }
  const tags = index.tagsOf(asset.assetUid);
  return (
    <section class="card" aria-label={t("asset.title")}>
      <div class="card-head">
        <h2>
          <span class="visually-hidden">{t("asset.title")} · </span>
          {asset.label}
        </h2>
        <State asset={asset} />
        <span class="card-actions">
          <CurvesButton asset={asset} />
          <button type="button" class="button small" onClick={() => onFocus(asset.assetUid)}>
            {t("asset.focus")}
          </button>
          <button type="button" class="button small" onClick={() => (screen.value = "asset")}>
            {t("asset.open")}
          </button>
          <button
            type="button"
            class="button small icon"
            aria-label={t("asset.close")}
            onClick={() => (selected.value = null)}
          >
            ×
          </button>
        </span>
      </div>
      <p class="trail">
        {local(asset.name)}
        {index.trail(asset).map((name) => (
          <span key={name.en}> · {local(name)}</span>
        ))}{" "}
        <WearNotes asset={asset.assetUid} />
      </p>
      {tags.length === 0 ? <p class="empty">{t("asset.no-tags")}</p> : <LinkLine tag={tags[0] as Tag} />}
      <Components key={asset.assetUid} tags={tags.filter((tag) => tag.type !== "waveform")} />
      <Waveforms key={`waveforms ${asset.assetUid}`} tags={tags} />
    </section>
  );
}

/** The inspector on screens with little room: only while an asset is selected. */
export function SelectedAsset({ onFocus }: { onFocus: (uid: Asset["assetUid"]) => void }) {
  return selected.value === null ? null : <Inspector onFocus={onFocus} />;
}

export function State({ asset }: { asset: Asset }) {
  const index = usePlant();
  const { mirror } = useSession();
  linksVersion.value;
  second.value;
  if (index === null) return null;
  const { activity, stale } = stateOf(asset, index, mirror);
  if (activity === "unknown" && !stale) return null;
  return (
    <span class={`state state-${stale ? "stale" : activity}`}>
      <span aria-hidden="true">
        {stale ? "?" : { running: "▶", idle: "❚❚", stopped: "■", "out-of-service": "✕", unknown: "" }[activity]}
      </span>{" "}
      {t(stale ? "asset.stale" : `asset.${activity}`)}
    </span>
  );
}

/** "changed 3 h ago, link alive 0.4 s ago": a value that does not change is not an old one. */
export function LinkLine({ tag }: { tag: Tag }) {
  const { mirror } = useSession();
  linksVersion.value;
  second.value;
  if (moment.value !== null) return <p class="link-line">{`${tag.source} · ${t("asset.past")}`}</p>;
  const ageMs = mirror.linkAgeMs(tag.ref, Date.now());
  const live = mirror.reachable && mirror.linkOf(tag.ref)?.live === true;
  const link =
    ageMs === undefined ? t("asset.never") : t(live ? "asset.alive" : "asset.silent", { age: formatAge(ageMs) });
  return (
    <p class={`link-line${live ? "" : " is-stale"}`}>
      <span aria-hidden="true">{live ? "●" : "○"}</span> {tag.source} · {link}
      {mirror.linkOf(tag.ref)?.reason === undefined || live
        ? ""
        : ` · ${reasonInWords(mirror.linkOf(tag.ref)?.reason ?? "")}`}{" "}
      <InfoMark figure="age" name={t("help.age")} />
    </p>
  );
}

function Components({ tags }: { tags: readonly Tag[] }) {
  const [isOpen, setOpen] = useState(false);
  const keys = keyTags(tags);
  const sparks = useSparks(isOpen ? tags : keys);
  const moving = tags.filter((tag) => tag.isStatic !== true);
  const pinned = tags.filter((tag) => tag.isStatic === true);
  const row = (tag: Tag) => <TagRow key={tag.ref} tag={tag} spark={sparks.get(tag.ref)} />;
  return (
    <>
      <div class="component">{keys.map(row)}</div>
      {tags.length <= keys.length ? null : (
        <details class="component" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t("asset.all", { count: tags.length })}</summary>
          {isOpen
            ? groupsOf(moving).map(([component, group]) => (
                <div key={component} class="component">
                  <h3>{component === "" ? t("asset.own") : local(componentName(component))}</h3>
                  {group.map(row)}
                </div>
              ))
            : null}
          {isOpen && pinned.length > 0 ? (
            <div class="component">
              <h3>{t("asset.pinned")}</h3>
              {pinned.map(row)}
            </div>
          ) : null}
        </details>
      )}
    </>
  );
}

function TagRow({ tag, spark }: { tag: Tag; spark: readonly (number | null)[] | undefined }) {
  const { mirror } = useSession();
  const name = local(tag.name);
  if (tag.type !== "number" || tag.isStatic === true) {
    return (
      <div class="tag-row" title={titleOf(tag, mirror)}>
        <span class="tag-name">{name}</span>
        <LiveValue tag={tag.ref} withAge={tag.isStatic !== true} />
      </div>
    );
  }
  return (
    <button
      type="button"
      class="tag-row tag-button with-band"
      {...dragsTag(tag.tagUid)}
      title={titleOf(tag, mirror)}
      aria-pressed={openTrend.value === tag.ref}
      onClick={() => (openTrend.value = openTrend.value === tag.ref ? null : tag.ref)}
    >
      <span class="tag-name">
        {name} {tag.role === "tool-life-used" ? <WearNote asset={tag.assetUid} component={tag.component} /> : null}
      </span>
      <LiveValue tag={tag.ref} />
      <Band tag={tag} />
      <Sparkline values={spark ?? []} width={72} />
      <span class="visually-hidden">{t("trend.title")}</span>
    </button>
  );
}

function titleOf(tag: Tag, mirror: Mirror): string {
  const time = mirror.time(tag.ref);
  const changed = Number.isNaN(time)
    ? t("value.none")
    : t("asset.changed", { age: formatAge(edgeNowMs() - time / 1000) });
  return `${tag.address} · ${changed}`;
}
