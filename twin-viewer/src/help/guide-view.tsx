import { useLayoutEffect, useRef } from "preact/hooks";
import { openGuide } from "../data/help-place.ts";
import { locale } from "../i18n/chosen.ts";
import { t } from "../i18n/language.ts";
import { guideOfLink } from "./guides.ts";
import type { Guide } from "./library.ts";
import type { Block, Inline } from "./markdown.ts";

/** One guide, from a heading on. */
export function GuideView({ guide, anchor }: { guide: Guide; anchor: string }) {
  const article = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const heading = [...(article.current?.querySelectorAll<HTMLElement>("h2, h3, h4") ?? [])].find(
      ({ dataset }) => anchor !== "" && dataset["anchor"] === anchor,
    );
    const target = heading ?? article.current?.querySelector<HTMLElement>("h2");
    target?.scrollIntoView({ block: "start" });
    target?.focus({ preventScroll: true });
  }, [guide, anchor]);
  const tongue = guide.language === "zh" ? "zh-CN" : "en";
  return (
    <article ref={article} class="guide" lang={tongue}>
      {locale().startsWith(guide.language) ? null : (
        <p class="card-note" lang={locale()}>
          {t("help.other-language")}
        </p>
      )}
      <h2 tabIndex={-1}>{guide.title}</h2>
      {guide.blocks.map((block, at) => (
        <BlockView key={at} block={block} guide={guide} />
      ))}
    </article>
  );
}

function BlockView({ block, guide }: { block: Block; guide: Guide }) {
  const line = (content: readonly Inline[]) => <LineView content={content} guide={guide} />;
  switch (block.kind) {
    case "heading": {
      const Heading = block.level < 3 ? "h3" : "h4";
      return (
        <Heading data-anchor={block.id} tabIndex={-1}>
          {line(block.content)}
        </Heading>
      );
    }
    case "code":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case "list": {
      const List = block.isOrdered ? "ol" : "ul";
      return (
        <List>
          {block.items.map((item, at) => (
            <li key={at}>{line(item)}</li>
          ))}
        </List>
      );
    }
    case "table":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
        <section class="guide-table" tabIndex={0} aria-label={t("help.table")}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell, at) => (
                  <th key={at}>{line(cell)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, at) => (
                <tr key={at}>
                  {row.map((cell, column) => (
                    <td key={column}>{line(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      );
    default:
      return <p>{line(block.content)}</p>;
  }
}

function LineView({ content, guide }: { content: readonly Inline[]; guide: Guide }) {
  return (
    <>
      {content.map((one, at) => (
        <InlineView key={at} one={one} guide={guide} />
      ))}
    </>
  );
}

function InlineView({ one, guide }: { one: Inline; guide: Guide }) {
  switch (one.kind) {
    case "code":
      return <code>{one.text}</code>;
    case "text":
      return <>{one.text}</>;
    case "strong":
      return (
        <strong>
          <LineView content={one.content} guide={guide} />
        </strong>
      );
    case "emphasis":
      return (
        <em>
          <LineView content={one.content} guide={guide} />
        </em>
      );
    default:
      return <LinkView href={one.href} content={one.content} guide={guide} />;
  }
}

/** Links to guides open here, those to the web in a page of their own; other files are only named. */
function LinkView({ href, content, guide }: { href: string; content: readonly Inline[]; guide: Guide }) {
  const text = <LineView content={content} guide={guide} />;
  const target = href.startsWith("#") ? { name: guide.name, anchor: href.slice(1) } : guideOfLink(href);
  if (target !== undefined)
    return (
      <button type="button" class="link" onClick={() => openGuide(target.name, decodeURIComponent(target.anchor))}>
        {text}
      </button>
    );
  if (href.startsWith("https://"))
    return (
      <a class="link" href={href} target="_blank" rel="noreferrer">
        {text}
      </a>
    );
  return <span class="guide-file">{text}</span>;
}
