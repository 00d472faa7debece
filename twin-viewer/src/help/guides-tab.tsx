import { useEffect, useState } from "preact/hooks";
import { type HelpPlace, help, openGuide } from "../data/help-place.ts";
import { language } from "../i18n/chosen.ts";
import { t } from "../i18n/language.ts";
import { GuideView } from "./guide-view.tsx";
import { GUIDE_GROUPS, type GuideGroup } from "./guides.ts";
import { type Guide, loadGuides, searchGuides } from "./library.ts";

/** All guides by subject, with a search over titles and texts, or one of them. */
export function GuidesTab({ place }: { place: HelpPlace }) {
  const spoken = language.value;
  const [question, setQuestion] = useState("");
  const [guides, setGuides] = useState<readonly Guide[] | "failed" | undefined>(undefined);
  useEffect(() => {
    let isOver = false;
    loadGuides(spoken).then(
      (read) => isOver || setGuides(read),
      () => isOver || setGuides("failed"),
    );
    return () => {
      isOver = true;
    };
  }, [spoken]);
  if (guides === undefined) return <p class="help-body empty">{t("app.loading")}</p>;
  if (guides === "failed") return <p class="help-body empty">{t("help.no-guides")}</p>;
  const open = guides.find(({ name }) => name === place.guide);
  if (open !== undefined)
    return (
      <div class="help-body">
        <p>
          <button type="button" class="button small" onClick={() => (help.value = { tab: "guides" })}>
            {t("help.all-guides")}
          </button>
        </p>
        <GuideView guide={open} anchor={anchorIn(open, place.anchor ?? "")} />
      </div>
    );
  return (
    <div class="help-body">
      <input
        class="search-input"
        type="search"
        aria-label={t("help.search-guides")}
        placeholder={t("help.search-guides")}
        value={question}
        onInput={(event) => setQuestion(event.currentTarget.value)}
      />
      {question.trim() === "" ? <List guides={guides} /> : <Hits guides={guides} question={question} />}
    </div>
  );
}

/** After a change of language the anchor is of the other one: the guide then begins at its beginning. */
function anchorIn({ blocks }: Guide, anchor: string): string {
  return blocks.some((block) => block.kind === "heading" && block.id === anchor) ? anchor : "";
}

function List({ guides }: { guides: readonly Guide[] }) {
  return (
    <>
      {(Object.keys(GUIDE_GROUPS) as GuideGroup[]).map((group) => (
        <section key={group} aria-label={t(`help.group-${group}`)}>
          <h3>{t(`help.group-${group}`)}</h3>
          <ul class="guide-list">
            {guides
              .filter(({ name }) => (GUIDE_GROUPS[group] as readonly string[]).includes(name))
              .map(({ name, title }) => (
                <li key={name}>
                  <button type="button" class="link" onClick={() => openGuide(name)}>
                    {title}
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Hits({ guides, question }: { guides: readonly Guide[]; question: string }) {
  const hits = searchGuides(guides, question);
  if (hits.length === 0)
    return (
      <p class="empty" role="status">
        {t("help.nothing-found", { question: question.trim() })}
      </p>
    );
  return (
    <ul class="guide-hits" aria-label={t("help.hits")}>
      {hits.map(({ guide, heading, anchor, excerpt }) => (
        <li key={`${guide.name} ${anchor}`}>
          <button type="button" class="link" onClick={() => openGuide(guide.name, anchor)}>
            {heading === guide.title ? guide.title : `${guide.title} › ${heading}`}
          </button>
          <p>{excerpt}</p>
        </li>
      ))}
    </ul>
  );
}
