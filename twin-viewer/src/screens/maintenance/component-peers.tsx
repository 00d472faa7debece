import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import { MOST_EVIDENCE, STATEMENT } from "../../data/component-rows.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { formatNumber, formatValue } from "../../data/format.ts";
import type { ComponentAnswer } from "../../data/maintenance-api.ts";
import { peersOf } from "../../data/peers.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { tagTitle } from "../../i18n/components.ts";
import { t } from "../../i18n/language.ts";
import { AssetLink } from "../../panels/asset-link.tsx";
import { healthText } from "./component-list.tsx";

const [WIDTH, HEIGHT] = [100, 8];

interface PeersProps {
  readonly one: ComponentAnswer;
  readonly all: readonly ComponentAnswer[];
  /** Signals that the evidence names. */
  readonly tags: readonly Tag[];
}

/** The same part on other machines of the type: whether it is this one alone, or all of them. */
export function Peers({ one, all, tags }: PeersProps) {
  useSecond();
  const index = usePlant();
  const { shown, count } = peersOf(one, all, (uid) => index?.asset(uid)?.type ?? index?.asset(uid)?.kind);
  if (count === 0) return null;
  const signal = tags.find(({ type }) => type === "number");
  return (
    <section aria-label={t("room.peers")}>
      <h3>{t("room.peers")}</h3>
      <div class="scroll-table">
        <table class="table is-fitted">
          <thead>
            <tr>
              <th>{t("figures.asset")}</th>
              <th>{t("room.evidence")}</th>
              <th class="is-number">{t("room.health")}</th>
              {signal === undefined ? null : <th class="is-number">{tagTitle(signal)}</th>}
            </tr>
          </thead>
          <tbody>
            {[one, ...shown].map((peer) => (
              <Row key={peer.assetUid} peer={peer} isOwn={peer === one} signal={signal} />
            ))}
          </tbody>
        </table>
      </div>
      {count > shown.length ? (
        <p class="room-advisory">{t("room.peers-more", { count: count - shown.length })}</p>
      ) : null}
    </section>
  );
}

function Row({ peer, isOwn, signal }: { peer: ComponentAnswer; isOwn: boolean; signal: Tag | undefined }) {
  const index = usePlant();
  const { mirror } = useSession();
  const { assetUid, stage, evidence, health } = peer;
  const same = index
    ?.tagsOf(assetUid)
    .find((tag) => tag.component === signal?.component && tag.signal === signal.signal);
  return (
    <tr class={isOwn ? "is-own" : ""}>
      <td>
        <AssetLink uid={assetUid} /> {isOwn ? <small>{t("room.peers-own")}</small> : null}
      </td>
      <td>
        <EvidenceBar evidence={evidence} />{" "}
        {stage === "learning" ? t("room.learning") : t("room.evidence-is", { n: formatNumber(evidence, 1) })}
      </td>
      <td class="is-number">{healthText(health)}</td>
      {signal === undefined ? null : (
        <td class="is-number">{same === undefined ? "—" : formatValue(same, mirror) || "—"}</td>
      )}
    </tr>
  );
}

function EvidenceBar({ evidence }: { evidence: number }) {
  const x = (value: number) => (WIDTH * Math.min(MOST_EVIDENCE, value)) / MOST_EVIDENCE;
  return (
    <svg class="evidence-bar" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="band-normal" width={WIDTH} height={HEIGHT} />
      <rect class="health-left" width={x(evidence)} height={HEIGHT} />
      <line class="chart-limit" x1={x(STATEMENT)} x2={x(STATEMENT)} y1="0" y2={HEIGHT} />
    </svg>
  );
}
