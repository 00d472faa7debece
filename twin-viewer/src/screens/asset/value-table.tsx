import { useState } from "preact/hooks";
import { SampleFlag } from "../../../../edge/contracts/path/sample-batch.ts";
import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import { Band } from "../../charts/band.tsx";
import { Sparkline } from "../../charts/sparkline.tsx";
import { useSession } from "../../data/context.ts";
import { dragsTag } from "../../data/explore-link.ts";
import { formatAge } from "../../data/format.ts";
import { groupsOf, keyTags } from "../../data/key-tags.ts";
import { compared, edgeNowMs, MOST_COMPARED, openTrend } from "../../data/signals.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { componentName } from "../../i18n/components.ts";
import { local, t } from "../../i18n/language.ts";
import { ExploreButton } from "../../panels/explore-button.tsx";
import { Defined } from "../../panels/info-mark.tsx";
import { LiveValue } from "../../panels/live-value.tsx";
import { useSparks } from "../../panels/sparks.ts";
import { WearNote } from "../../panels/wear-note.tsx";

/** With enough room all values are shown at once. */
const TALL_PX = 900;

/**
 * Every value of an asset by component: value, position in its range, quality, age, trend, and a checkbox to compare
 * it.
 */
export function ValueTable({ tags }: { tags: readonly Tag[] }) {
  const [isOpen, setOpen] = useState(() => window.innerHeight >= TALL_PX);
  const shown = tags.filter((tag) => tag.type !== "waveform");
  const keys = keyTags(shown);
  const rows = isOpen ? shown : keys;
  const sparks = useSparks(rows);
  const groups = isOpen ? groupsOf(shown) : ([["", keys]] as const);
  return (
    <section class="card" aria-label={t("asset.values")}>
      <table class="table value-table">
        <thead>
          <tr>
            <th>{t("asset.column-name")}</th>
            <th>{t("asset.column-value")}</th>
            <th>{t("asset.column-band")}</th>
            <th>{t("asset.column-trend")}</th>
            <th>
              <Defined figure="data-quality" name={t("asset.column-quality")} />
            </th>
            <th>{t("asset.column-compare")}</th>
          </tr>
        </thead>
        {groups.map(([component, group]) => (
          <tbody key={component}>
            {component === "" ? null : (
              <tr>
                <th class="value-group" colSpan={6}>
                  {local(componentName(component))}
                </th>
              </tr>
            )}
            {group.map((tag) => (
              <Row key={tag.ref} tag={tag} spark={sparks.get(tag.ref)} />
            ))}
          </tbody>
        ))}
      </table>
      {shown.length > keys.length ? (
        <button type="button" class="button small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? t("asset.fewer") : t("asset.all", { count: shown.length })}
        </button>
      ) : null}
    </section>
  );
}

function Row({ tag, spark }: { tag: Tag; spark: readonly (number | null)[] | undefined }) {
  const name = local(tag.name);
  const isNumber = tag.type === "number" && tag.isStatic !== true;
  const isOpen = openTrend.value === tag.ref;
  return (
    <tr title={tag.address} {...(tag.type === "text" ? {} : dragsTag(tag.tagUid))}>
      <td>
        {isNumber ? (
          <button
            type="button"
            class="link"
            aria-pressed={isOpen}
            onClick={() => (openTrend.value = isOpen ? null : tag.ref)}
          >
            {name}
          </button>
        ) : (
          name
        )}{" "}
        {tag.role === "tool-life-used" ? <WearNote asset={tag.assetUid} component={tag.component} /> : null}
      </td>
      <td class={tag.type === "text" ? "value-text" : undefined}>
        <LiveValue tag={tag.ref} />
      </td>
      <td>
        <Band tag={tag} />
      </td>
      <td>{isNumber ? <Sparkline values={spark ?? []} width={72} /> : null}</td>
      <td>
        <Quality tag={tag} />
      </td>
      <td>
        {isNumber ? <Compare tag={tag} name={name} /> : null}{" "}
        {tag.type === "text" ? null : <ExploreButton tag={tag.tagUid} name={name} />}
      </td>
    </tr>
  );
}

/**
 * "good · 3 h": quality, time since the last change, and the origin of the value if it is not the source itself.
 */
function Quality({ tag }: { tag: Tag }) {
  const { mirror } = useSession();
  useSecond();
  const freshness = mirror.freshness(tag.ref);
  if (freshness === "none") return <span class="is-none">{t("value.none")}</span>;
  const flags = mirror.flags(tag.ref);
  const notes = [
    (flags & SampleFlag.backfill) !== 0 ? t("asset.backfilled") : "",
    (flags & SampleFlag.historical) !== 0 ? t("asset.historical") : "",
    (flags & SampleFlag.clockSuspect) !== 0 ? t("asset.clock-suspect") : "",
  ].filter((note) => note !== "");
  return (
    <span class={`quality quality-${freshness}`}>
      {t(freshness === "live" ? "diagnostics.good" : `value.${freshness}`)} ·{" "}
      {formatAge(edgeNowMs() - mirror.time(tag.ref) / 1000)}
      {notes.map((note) => (
        <em key={note}> · {note}</em>
      ))}
    </span>
  );
}

function Compare({ tag, name }: { tag: Tag; name: string }) {
  const isOn = compared.value.includes(tag.ref);
  return (
    <input
      type="checkbox"
      aria-label={t("trend.compare-with", { name })}
      checked={isOn || openTrend.value === tag.ref}
      disabled={openTrend.value === tag.ref || (!isOn && compared.value.length >= MOST_COMPARED)}
      onChange={() => {
        if (openTrend.value === null) openTrend.value = tag.ref;
        else compared.value = isOn ? compared.value.filter((one) => one !== tag.ref) : [...compared.value, tag.ref];
      }}
    />
  );
}
