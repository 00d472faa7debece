import "../../../i18n/live-risk-catalogue.ts";
import "../../../i18n/permits-catalogue.ts";
import "../../../i18n/register-catalogue.ts";
import "../../../i18n/safety-map-catalogue.ts";
import "../register/register.css";
import "./map.css";
import { moment } from "../../../data/signals.ts";
import { safetyAnswers } from "../register/answers.ts";
import { AreasCard } from "./areas-card.tsx";
import { MapCard } from "./map-card.tsx";
import { PermitAreasCard } from "./permit-areas-card.tsx";

/** Areas at a glance, and the register on the map: known for now alone. */
export function AreasPart() {
  const answers = safetyAnswers.value;
  if (answers === null || moment.value !== null) return null;
  const { register, dangers, permits } = answers;
  if (register === undefined) return null;
  return (
    <>
      <AreasCard register={register} dangers={dangers} />
      <PermitAreasCard permits={permits} />
      <MapCard {...answers} register={register} />
    </>
  );
}
