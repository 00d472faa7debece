import { usePlant } from "../data/context.ts";
import { formatAhead, formatClock, formatDate, formatFactor, formatMoment } from "../data/format.ts";
import { help } from "../data/help-place.ts";
import { linkToMoment } from "../data/link-to-moment.ts";
import { played } from "../data/played.ts";
import { futureMoment, liveNowMs, moment, SCREENS, screen, searching, sharing, theme } from "../data/signals.ts";
import { language } from "../i18n/chosen.ts";
import { local, t } from "../i18n/language.ts";
import { AccountButton } from "../panels/account-button.tsx";
import { LiveBadge } from "../panels/live-badge.tsx";
import { hasTab } from "../screens/rooms-there.ts";
import { RoomTabs } from "./room-tabs.tsx";

/** Plant name, screens, search, clock, language, theme. */
export function TopBar() {
  const index = usePlant();
  return (
    <header class="top">
      <h1 class="plant-name">
        {index === null ? t("app.twin") : local(index.plant.site.name)}
        {index === null ? null : <span class="plant-sub"> · {t("app.twin")}</span>}
      </h1>
      {index?.simulated === true ? (
        <span class="simulated" title={t("app.simulated-why")}>
          {t("app.simulated")}
        </span>
      ) : null}
      <RoomTabs rooms={SCREENS.filter((one) => screen.value === one || hasTab(one, index))} />
      <button type="button" class="search-button" aria-haspopup="dialog" onClick={() => (searching.value = true)}>
        <kbd>/</kbd> {t("search.open")}
      </button>
      <AccountButton />
      <Clock zone={index?.plant.site.timeZone ?? "UTC"} />
      <button
        type="button"
        class="button"
        title={t("language.label")}
        onClick={() => (language.value = language.value === "zh" ? "en" : "zh")}
      >
        <span lang={language.value === "zh" ? "en" : "zh-CN"}>{t("language.switch")}</span>
      </button>
      <ThemeButton />
      <button
        type="button"
        class="button icon help-button"
        aria-label={t("help.of", { room: t(`screen.${screen.value}`) })}
        aria-expanded={help.value !== null}
        onClick={() => (help.value = help.value === null ? { tab: "room" } : null)}
      >
        ?
      </button>
    </header>
  );
}

function ThemeButton() {
  const next = theme.value === "light" ? "dark" : "light";
  return (
    <button
      type="button"
      class="button icon"
      aria-label={t(next === "dark" ? "theme.dark" : "theme.light")}
      onClick={() => (theme.value = next)}
    >
      <svg viewBox="0 0 20 20" class="icon-svg" aria-hidden="true">
        {next === "dark" ? (
          <path d="M15.5 12.5A6.5 6.5 0 0 1 7.5 4.5 6.5 6.5 0 1 0 15.5 12.5Z" />
        ) : (
          <path
            d={
              "M10 6a4 4 0 1 0 0 8 4 4 0 1 0 0-8M10 1v2.6M10 16.4V19M1 10h2.6M16.4 10H19" +
              "M3.6 3.6l1.9 1.9M14.5 14.5l1.9 1.9M3.6 16.4l1.9-1.9M14.5 5.5l1.9-1.9"
            }
            class="icon-lines"
          />
        )}
      </svg>
    </button>
  );
}

function Clock({ zone }: { zone: string }) {
  if (played.value !== null) return <FutureClock zone={zone} startMs={played.value.startMs} />;
  const past = moment.value;
  if (past !== null) {
    const isToday = formatDate(past.atMs, zone) === formatDate(liveNowMs(), zone);
    return (
      <span class={`clock clock-past${isToday ? " is-today" : ""}`} title={`${formatMoment(past.atMs, zone)} ${zone}`}>
        {t("live.replay")}
        {past.speed === 0 || past.speed === 1 ? "" : ` ${formatFactor(past.speed)}×`}{" "}
        <time dateTime={new Date(past.atMs).toISOString()}>
          {isToday ? formatClock(past.atMs, zone) : formatMoment(past.atMs, zone)}
        </time>
        <button type="button" class="button small" onClick={() => (sharing.value = linkToMoment())}>
          {t("live.copy")}
        </button>
      </span>
    );
  }
  return <LiveBadge />;
}

/** A moment that has not come, and how far it is after the start of the forecast. */
function FutureClock({ zone, startMs }: { zone: string; startMs: number }) {
  const atMs = futureMoment.value?.atMs ?? startMs;
  return (
    <span class="clock clock-future" title={`${formatMoment(atMs, zone)} ${zone}`}>
      ◇ {t("live.future")} <time dateTime={new Date(atMs).toISOString()}>{formatClock(atMs, zone)}</time>
      <span>{formatAhead(atMs - startMs)}</span>
    </span>
  );
}
