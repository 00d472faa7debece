import { signal } from "@preact/signals";
import { usePlant, useSession } from "../data/context.ts";
import { formatNumber } from "../data/format.ts";
import { openGuide } from "../data/help-place.ts";
import { isRoomHere } from "../data/rooms-here.ts";
import { isSettingUp, type SetUp, setUpOf, wasHeard } from "../data/set-up.ts";
import { dictionaryVersion, linksVersion, moment, screen, second, sources } from "../data/signals.ts";
import { t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";

/** Closed by hand; comes back with the next page. */
const closed = signal(false);
const MOST_REFUSED = 4;

/** Over an empty or half connected picture: progress, missing parts, next steps. */
export function FirstSteps() {
  const index = usePlant();
  const { mirror } = useSession();
  linksVersion.value;
  dictionaryVersion.value;
  if (index === null || closed.value || moment.value !== null || !mirror.knowsLinks) return null;
  const links = mirror.links();
  const placed = index.plant.assets.some(({ pose }) => pose !== undefined) ? 1 : 0;
  if (!isSettingUp({ placed, links: { heard: links.filter(wasHeard).length, total: links.length } })) return null;
  // Counting all tags costs time, and only this card needs it.
  second.value;
  return <Card setUp={setUpOf(index, mirror, sources.value)} />;
}

function Card({ setUp }: { setUp: SetUp }) {
  const { assets, placed, links, tags, unbound, refused } = setUp;
  return (
    <section class="first-steps" aria-label={t("first.title")}>
      <div class="card-head">
        <h2>{t("first.title")}</h2>
        <button
          type="button"
          class="button small icon"
          aria-label={t("first.close")}
          onClick={() => (closed.value = true)}
        >
          ×
        </button>
      </div>
      {links.total === 0 ? (
        <p>{t("first.no-links")}</p>
      ) : (
        <Progress name={t("first.links")} done={links.heard} total={links.total} />
      )}
      {tags.total === 0 ? null : <Progress name={t("first.tags")} done={tags.valued} total={tags.total} />}
      <ul>
        {assets === 0 ? <li>{t("first.no-assets")}</li> : null}
        {assets > placed ? (
          <li>{t("first.unplaced", { count: formatNumber(assets - placed, 0), total: formatNumber(assets, 0) })}</li>
        ) : null}
        {unbound === 0 ? null : <li>{t("first.unbound", { count: formatNumber(unbound, 0) })}</li>}
        {refused.slice(0, MOST_REFUSED).map(({ name, reason }) => (
          <li key={name}>
            {t("first.refused", { name, why: reason === "" ? t("liveness.no-reason") : reasonInWords(reason) })}
          </li>
        ))}
        {refused.length > MOST_REFUSED ? (
          <li>{t("first.refused-more", { count: refused.length - MOST_REFUSED })}</li>
        ) : null}
      </ul>
      <p class="first-next">
        {isRoomHere("setup") ? (
          <button type="button" class="button small" onClick={() => (screen.value = "setup")}>
            {t("first.connect")}
          </button>
        ) : null}
        {assets > placed && isRoomHere("layout") ? (
          <button type="button" class="button small" onClick={() => (screen.value = "layout")}>
            {t("first.place")}
          </button>
        ) : null}
        <button type="button" class="button small" onClick={() => (screen.value = "diagnostics")}>
          {t("liveness.open-diagnostics")}
        </button>
      </p>
      <button type="button" class="link" onClick={() => openGuide("set-up")}>
        {t("first.docs")}
      </button>
    </section>
  );
}

function Progress({ name, done, total }: { name: string; done: number; total: number }) {
  const text = t("first.of", { done: formatNumber(done, 0), total: formatNumber(total, 0) });
  return (
    <p class="first-progress">
      <span>{name}</span>
      <progress max={total} value={done} aria-label={name} />
      <span>{text}</span>
    </p>
  );
}
