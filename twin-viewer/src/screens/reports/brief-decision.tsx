import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { FIXED_URGENCIES, type RowAdvice } from "../../../../edge/contracts/reports/document.ts";
import { wordsOf } from "../../data/api.ts";
import { newUid } from "../../data/new-uid.ts";
import { type AdviceDecision, decideAdvice } from "../../data/reports-api.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";

type Kind = AdviceDecision["kind"];

/** Without an urgency it is no line of a brief, and has no place in it. */
type Decided = Omit<RowAdvice, "urgency"> & Partial<Pick<RowAdvice, "urgency">>;

function stateText(state: Exclude<RowAdvice["state"], "proposed">, urgency: Decided["urgency"]): string {
  const said = { state: t(`brief.state-${state}`) };
  if (urgency === undefined) return said.state;
  if (state !== "declined" && state !== "not-useful") return said.state;
  if (FIXED_URGENCIES.includes(urgency)) return t("brief.keeps-place", said);
  return t(state === "declined" ? "brief.comes-last" : "brief.comes-later", said);
}

/** What people decided about a line, and the buttons to decide. A person decides; the edge does nothing of it. */
export function BriefDecision({ advice, what }: { advice: Decided; what: string }) {
  const { adviceUid, assetUid } = advice;
  const [state, setState] = useState(advice.state);
  const [isDeclining, setDeclining] = useState(false);
  const [failure, setFailure] = useState("");
  const [isSending, setSending] = useState(false);
  const row = useRef<HTMLDivElement>(null);
  const hasDecided = useRef(false);
  useEffect(() => setState(advice.state), [advice.state]);
  // The pressed button is gone: keys go on from the next one, before anybody presses another.
  useLayoutEffect(() => {
    if (hasDecided.current) row.current?.querySelector<HTMLElement>("button, a")?.focus();
    hasDecided.current = false;
  }, [state]);
  const decide = (kind: Kind, more: Partial<AdviceDecision> = {}): void => {
    setSending(true);
    setFailure("");
    void decideAdvice(adviceUid, { actUid: newUid(), kind, ...more }).then(
      (answer) => {
        hasDecided.current = true;
        setDeclining(false);
        setSending(false);
        setState(answer.state);
      },
      (error: unknown) => {
        setSending(false);
        setFailure(wordsOf(error));
      },
    );
  };
  const button = (kind: Kind, text: string, onAct: () => void, looks = "button small") => (
    <ActButton key={kind} asks="operate" class={looks} name={`${text}: ${what}`} disabled={isSending} onAct={onAct}>
      {text}
    </ActButton>
  );
  return (
    <div class="brief-acts" ref={row}>
      {state === "proposed" && !isDeclining ? (
        <>
          {assetUid === undefined
            ? button("accept", t("brief.accept"), () => decide("accept"), "button small primary")
            : button(
                "accept",
                t("brief.make-work"),
                () => decide("accept", { reportWork: true }),
                "button small primary",
              )}
          {button("decline", t("brief.decline"), () => setDeclining(true))}
          {button("not-useful", t("brief.not-useful"), () => decide("not-useful"))}
        </>
      ) : null}
      {state === "proposed" && isDeclining ? (
        <DeclineForm
          isSending={isSending}
          onSend={(note) => decide("decline", { note })}
          onLeave={() => setDeclining(false)}
        />
      ) : null}
      {state === "proposed" ? null : <span class="brief-state">{stateText(state, advice.urgency)}</span>}
      {state === "accepted" && assetUid !== undefined ? (
        <a class="link" href="#/maintenance">
          {t("brief.to-work")}
        </a>
      ) : null}
      {state === "declined" || state === "not-useful"
        ? button("take-back", t("brief.take-back"), () => decide("take-back"))
        : null}
      {failure === "" ? null : (
        <span class="brief-failure" role="alert">
          {failure}
        </span>
      )}
    </div>
  );
}

interface DeclineFormProps {
  readonly isSending: boolean;
  readonly onSend: (note: string) => void;
  readonly onLeave: () => void;
}

function DeclineForm({ isSending, onSend, onLeave }: DeclineFormProps) {
  const [note, setNote] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <form
      class="brief-decline"
      onSubmit={(event) => {
        event.preventDefault();
        if (note.trim() !== "") onSend(note.trim());
      }}
    >
      <input
        ref={field}
        value={note}
        maxLength={500}
        aria-label={t("brief.reason")}
        placeholder={t("brief.reason")}
        onInput={({ currentTarget }) => setNote(currentTarget.value)}
        onKeyDown={({ key }) => {
          if (key === "Escape") onLeave();
        }}
      />
      <ActButton asks="operate" type="submit" disabled={isSending || note.trim() === ""}>
        {t("brief.decline")}
      </ActButton>
      <button type="button" class="button small" onClick={onLeave}>
        {t("brief.leave")}
      </button>
    </form>
  );
}
