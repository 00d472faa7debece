import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { assetName } from "../../data/asset-name.ts";
import { stateOf } from "../../data/asset-state.ts";
import { componentRows, isSafety, percentOf, rulText } from "../../data/component-rows.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import type { ComponentAnswer } from "../../data/maintenance-api.ts";
import { openComponent } from "../../data/maintenance-focus.ts";
import type { Mirror } from "../../data/mirror.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { edgeNowMs, moment, selected } from "../../data/signals.ts";
import type { Question } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { componentName } from "../../i18n/components.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote, NowOnly } from "../../panels/answer-note.tsx";

/** Severities from which a fault is called medium and high: thirds of the health book's range. */
const [MEDIUM, HIGH] = [400, 600];

/** Components with signs of a fault, by time left and consequence; the others are counted. */
export function ComponentList({ question }: { question: Question<readonly ComponentAnswer[]> }) {
  useSecond();
  const { answer } = question;
  const rows = componentRows(answer ?? [], edgeNowMs());
  const isShown = answer !== undefined && moment.value === null;
  return (
    <section class="card" aria-labelledby="room-title">
      <div class="card-head">
        <h2 id="room-title">{t("room.title")}</h2>
        <span class="card-note">{isShown ? rows.act.length + rows.watch.length : ""}</span>
      </div>
      <p class="room-advisory">{t("room.advisory")}</p>
      {moment.value === null ? <AnswerNote question={question} isCurrent={undefined} /> : <NowOnly />}
      {!isShown ? null : (
        <>
          {rows.act.length + rows.watch.length > 0 ? null : (
            // Nothing can be said of a plant in which nothing is watched, not even that there are no signs.
            <p class="empty">{t(answer.length === 0 ? "room.nothing-watched" : "room.none")}</p>
          )}
          <Rows list={rows.act} />
          {rows.watch.length === 0 ? null : <h3 class="room-head">{t("room.watch-head")}</h3>}
          <Rows list={rows.watch} />
          <Folded list={rows.healthy} name={t("room.healthy-count", { count: rows.healthy.length })} />
          <Folded list={rows.learning} name={t("room.learning-count", { count: rows.learning.length })} />
        </>
      )}
    </section>
  );
}

function Rows({ list }: { list: readonly ComponentAnswer[] }) {
  return list.length === 0 ? null : (
    <ul class="room-list">
      {list.map((one) => (
        <Row key={`${one.assetUid} ${one.component}`} one={one} />
      ))}
    </ul>
  );
}

export function isOpen({ assetUid, component }: Pick<ComponentAnswer, "assetUid" | "component">): boolean {
  const open = openComponent.value;
  return open !== null && open.assetUid === assetUid && open.component === component;
}

function toggle({ assetUid, component }: ComponentAnswer): void {
  openComponent.value = isOpen({ assetUid, component }) ? null : { assetUid, component };
  selected.value = assetUid;
}

/**
 * Title of a component. The edge names a path outside of the model after its asset; its own words are shown instead,
 * because the asset's name stands beside it.
 */
export function componentTitle(
  { assetUid, component, name }: Pick<ComponentAnswer, "assetUid" | "component" | "name">,
  index: PlantIndex | null,
): string {
  if (component === "") return t("room.whole");
  return local(index?.asset(assetUid)?.name ?? UNNAMED) === local(name) ? local(componentName(component)) : local(name);
}

const UNNAMED = { zh: "", en: "" };

/** The most likely kind with its probability, or that the signs are those of no known fault. */
function kindText({ hypotheses: [best] }: Pick<ComponentAnswer, "hypotheses">): string {
  if (best === undefined) return t("room.kind-none");
  return t("room.kind-p", { kind: local(best.name), percent: percentOf(best.p) });
}

export function severityText(severity: number): string {
  const word = severity >= HIGH ? "high" : severity >= MEDIUM ? "medium" : "low";
  return t(`room.severity-${word}`, { n: formatNumber(severity, 0) });
}

function Row({ one }: { one: ComponentAnswer }) {
  // Its answer stays the same for a while, and what reads signals is not drawn again with the list then.
  useSecond();
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const { stage, since, rul, health, severity, evidence, work } = one;
  const spoken = stage === "act";
  return (
    <li>
      <button
        type="button"
        class={`room-row${isOpen(one) ? " is-open" : ""}`}
        aria-expanded={isOpen(one)}
        onClick={() => toggle(one)}
      >
        <span class="room-what">
          <span class="room-glyph" aria-hidden="true">
            {spoken ? "◆" : "◇"}
          </span>{" "}
          <strong>{assetName(index, one.assetUid)}</strong> {componentTitle(one, index)} <Stale one={one} />
          <small>
            {isSafety(one) ? <strong>{t("alerts.kind-safety")} · </strong> : null}
            {t(spoken ? "room.act" : "room.watch")}
            {work === null ? "" : ` · ${t("due.has-work", { state: t(`due.work-${work.state}`) })}`}
          </small>
        </span>
        <Fact name={t("room.kind")} value={kindText(one)} />
        {spoken ? (
          <Fact name={t("room.left")} value={rulText(rul, edgeNowMs())} looks={rul === null ? "unknown" : "pred"} />
        ) : (
          <Fact name={t("room.evidence")} value={t("room.evidence-is", { n: formatNumber(evidence, 1) })} />
        )}
        <Fact name={t("room.health")} value={healthText(health)} looks={health === null ? "unknown" : ""}>
          <HealthBar health={health} />
        </Fact>
        {severity === null ? null : <Fact name={t("room.severity")} value={severityText(severity)} />}
        <Fact
          name={t("room.since")}
          value={since === null ? "—" : clockOrMoment(Date.parse(since), zone, edgeNowMs())}
        />
      </button>
    </li>
  );
}

export function healthText(health: number | null): string {
  return health === null ? t("room.health-unknown") : t("room.health-is", { n: formatNumber(health, 0) });
}

interface FactProps {
  readonly name: string;
  readonly value: string;
  readonly looks?: "" | "pred" | "unknown";
  readonly children?: preact.ComponentChildren;
}

function Fact({ name, value, looks = "", children }: FactProps) {
  return (
    <span class="room-fact">
      <small>{name}</small>
      <span class={looks}>{value}</span>
      {children}
    </span>
  );
}

/** Health as a bar, with the number beside it; empty where unknown. */
export function HealthBar({ health }: { health: number | null }) {
  return health === null ? null : (
    <svg class="health-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="band-normal" width="100" height="6" />
      <rect class="health-left" width={Math.max(1, health)} height="6" />
    </svg>
  );
}

/** Marks a condition as old when its source has no data. */
export function Stale({ one: { assetUid } }: { one: Pick<ComponentAnswer, "assetUid"> }) {
  useSecond();
  const index = usePlant();
  const { mirror } = useSession();
  return !isStale(assetUid, index, mirror) ? null : (
    <span class="is-stale" title={t("room.stale-why")}>
      ? {t("room.stale")}
    </span>
  );
}

function isStale(uid: AssetUid, index: PlantIndex | null, mirror: Mirror): boolean {
  const asset = index?.asset(uid);
  return index !== null && asset !== undefined && stateOf(asset, index, mirror).stale;
}

function Folded({ list, name }: { list: readonly ComponentAnswer[]; name: string }) {
  const index = usePlant();
  const { mirror } = useSession();
  if (list.length === 0) return null;
  const byAsset = Map.groupBy(list, ({ assetUid }) => assetUid);
  const old = list.filter(({ assetUid }) => isStale(assetUid, index, mirror)).length;
  return (
    <details class="room-folded">
      <summary>
        {name}
        {old === 0 ? null : <span class="is-stale"> ? {t("room.stale-count", { count: old })}</span>}
      </summary>
      <ul class="detail-list">
        {[...byAsset].map(([uid, components]) => (
          <li key={uid}>
            <strong>{assetName(index, uid)}</strong> <Stale one={{ assetUid: uid }} />
            <span class="room-parts">
              {components.map((one) => (
                <button key={one.component} type="button" class="link" onClick={() => toggle(one)}>
                  {componentTitle(one, index)}
                </button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
