import { CONTROL_LAYERS } from "../../../../../edge/contracts/safety/register.ts";
import { formatNumber } from "../../../data/format.ts";
import { whyNot } from "../../../data/may.ts";
import { type HazardAnswer, type RegisterAnswer, registerFile, SAFETY_FILES } from "../../../data/safety-api.ts";
import type { Question } from "../../../data/use-question.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { ScrolledTable } from "../../../panels/scrolled-table.tsx";
import { TableFiles } from "../../../panels/table-files.tsx";

const ORDER = ["red", "orange", "yellow", "blue"];

/** Hazards by their level: colour and word, place, controls, responsible person. */
export function RegisterCard({ question }: { question: Question<RegisterAnswer> }) {
  const { answer } = question;
  const hazards = (answer?.hazards ?? []).toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  return (
    <section class="card" aria-labelledby="register-title">
      <div class="card-head">
        <h2 id="register-title">{t("sr.register")}</h2>
        {whyNot("audit") === null ? (
          <TableFiles name={t("sr.register")} address={registerFile} formats={SAFETY_FILES} />
        ) : null}
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : (
        <p class="room-advisory">
          {answer.rules === null ? t("sr.no-rules") : t("sr.rules", { version: answer.rules.version })}
        </p>
      )}
      {answer === undefined ? null : hazards.length === 0 ? (
        <p class="empty">{t("sr.no-hazards")}</p>
      ) : (
        <ScrolledTable label={`${t("sr.risk")} · ${t("sr.name")}`} looks="table sr-register">
          <thead>
            <tr>
              <th>{t("sr.risk")}</th>
              <th>{t("sr.name")}</th>
            </tr>
          </thead>
          <tbody>
            {hazards.map((hazard) => (
              <Row key={hazard.id} hazard={hazard} />
            ))}
          </tbody>
        </ScrolledTable>
      )}
    </section>
  );
}

function Row({ hazard }: { hazard: HazardAnswer }) {
  const { id, name, place, mayCause, score, level, criterion, controls, controlledBy, unit, owner } = hazard;
  const count = CONTROL_LAYERS.reduce((sum, layer) => sum + controls[layer].length, 0);
  return (
    <tr>
      <td>
        <span class={`sr-risk sr-${level}`}>
          <span class="sr-swatch" aria-hidden="true" /> {t(`risk.${level}`)}
        </span>
        <small>{score === null ? "" : t("sr.score", { score: formatNumber(score, score % 1 === 0 ? 0 : 1) })}</small>
        {criterion === null ? null : <small>{t("sr.by-criterion", { name: local(criterion) })}</small>}
      </td>
      <td>
        {id} {local(name)}
        <small>{local(mayCause)}</small>
        <dl class="sr-five">
          <Fact name={t("sr.place")} value={local(place.name)} />
          <Fact name={t("sr.owner")} value={unit === null ? owner : `${owner} · ${local(unit)}`} />
          <Fact name={t("sr.controlled-by")} value={t(`level.${controlledBy}`)} />
        </dl>
        <details class="sr-details">
          <summary>
            {t("sr.controls")} ({count})
          </summary>
          <ul class="sr-controls">
            {CONTROL_LAYERS.flatMap((layer) =>
              controls[layer].map((text) => (
                <li key={`${layer} ${text.en}`}>
                  <small>{t(`layer.${layer}`)}</small> {local(text)}
                </li>
              )),
            )}
          </ul>
        </details>
      </td>
    </tr>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
