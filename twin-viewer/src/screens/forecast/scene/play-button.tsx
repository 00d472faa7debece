import { useState } from "preact/hooks";
import { useSession } from "../../../data/context.ts";
import type { WholeForecast } from "../../../data/forecast-api.ts";
import { playInScene } from "../../../data/future-player.ts";
import { t } from "../../../i18n/language.ts";

/** Opens the picture with one future of an answer; says why it cannot be played. */
export function PlayButton({
  forecast,
  number,
  name,
}: {
  forecast: WholeForecast;
  number: number;
  /** Of the future. */
  name: string;
}) {
  const session = useSession();
  const [state, setState] = useState<{ readonly isReading: boolean; readonly failure: string }>({
    isReading: false,
    failure: "",
  });
  if (forecast.statesStepS === null) return null;
  const play = () => {
    setState({ isReading: true, failure: "" });
    void playInScene(session, forecast, number).then((failure) => setState({ isReading: false, failure }));
  };
  return (
    <p class="future-play">
      <button
        type="button"
        class="button small"
        disabled={state.isReading}
        aria-label={t("future.play-named", { name })}
        onClick={play}
      >
        ▶ {t("future.play")}
      </button>
      <span role="status">{state.isReading ? t("future.loading") : ""}</span>
      {state.failure === "" ? null : (
        <span class="forecast-problem" role="alert">
          ▲ {t("future.failed", { reason: state.failure })}
        </span>
      )}
    </p>
  );
}
