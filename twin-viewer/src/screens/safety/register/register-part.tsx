import "../../../i18n/register-catalogue.ts";
import "./register.css";
import { useEffect, useState } from "preact/hooks";
import { fetchPermits } from "../../../data/permits-api.ts";
import { fetchDangers, fetchInspections, fetchRegister } from "../../../data/safety-api.ts";
import { moment } from "../../../data/signals.ts";
import { useLastAnswer, useQuestion } from "../../../data/use-question.ts";
import { t } from "../../../i18n/language.ts";
import { NowOnly } from "../../../panels/answer-note.tsx";
import { PermitsCard } from "../permits/permits-card.tsx";
import { safetyAnswers } from "./answers.ts";
import { DangersBoard } from "./dangers-board.tsx";
import { InspectionsCard } from "./inspections-card.tsx";
import { RegisterCard } from "./register-card.tsx";

const REFRESH_MS = 10_000;
/** What speaks against a permit changes with the plant. */
const PERMITS_MS = 5_000;
/** It changes with the config alone. */
const REGISTER_MS = 300_000;

/** Hidden dangers, inspections that are due, and the register of hazards: known for now alone. */
export function RegisterPart() {
  if (moment.value === null) return <PresentRegister />;
  return (
    <section class="card" aria-label={t("sr.dangers")}>
      <h2>{t("sr.dangers")}</h2>
      <NowOnly />
    </section>
  );
}

function PresentRegister() {
  // What this page did is shown at once.
  const [round, setRound] = useState(0);
  const onDone = () => setRound((before) => before + 1);
  const register = useQuestion("register", fetchRegister, REGISTER_MS);
  const dangers = useLastAnswer(useQuestion(`dangers ${round}`, fetchDangers, REFRESH_MS));
  const inspections = useLastAnswer(useQuestion(`inspections ${round}`, fetchInspections, REFRESH_MS));
  const permits = useLastAnswer(useQuestion(`permits ${round}`, fetchPermits, PERMITS_MS));
  useEffect(() => {
    safetyAnswers.value = { register: register.answer, dangers, inspections: inspections.answer, permits };
  }, [register.answer, dangers.answer, dangers.failure, inspections.answer, permits.answer, permits.failure]);
  useEffect(
    () => () => {
      safetyAnswers.value = null;
    },
    [],
  );
  return (
    <>
      <p class="notice">{t("sr.advisory")}</p>
      <DangersBoard question={dangers} hazards={register.answer?.hazards ?? []} onDone={onDone} />
      <PermitsCard question={permits} onDone={onDone} />
      <InspectionsCard question={inspections} onDone={onDone} />
      <RegisterCard question={register} />
    </>
  );
}
