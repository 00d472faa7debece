import "./spread.css";
import { useEffect } from "preact/hooks";
import { clockOrMoment } from "../../data/alert-times.ts";
import { causePath, endCausePath } from "../../data/cause-path.ts";
import { usePlant } from "../../data/context.ts";
import { liveNowMs, selected } from "../../data/signals.ts";
import { language } from "../../i18n/chosen.ts";
import { t } from "../../i18n/language.ts";
import { pathPicture, shownSteps, stepText } from "./path-picture.ts";
import { spreadPicture } from "./spread-picture.ts";
import { wordsOfWay } from "./way-words.ts";

/** The path of a cause as a list in the order of its numbers, for keys and screen readers too. */
export function SpreadPanel() {
  const index = usePlant();
  const path = causePath.value;
  const words = language.value;
  useEffect(() => {
    spreadPicture.value = path === null || index === null ? null : pathPicture(path, index);
    return () => {
      spreadPicture.value = null;
    };
  }, [path, index, words]);
  if (path === null || index === null) return null;
  const { shown, hidden } = shownSteps(path, index);
  const { common, atMs } = path;
  return (
    <section class="spread" aria-labelledby="spread-title">
      <div class="card-head">
        <h2 id="spread-title">{t("floods.path")}</h2>
        <button type="button" class="button small" aria-label={t("floods.path-close")} onClick={endCausePath}>
          ×
        </button>
      </div>
      <p class="card-note">
        {t("floods.path-doubt", { time: clockOrMoment(atMs, index.plant.site.timeZone, liveNowMs()) })}
        {common === null ? "" : ` ${t("floods.supply", { label: common.label, way: wordsOfWay(common.way) })}`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1) */}
      <ol tabIndex={0} aria-label={t("floods.path")}>
        {shown.map((step) => (
          <li key={step.asset}>
            <button type="button" class="link" onClick={() => (selected.value = step.asset)}>
              {index.asset(step.asset)?.label}
            </button>{" "}
            {stepText(step, shown, index)}
          </li>
        ))}
      </ol>
      {hidden === 0 ? null : <p class="card-note">{t("floods.path-hidden", { count: hidden })}</p>}
    </section>
  );
}
