import { usePlant } from "../../../data/context.ts";
import { formatSigned } from "../../../data/format.ts";
import type { FuturePlayer, PlayedFuture } from "../../../data/played.ts";
import { futureMoment, selected } from "../../../data/signals.ts";
import { t } from "../../../i18n/language.ts";
import { piecesText, stateText } from "./future-words.ts";

interface Parts {
  readonly player: FuturePlayer;
  readonly main: PlayedFuture;
}

/** The same as the picture shows, for keys and screen readers: states of machines, and pieces of all places. */
export function FutureLists({ player, main }: Parts) {
  futureMoment.value;
  const { seconds } = player;
  const other = player.other.value;
  const machineLabels = new Set(main.at.states.machines.map(({ label }) => label));
  const places = main.at.states.places.filter(({ label }) => !machineLabels.has(label));
  return (
    <>
      <section class="card" aria-label={t("future.machines")}>
        <div class="card-head">
          <h2>{t("future.machines")}</h2>
        </div>
        <ul class="future-list">
          {main.at.states.machines.map(({ label }) => {
            const [state, others] = [main.at.stateOf(label, seconds), other?.at.stateOf(label, seconds)];
            const isOther = other !== null && others !== state;
            return (
              <li key={label} data-state={state}>
                <Name label={label} />
                <span>{stateText(state)}</span>
                {isOther ? <span class="future-other">▨ {stateText(others)}</span> : null}
              </li>
            );
          })}
        </ul>
      </section>
      <section class="card" aria-label={t("future.places")}>
        <div class="card-head">
          <h2>{t("future.places")}</h2>
        </div>
        <p class="card-note">{t("future.places-note")}</p>
        <ul class="future-list">
          {places.map(({ label, capacity }) => {
            const [pieces, others] = [main.at.piecesAt(label, seconds), other?.at.piecesAt(label, seconds)];
            return (
              <li key={label}>
                <Name label={label} />
                <span>{piecesText(pieces, capacity)}</span>
                {others === undefined || others === pieces ? null : (
                  <span class="future-other">
                    ▨ {others} ({formatSigned(others - (pieces ?? 0))})
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      </section>
    </>
  );
}

/** Selects its asset, where the picture has one. */
function Name({ label }: { label: string }) {
  const asset = usePlant()?.byLabel(label);
  if (asset === undefined) return <span class="future-name">{label}</span>;
  return (
    <button
      type="button"
      class="link future-name"
      aria-pressed={selected.value === asset.assetUid}
      onClick={() => (selected.value = asset.assetUid)}
    >
      {label}
    </button>
  );
}
