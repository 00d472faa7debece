import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import { recordOfEntry } from "../../data/alert-record.ts";
import { fetchPastAlerts } from "../../data/api.ts";
import { isAdvisory, withoutLabel } from "../../data/asset-state.ts";
import { atSite } from "../../data/base.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { edgeNowMs, isolated, openAlert, selected } from "../../data/signals.ts";
import { useAnswer } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { AssetAlerts } from "../../panels/alert-list.tsx";
import { LinkLine, State } from "../../panels/inspector.tsx";
import { MeterTree } from "../../panels/meter-tree.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { Waveforms } from "../../panels/waveforms.tsx";
import { WearNotes } from "../../panels/wear-note.tsx";
import { ComponentList } from "./component-list.tsx";
import { OeeCard } from "./oee-card.tsx";
import { StateStrip } from "./state-strip.tsx";
import { ValueTable } from "./value-table.tsx";

const WEEK_MS = 7 * 86_400_000;
const REFRESH_MS = 30_000;
const MOST_PAST = 12;
const WATCHED_BY = ["item-state", "parts-good", "parts-produced"] as const;

/** One machine beside its moving picture: all values, trends, alerts, curves, addresses, documents. */
export function AssetPage({ focus }: { focus: (uid: Asset["assetUid"]) => void }) {
  const index = usePlant();
  const asset = selected.value === null ? undefined : index?.asset(selected.value);
  if (index === null || asset === undefined) return <p class="empty asset-none">{t("asset.none")}</p>;
  const tags = index.tagsOf(asset.assetUid);
  /** The edge computes the states of these kinds (edge/production/state/machine-tags.ts). */
  const isWatched = WATCHED_BY.some((role) => index.tagWith(asset.assetUid, role) !== undefined);
  return (
    <div class="asset-page">
      <header class="asset-head">
        <h2>
          {asset.label} · {local(asset.name)}
        </h2>
        <State asset={asset} />
        <WearNotes asset={asset.assetUid} />
        <span class="card-actions">
          <button
            type="button"
            class="button small"
            aria-pressed={isolated.value}
            onClick={() => (isolated.value = !isolated.value)}
          >
            {t("asset.isolate")}
          </button>
          <button type="button" class="button small" onClick={() => focus(asset.assetUid)}>
            {t("asset.focus")}
          </button>
          <a class="button small" href={`labels.html?a=${encodeURIComponent(asset.label)}`}>
            {t("asset.label-page")}
          </a>
        </span>
        <p class="trail">{index.trail(asset).map(local).join(" · ")}</p>
        {tags[0] === undefined ? null : <LinkLine tag={tags[0]} />}
      </header>
      <div class="asset-columns">
        <div>
          {isWatched ? <StateStrip key={`states ${asset.assetUid}`} asset={asset} /> : null}
          {tags.length === 0 ? (
            <p class="empty">{t("asset.no-tags")}</p>
          ) : (
            <ValueTable key={asset.assetUid} tags={tags} />
          )}
        </div>
        <div>
          <OpenTrend />
          {isWatched ? <OeeCard key={`oee ${asset.assetUid}`} asset={asset} /> : null}
          <MeterTree key={`meters ${asset.assetUid}`} of={asset.assetUid} />
          <AssetAlerts asset={asset} />
          <PastAlerts asset={asset} />
          <Waveforms key={`waveforms ${asset.assetUid}`} tags={tags} />
          <ComponentList key={`components ${asset.assetUid}`} asset={asset} />
          <Documents asset={asset} />
          <Addresses tags={tags} />
        </div>
      </div>
    </div>
  );
}

function PastAlerts({ asset }: { asset: Asset }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const past = useAnswer(
    asset.assetUid,
    () => fetchPastAlerts({ fromMs: edgeNowMs() - WEEK_MS, toMs: edgeNowMs() }),
    REFRESH_MS,
  );
  const own = (past ?? [])
    .filter((alert) => alert.assetUid === asset.assetUid && alert.state === "closed")
    .slice(0, MOST_PAST);
  return (
    <section class="card" aria-label={t("asset.alerts")}>
      <div class="card-head">
        <h3>{t("asset.alerts")}</h3>
        <span class="card-note">{t("alerts.tab-past")}</span>
      </div>
      {past !== undefined && own.length === 0 ? <p class="empty">{t("asset.no-alerts")}</p> : null}
      <ul class="past-alerts">
        {own.map((alert) => (
          <li key={alert.alertUid}>
            <span class="past-when">
              {alert.raisedAt === null ? "" : formatMoment(Date.parse(alert.raisedAt), zone)}
            </span>
            <button
              type="button"
              class="link alert-open"
              title={t("alerts.details")}
              onClick={() => (openAlert.value = { alertUid: alert.alertUid, past: recordOfEntry(alert) })}
            >
              {isAdvisory(alert) ? "◇" : `[${alert.priority}]`} {withoutLabel(local(alert.message), asset.label)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Documents({ asset }: { asset: Asset }) {
  const documents = asset.documents ?? [];
  return (
    <section class="card" aria-label={t("asset.documents")}>
      <div class="card-head">
        <h3>{t("asset.documents")}</h3>
      </div>
      {documents.length === 0 ? <p class="empty">{t("asset.no-documents")}</p> : null}
      <ul class="documents">
        {documents.map(({ name, file }) => (
          <li key={file}>
            <a
              class="link"
              href={/^https?:/.test(file) ? file : atSite(`/api/v1/plant-files/${file}`)}
              target="_blank"
              rel="noreferrer noopener"
            >
              {local(name)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where the edge reads each value: browse paths, topics, registers. */
function Addresses({ tags }: { tags: readonly Tag[] }) {
  return (
    <details class="card addresses">
      <summary>{t("asset.addresses")}</summary>
      <dl>
        {tags.map((tag) => (
          <div key={tag.ref}>
            <dt>{local(tag.name)}</dt>
            <dd>
              <code>
                {tag.source} · {tag.address}
              </code>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
