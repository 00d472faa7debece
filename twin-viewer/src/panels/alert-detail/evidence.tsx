import { componentAt, componentOfTag, componentsOf } from "../../../../edge/contracts/plant/components.ts";
import type { AssetUid, Tag } from "../../../../edge/contracts/plant/tag.ts";
import type { AlertRecord } from "../../data/alert-record.ts";
import { usePlant, useSession } from "../../data/context.ts";
import type { RecordEvidence } from "../../data/evidence-record.ts";
import { evidenceRows } from "../../data/evidence-rows.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { componentOf, foreseenText } from "../../data/predictions.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { tagTitle } from "../../i18n/components.ts";
import { local, t } from "../../i18n/language.ts";
import { WearNote } from "../wear-note.tsx";
import { UsualBar } from "./usual-bar.tsx";

/**
 * Evidence of the rule: its sentence, for predictions the time with its interval, and every field that it has, each
 * with its meaning (rule R22 in docs/rules/records.md).
 */
export function Evidence({ alert }: { alert: Pick<AlertRecord, "assetUid" | "evidence"> }) {
  if (alert.evidence.length === 0) return null;
  return (
    <section aria-label={t("alerts.evidence")}>
      <h3>{t("alerts.evidence")}</h3>
      <ul class="detail-list">
        {alert.evidence.map((one, i) => (
          <Item key={`${one.tagUid ?? ""} ${i}`} asset={alert.assetUid} evidence={one} />
        ))}
      </ul>
    </section>
  );
}

function Item({ asset, evidence }: { asset: AssetUid; evidence: RecordEvidence }) {
  const index = usePlant();
  const { mirror } = useSession();
  const { tagUid, value, limit, prediction, why } = evidence;
  const tag = tagUid === undefined ? undefined : index?.tag(tagUid);
  const now = tag === undefined ? undefined : mirror.value(tag.ref);
  const worn = tag === undefined ? "" : componentOf({ evidence: [{ tag: tag.ref }] }, mirror);
  const rows = evidenceRows(evidence, {
    tag,
    component: index === null ? undefined : componentName(index, { asset, evidence, tag }),
    zone: index?.plant.site.timeZone ?? "UTC",
    nowMs: edgeNowMs(),
  });
  return (
    <li>
      <span>
        {local(why)} <WearNote asset={asset} component={worn} />
      </span>
      {prediction === undefined ? null : (
        <span class="pred">
          {foreseenText({ ...prediction, value, limit }, edgeNowMs(), now)} ·{" "}
          {t("maintenance.confidence", { percent: Math.round(prediction.confidence * 100) })}
        </span>
      )}
      {tag === undefined ? null : <small>{tagTitle(tag)}</small>}
      <UsualBar value={evidence.statistic === undefined ? value : evidence.statistic.value} usual={evidence.usual} />
      <dl class="detail-values evidence-values">
        {rows.map(({ name, meaning, value: shown }) => (
          <div key={name}>
            <dt title={meaning}>{name}</dt>
            <dd title={meaning}>{shown}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

/** As the component model names it; a path that the plant no longer has is shown as it is. */
function componentName(
  index: PlantIndex,
  { asset, evidence, tag }: { asset: AssetUid; evidence: RecordEvidence; tag: Tag | undefined },
): string | undefined {
  const about = index.asset(asset);
  if (about === undefined) return evidence.component;
  const all = componentsOf(about, { plant: index.plant, ofAsset: index.tagsOf.bind(index) });
  const { component: path } = evidence;
  if (path === undefined) {
    const found = tag === undefined ? undefined : componentOfTag(all, tag);
    return found === undefined ? undefined : local(found.name);
  }
  const found = componentAt(all, path);
  return found?.path === path ? local(found.name) : path;
}
