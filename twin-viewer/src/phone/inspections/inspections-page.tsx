import "../../i18n/register-catalogue.ts";
import "./inspections.css";
import { useEffect, useState } from "preact/hooks";
import { CONTROL_LEVELS } from "../../../../edge/contracts/safety/register.ts";
import { account, readAccount } from "../../data/account.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { fetchPlant, SignedOut, wordsOf } from "../../data/api.ts";
import { fetchInspections, type InspectionAnswer, type InspectionsAnswer } from "../../data/safety-api.ts";
import { connection } from "../../data/signals.ts";
import { local, t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { discardInspection, endedDrafts, keptInspection } from "../../panels/inspect/inspection-draft.ts";
import { edgeClockMs } from "../edge-clock.ts";
import { choiceIn, hashOf, type InspectionChoice } from "./choice-in-hash.ts";
import { InspectOne } from "./inspect-one.tsx";

const EVERY_MS = 10_000;

interface Heard {
  readonly answer: InspectionsAnswer;
  readonly timeZone: string;
}

/** Inspections that are due, to be done with one hand. What is filled in stays on the phone until the edge has it. */
export function InspectionsPage({ hash }: { hash: string }) {
  const [round, setRound] = useState(0);
  const { heard, failure, isSignedOut } = useInspections(round);
  const [doing, setDoing] = useState<InspectionAnswer | null>(null);
  const [sent, setSent] = useState<string | undefined>(undefined);
  if (isSignedOut)
    return (
      <section class="phone-banner" role="alert">
        <h1>⊘ {t("account.signed-out")}</h1>
        <a class="button" href="./#/overview">
          {t("account.sign-in")}
        </a>
      </section>
    );
  const state = heard?.answer.open.find(({ work }) => work.itemUid === doing?.work.itemUid)?.work.state;
  return (
    <>
      {failure === undefined ? null : (
        <p class="phone-banner" role="alert">
          {reasonInWords(failure)}
        </p>
      )}
      {doing !== null ? (
        <InspectOne
          key={doing.work.itemUid}
          inspection={doing}
          state={state ?? doing.work.state}
          onBack={() => setDoing(null)}
          onDone={() => {
            setSent(local(doing.work.title));
            setDoing(null);
            setRound(round + 1);
          }}
        />
      ) : (
        <>
          <h1>{t("inspect.title")}</h1>
          <p class="phone-line">{t("sr.advisory")}</p>
          {sent === undefined ? null : <p role="status">✓ {t("inspect.sent", { title: sent })}</p>}
          {heard === undefined ? (
            <p class="empty">{t("app.loading")}</p>
          ) : (
            <Listed heard={heard} choice={choiceIn(hash)} onOpen={setDoing} />
          )}
        </>
      )}
    </>
  );
}

/** The newest answer, which stays while the edge cannot be reached, and why it cannot. */
function useInspections(round: number) {
  const [heard, setHeard] = useState<Heard | undefined>(undefined);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const [isSignedOut, setSignedOut] = useState(false);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async () => {
      try {
        await readAccount();
        const [answer, plant] = await Promise.all([fetchInspections(), fetchPlant()]);
        if (isOver) return;
        setHeard({ answer, timeZone: plant.site.timeZone });
        setFailure(undefined);
        setSignedOut(false);
        connection.value = { state: "open", heardMs: Date.now() };
      } catch (error) {
        if (isOver) return;
        setSignedOut(error instanceof SignedOut);
        setFailure(wordsOf(error));
        connection.value = { ...connection.value, state: "gone" };
      }
      timer = setTimeout(() => void load(), EVERY_MS);
    };
    void load();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [round]);
  return { heard, failure, isSignedOut };
}

interface ListedProps {
  readonly heard: Heard;
  readonly choice: InspectionChoice;
  readonly onOpen: (inspection: InspectionAnswer) => void;
}

function Listed({ heard: { answer, timeZone }, choice, onOpen }: ListedProps) {
  const responsibleOf = new Map(answer.tasks.map(({ id, responsible }) => [id, responsible]));
  const isChosen = ({ task, level }: InspectionAnswer) =>
    (choice.level === undefined || level === choice.level) &&
    (!choice.isMine || responsibleOf.get(task) === account.value?.user);
  const shown = answer.open.filter(isChosen);
  return (
    <>
      <Choices choice={choice} />
      <Unsent answer={answer} />
      {shown.length === 0 ? <p class="empty">{t("inspect.nothing")}</p> : null}
      <ul class="phone-list inspect-list">
        {shown.map((one) => (
          <Task
            key={one.work.itemUid}
            inspection={one}
            responsible={responsibleOf.get(one.task) ?? null}
            timeZone={timeZone}
            onOpen={() => onOpen(one)}
          />
        ))}
      </ul>
      {answer.count > answer.open.length ? (
        <p class="phone-line">{t("sr.unlisted", { count: answer.count - answer.open.length })}</p>
      ) : null}
    </>
  );
}

interface TaskProps {
  readonly inspection: InspectionAnswer;
  readonly responsible: string | null;
  readonly timeZone: string;
  readonly onOpen: () => void;
}

function Task({ inspection: { work, level, to, items }, responsible, timeZone, onOpen }: TaskProps) {
  const now = edgeClockMs();
  const isLate = Date.parse(to) < now;
  const draft = keptInspection(work.itemUid, items.length);
  const done = draft?.ticks.filter(({ result }) => result !== null).length ?? 0;
  return (
    <li>
      <button type="button" class="button inspect-task" onClick={onOpen}>
        <strong>{local(work.title)}</strong>
        <small>
          {t(`level.${level}`)} · {t("sr.items", { count: items.length })}
          {responsible === null ? "" : ` · ${t("inspect.responsible", { who: responsible })}`}
        </small>
        <small class={isLate ? "is-late" : ""}>
          {t("sr.until", { time: clockOrMoment(Date.parse(to), timeZone, now) })}
          {isLate ? ` · ${t("sr.late")}` : ""}
        </small>
        {draft === undefined ? null : (
          <small>
            {t("inspect.begun")} · {t("inspect.progress", { done, all: items.length })}
          </small>
        )}
      </button>
    </li>
  );
}

function Choices({ choice }: { choice: InspectionChoice }) {
  const link = (name: string, next: InspectionChoice, isOn: boolean) => (
    <a key={name} class="button" href={hashOf(next)} aria-current={isOn ? "true" : undefined}>
      {name}
    </a>
  );
  return (
    <>
      <nav class="phone-actions inspect-choice" aria-label={t("inspect.whose")}>
        {link(t("inspect.all"), { ...choice, isMine: false }, !choice.isMine)}
        {link(t("inspect.mine"), { ...choice, isMine: true }, choice.isMine)}
      </nav>
      <nav class="phone-actions inspect-choice" aria-label={t("inspect.level")}>
        {link(t("inspect.all"), { ...choice, level: undefined }, choice.level === undefined)}
        {CONTROL_LEVELS.map((level) => link(t(`inspect.level-${level}`), { ...choice, level }, choice.level === level))}
      </nav>
    </>
  );
}

/** What was filled in and can no longer be sent, because the inspection has ended meanwhile. */
function Unsent({ answer }: { answer: InspectionsAnswer }) {
  const [round, setRound] = useState(0);
  const over = endedDrafts(answer);
  return (
    <>
      {over.map((itemUid) => (
        <p key={itemUid} class="phone-banner">
          {t("inspect.over", { title: keptInspection(itemUid)?.title ?? itemUid })}{" "}
          <button
            type="button"
            class="button"
            onClick={() => {
              discardInspection(itemUid);
              setRound(round + 1);
            }}
          >
            {t("inspect.discard")}
          </button>
        </p>
      ))}
    </>
  );
}
