import "../../../i18n/forecasts-catalogue.ts";
import { usePlant, useSession } from "../../../data/context.ts";
import { formatAhead, formatClock, formatFactor, formatMoment } from "../../../data/format.ts";
import { type FuturePlayer, played } from "../../../data/played.ts";
import { futureMoment } from "../../../data/signals.ts";
import { offsetOf, ticksOf, tickText } from "../../../data/time-ticks.ts";
import { SPEEDS, setSpeed, togglePlay } from "../../../data/time-travel.ts";
import { t } from "../../../i18n/language.ts";

const JUMP_MS = 600_000;
const STEP_MS = 60_000;
/** A time at the end of the slider would be cut. */
const EDGE = 0.04;

/** In the place of the page's timeline: play, speed, and a slider over the hours of the forecast. */
export function FutureTimeline() {
  const player = played.value;
  return player === null ? null : <Controls player={player} />;
}

function Controls({ player }: { player: FuturePlayer }) {
  const session = useSession();
  const now = futureMoment.value;
  const isPlaying = now !== null && now.speed > 0;
  return (
    <>
      <div class="transport future-transport">
        <button
          type="button"
          class="button small icon"
          aria-label={t("future.step-back")}
          onClick={() => player.stepBy(-JUMP_MS)}
        >
          <span aria-hidden="true">«</span>
        </button>
        <button
          type="button"
          class="button small icon"
          aria-label={t(isPlaying ? "time.pause" : "time.play")}
          onClick={() => togglePlay(session)}
        >
          <span aria-hidden="true">{isPlaying ? "❚❚" : "▶"}</span>
        </button>
        <button
          type="button"
          class="button small icon"
          aria-label={t("future.step-on")}
          onClick={() => player.stepBy(JUMP_MS)}
        >
          <span aria-hidden="true">»</span>
        </button>
        <select
          class="transport-speed"
          aria-label={t("time.speed")}
          value={String(player.chosen.value)}
          onChange={(event) => setSpeed(session, Number(event.currentTarget.value))}
        >
          {SPEEDS.filter((speed) => speed >= 1).map((speed) => (
            <option key={speed} value={String(speed)}>
              {formatFactor(speed)}×
            </option>
          ))}
        </select>
      </div>
      <Slider player={player} />
    </>
  );
}

function Slider({ player }: { player: FuturePlayer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { startMs, endMs } = player;
  const atMs = futureMoment.value?.atMs ?? startMs;
  const span = { fromMs: startMs, toMs: endMs };
  const shareOf = (ms: number): number => (ms - startMs) / Math.max(1, endMs - startMs);
  const ahead = formatAhead(atMs - startMs);
  return (
    <div class="future-track">
      <input
        type="range"
        class="future-slider"
        min={startMs}
        max={endMs}
        step={STEP_MS}
        value={atMs}
        aria-label={t("future.timeline")}
        aria-valuetext={`${formatMoment(atMs, zone)}, ${t("future.ahead", { time: ahead })}`}
        onInput={({ currentTarget }) => player.show(Number(currentTarget.value), 0)}
      />
      <div class="future-ticks" aria-hidden="true">
        {ticksOf(span, offsetOf(endMs, zone))
          .filter((ms) => shareOf(ms) > EDGE && shareOf(ms) < 1 - EDGE)
          .map((ms) => (
            <span key={ms} style={{ left: `${100 * shareOf(ms)}%` }}>
              {tickText(ms, zone, span)}
            </span>
          ))}
      </div>
      <p class="future-now">
        <strong>{formatClock(atMs, zone)}</strong> {t("future.ahead", { time: ahead })}
      </p>
    </div>
  );
}
