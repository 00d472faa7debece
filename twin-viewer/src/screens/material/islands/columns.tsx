import { useEffect, useRef, useState } from "preact/hooks";
import type { Island } from "../../../../../edge/contracts/production/islands.ts";
import type { IslandsAnswer } from "../../../data/islands-api.ts";
import { language } from "../../../i18n/chosen.ts";
import { local, t } from "../../../i18n/language.ts";
import { beside, type Column, columnsOf, type Member, moved } from "./draft.ts";

const TYPE = "text/x-gemba-island-member";

interface ColumnsProps {
  readonly draft: readonly Island[];
  readonly answer: IslandsAnswer;
  readonly onDraft: (draft: readonly Island[]) => void;
}

interface Moving {
  readonly member: Member | undefined;
  readonly choose: (member: Member) => void;
  readonly move: (member: Member, to: number) => void;
}

/** A column for each island, and one for what belongs to none: members are dragged, or moved by keys and buttons. */
export function Columns({ draft, answer, onDraft }: ColumnsProps) {
  const [member, choose] = useState<Member | undefined>(undefined);
  const [said, setSaid] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const move = (one: Member, to: number): void => {
    onDraft(moved(draft, one, to));
    choose(one);
    setSaid(t("islands.moved", { name: one.name, island: nameOf(draft, to) }));
  };
  useEffect(() => {
    // The member stands elsewhere now; the focus goes with it.
    if (said === "" || member === undefined) return;
    const moves = [...(box.current?.querySelectorAll<HTMLElement>("[data-member]") ?? [])];
    moves.find(({ dataset }) => dataset["member"] === keyOf(member))?.focus();
  }, [draft]);
  const moving = { member, choose, move };
  return (
    <>
      <div class="islands-columns" ref={box}>
        {columnsOf(draft, answer).map((column) => (
          <IslandColumn
            key={draft[column.at]?.id ?? ""}
            column={column}
            draft={draft}
            onDraft={onDraft}
            moving={moving}
          />
        ))}
      </div>
      {member === undefined ? null : (
        <fieldset class="islands-buttons">
          <legend>{t("islands.move-to", { name: member.name })}</legend>
          {[...draft.keys(), -1].map((to) => (
            <button key={to} type="button" class="button small" onClick={() => move(member, to)}>
              {nameOf(draft, to)}
            </button>
          ))}
        </fieldset>
      )}
      <p class="visually-hidden" role="status">
        {said}
      </p>
    </>
  );
}

function IslandColumn({
  column,
  draft,
  onDraft,
  moving,
}: {
  column: Column;
  draft: readonly Island[];
  onDraft: (draft: readonly Island[]) => void;
  moving: Moving;
}) {
  const { at, machines, variants } = column;
  const island = draft[at];
  return (
    <section
      class="islands-column"
      aria-label={nameOf(draft, at)}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes(TYPE) === true) event.preventDefault();
      }}
      onDrop={(event) => {
        const text = event.dataTransfer?.getData(TYPE) ?? "";
        if (text === "") return;
        event.preventDefault();
        moving.move(JSON.parse(text) as Member, at);
      }}
    >
      {island === undefined ? (
        <h3>{t("islands.none")}</h3>
      ) : (
        <div class="islands-head">
          <i class={`swatch swatch-island-${at % 6}`} aria-hidden="true" />
          <input
            aria-label={t("islands.name")}
            value={local(island.name)}
            maxLength={80}
            onChange={({ currentTarget: { value } }) =>
              onDraft(draft.map((one, place) => (place === at && value.trim() !== "" ? renamed(one, value) : one)))
            }
          />
          <button
            type="button"
            class="button small"
            aria-label={`${t("islands.remove")} ${local(island.name)}`}
            onClick={() => onDraft(draft.filter((_, place) => place !== at))}
          >
            {t("islands.remove")}
          </button>
        </div>
      )}
      <Members at={at} kind="machines" names={machines} draft={draft} moving={moving} />
      <Members at={at} kind="variants" names={variants} draft={draft} moving={moving} />
    </section>
  );
}

function Members({
  at,
  kind,
  names,
  draft,
  moving: { member, choose, move },
}: {
  at: number;
  kind: Member["kind"];
  names: readonly string[];
  draft: readonly Island[];
  moving: Moving;
}) {
  return (
    <ul class={`islands-members is-${kind}`}>
      {names.map((name) => {
        const one = { kind, name };
        return (
          <li key={name}>
            <button
              type="button"
              class="islands-member"
              data-member={keyOf(one)}
              draggable
              aria-pressed={member !== undefined && keyOf(member) === keyOf(one)}
              aria-label={`${t(kind === "machines" ? "islands.machine" : "islands.variant")} ${name}`}
              onClick={() => choose(one)}
              onDragStart={(event) => event.dataTransfer?.setData(TYPE, JSON.stringify(one))}
              onKeyDown={(event) => {
                const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : undefined;
                const to = step === undefined ? undefined : beside(draft, at, step);
                if (to === undefined) return;
                event.preventDefault();
                event.stopPropagation();
                move(one, to);
              }}
            >
              {name}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function nameOf(draft: readonly Island[], at: number): string {
  const island = draft[at];
  return island === undefined ? t("islands.none") : local(island.name);
}

function keyOf({ kind, name }: Member): string {
  return `${kind} ${name}`;
}

/** A person writes the name of the page's language; a name that was the same in both stays so. */
function renamed(island: Island, text: string): Island {
  const { name } = island;
  return { ...island, name: name.zh === name.en ? { zh: text, en: text } : { ...name, [language.value]: text } };
}
