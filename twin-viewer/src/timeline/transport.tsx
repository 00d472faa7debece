import { useSession } from "../data/context.ts";
import { formatFactor } from "../data/format.ts";
import { moment } from "../data/signals.ts";
import { SPEEDS, setSpeed, stepBy, togglePlay } from "../data/time-travel.ts";
import { t } from "../i18n/language.ts";

/** Back, play or pause, speed, live. */
export function Transport() {
  const session = useSession();
  const now = moment.value;
  const playing = now !== null && now.speed > 0;
  return (
    <div class="transport">
      <button
        type="button"
        class="button small icon"
        aria-label={t("time.back")}
        onClick={() => stepBy(session, -10_000)}
      >
        <span aria-hidden="true">«</span>
      </button>
      <button
        type="button"
        class="button small icon"
        aria-label={t(playing || now === null ? "time.pause" : "time.play")}
        onClick={() => togglePlay(session)}
      >
        <span aria-hidden="true">{playing || now === null ? "❚❚" : "▶"}</span>
      </button>
      <select
        class="transport-speed"
        aria-label={t("time.speed")}
        value={String(playing ? now.speed : 1)}
        disabled={now === null}
        onChange={(event) => setSpeed(session, Number(event.currentTarget.value))}
      >
        {/* A recap plays as fast as the shift takes. */}
        {playing && !SPEEDS.some((speed) => speed === now.speed) ? (
          <option value={String(now.speed)}>{formatFactor(now.speed)}×</option>
        ) : null}
        {SPEEDS.map((speed) => (
          <option key={speed} value={String(speed)}>
            {formatFactor(speed)}×
          </option>
        ))}
      </select>
      <button type="button" class="button small" aria-pressed={now === null} onClick={() => session.live()}>
        {t("time.live")}
      </button>
    </div>
  );
}
