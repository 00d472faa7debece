import type { CompanySite } from "../data/company-api.ts";
import { concernsOf, isCurrent, isLinked, rankOf } from "../data/site-standing.ts";
import { local, t } from "../i18n/language.ts";
import { Badge } from "../panels/badge.tsx";
import { PRIORITIES } from "./alert-counts.tsx";
import { type Cluster, clustersOf, type MapView, type Size, toPixels } from "./geo.ts";

/** Marks that lie closer are one: a finger has to hit them. */
const APART_PX = 40;
const MOST_NAMES = 5;
/** Room at the sides of the picture, in which a mark is still drawn. */
const MARGIN_PX = 40;

interface MarksProps {
  readonly view: MapView;
  readonly size: Size;
  readonly sites: readonly CompanySite[];
  readonly nowMs: number;
  readonly isOld: boolean;
  readonly chosen: readonly string[];
  readonly onSite: (edgeId: string) => void;
  readonly onCluster: (members: readonly CompanySite[]) => void;
}

/** A mark per site or per group of near ones; the worst of a group gives it its look. */
export function MapMarks({ view, size, sites, nowMs, isOld, chosen, onSite, onCluster }: MarksProps) {
  const ranked = sites
    .map((item) => ({ item, rank: rankOf(concernsOf(item, nowMs)) }))
    .sort((a, b) => a.rank - b.rank)
    .flatMap(({ item }) => (item.location === null ? [] : [{ item, at: toPixels(item.location, view, size) }]))
    .filter(({ at: [x, y] }) => isInside(x, size.width) && isInside(y, size.height));
  return (
    <ul class="map-marks">
      {clustersOf(ranked, APART_PX).map((cluster) => (
        <Mark
          key={cluster.members[0]?.edgeId}
          {...{ cluster, nowMs, isOld }}
          isChosen={cluster.members.some(({ edgeId }) => chosen.includes(edgeId))}
          isLeft={cluster.x > size.width * 0.7}
          onPress={() => {
            const [first] = cluster.members;
            if (cluster.members.length > 1) onCluster(cluster.members);
            else if (first !== undefined) onSite(first.edgeId);
          }}
        />
      ))}
    </ul>
  );
}

function isInside(at: number, length: number): boolean {
  return at > -MARGIN_PX && at < length + MARGIN_PX;
}

interface MarkProps {
  readonly cluster: Cluster<CompanySite>;
  readonly nowMs: number;
  readonly isOld: boolean;
  readonly isChosen: boolean;
  /** Its name stands to the left, where the right has no room. */
  readonly isLeft: boolean;
  readonly onPress: () => void;
}

function Mark({ cluster, nowMs, isOld, isChosen, isLeft, onPress }: MarkProps) {
  const { x, y, members } = cluster;
  const [worst] = members;
  if (worst === undefined) return null;
  const names = members.slice(0, MOST_NAMES).map(({ name }) => local(name));
  const concerns = concernsOf(worst, nowMs).map((one) => t(`company.concern-${one}`));
  const label =
    members.length > 1
      ? t("company.cluster", { count: members.length, names: `${names.join(t("list.separator"))}${more(members)}` })
      : [local(worst.name), ...concerns].join(t("list.separator"));
  return (
    <li>
      <button
        type="button"
        class={`map-mark${isChosen ? " is-chosen" : ""}${isLeft ? " is-left" : ""}`}
        ref={(element) => {
          // A style attribute is refused by the page's content security policy; a property is not.
          if (element !== null) element.style.translate = `${Math.round(x)}px ${Math.round(y)}px`;
        }}
        title={label}
        onClick={onPress}
      >
        <Sign worst={worst} isNow={!isOld && isCurrent(worst, nowMs)} />
        <span class="visually-hidden">{label}</span>
        {members.length > 1 ? (
          <span class="map-count" aria-hidden="true">
            {members.length}
          </span>
        ) : null}
        <span class="map-name" aria-hidden="true">
          {members.length > 1 ? "" : local(worst.name)}
        </span>
      </button>
    </li>
  );
}

function more(members: readonly CompanySite[]): string {
  return members.length > MOST_NAMES ? " …" : "";
}

/** Badge of the most urgent alarm, hollow where it is of an earlier time; a ring for a lost link; a dot for none. */
function Sign({ worst, isNow }: { worst: CompanySite; isNow: boolean }) {
  const { summary, link } = worst;
  const priority = PRIORITIES.find((one) => (summary?.alerts[`p${one}`] ?? 0) > 0);
  if (!isLinked(link.state))
    return (
      <span class="map-sign is-lost" aria-hidden="true">
        {link.state === "refused" ? "⊘" : "○"}
      </span>
    );
  if (priority !== undefined) return <Badge priority={priority} hollow={!isNow} />;
  return (
    <span class="map-sign" aria-hidden="true">
      {isNow ? "●" : "◌"}
    </span>
  );
}
