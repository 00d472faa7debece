import "../../../i18n/cameras-catalogue.ts";
import "./cameras.css";
import { useEffect } from "preact/hooks";
import { usePlant } from "../../../data/context.ts";
import { formatAge } from "../../../data/format.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import { edgeNowMs, moment } from "../../../data/signals.ts";
import { useLastAnswer, useQuestion } from "../../../data/use-question.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { type CameraAnswer, fetchVision, type VisionAnswer } from "../../../data/vision-api.ts";
import { language } from "../../../i18n/chosen.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { cameraMap } from "../../../panels/register-map.ts";
import { cameraPicture, nothingHeard } from "./cameras-map.ts";

const REFRESH_MS = 5_000;

/** Cameras, when each was heard, and which zones are therefore unknown: known for now alone. */
export function CamerasCard() {
  return moment.value === null ? <PresentCameras /> : null;
}

function PresentCameras() {
  useSecond();
  const index = usePlant();
  const question = useLastAnswer(useQuestion("cameras", fetchVision, REFRESH_MS));
  const { failure } = question;
  // An answer that the edge does not repeat says nothing of now.
  const answer =
    question.answer === undefined || failure === undefined ? question.answer : nothingHeard(question.answer);
  const words = language.value;
  const facts = JSON.stringify([answer?.cameras.map(({ id, state }) => [id, state]), words]);
  useEffect(() => {
    cameraMap.value =
      answer === undefined || index === null || answer.cameras.length === 0 ? null : cameraPicture(answer, index);
  }, [facts, index]);
  useEffect(
    () => () => {
      cameraMap.value = null;
    },
    [],
  );
  if (index === null || answer === undefined || answer.cameras.length === 0) return null;
  const { cameras, zones, isOn } = answer;
  const heard = cameras.filter(({ state }) => state === "heard").length;
  const unknown = zones.filter(({ isBlind }) => isBlind).length;
  return (
    <section class="card" aria-labelledby="cameras-title">
      <div class="card-head">
        <h2 id="cameras-title">{t("cam.title")}</h2>
        <span class="card-note">{t("cam.count", { heard, all: cameras.length, unknown })}</span>
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      <p class="room-advisory">{t("cam.advisory")}</p>
      {isOn ? null : <p class="room-advisory">{t("cam.off")}</p>}
      <ul class="room-list">
        {cameras.map((camera) => (
          <Camera key={camera.id} camera={camera} answer={answer} index={index} />
        ))}
      </ul>
    </section>
  );
}

interface CameraProps {
  readonly camera: CameraAnswer;
  readonly answer: VisionAnswer;
  readonly index: PlantIndex;
}

function Camera({ camera: { id, name, state, heardAt, zones }, answer, index }: CameraProps) {
  const named = (ids: readonly string[]) =>
    ids
      .map((one) => {
        const zone = index.plant.zones.find((known) => known.id === one);
        return zone === undefined ? one : local(zone.name);
      })
      .join(t("list.separator"));
  const alone = zones.filter((one) => answer.zones.find(({ zone }) => zone === one)?.cameras === 1);
  const blind = zones.filter((one) => answer.zones.find(({ zone }) => zone === one)?.isBlind === true);
  const age = heardAt === null ? "" : formatAge(Math.max(0, edgeNowMs() - Date.parse(heardAt)));
  return (
    <li class="camera-row">
      <span>
        <strong>{id}</strong> {local(name)}
      </span>
      <span class={state === "heard" ? "" : "is-unknown"}>{t(`cam.${state}`, { age })}</span>
      <small>
        {zones.length === 0 ? t("cam.no-zone") : t("cam.sees", { zones: named(zones) })}
        {alone.length === 0 ? "" : ` · ${t("cam.alone", { zones: named(alone) })}`}
      </small>
      {blind.length === 0 ? null : <strong>{t("cam.unknown-now", { zones: named(blind) })}</strong>}
    </li>
  );
}
