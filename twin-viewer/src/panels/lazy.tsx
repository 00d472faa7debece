import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/language.ts";

/**
 * A component that is loaded when it is first shown: rarely used parts do not slow down the page. One that lies over
 * the page is `isSilent`: while it loads, nothing takes its place.
 */
export function lazyComponent<Props extends object = object>(
  load: () => Promise<(props: Props) => JSX.Element | null>,
  { isSilent = false } = {},
): (props: Props) => JSX.Element {
  let Loaded: ((props: Props) => JSX.Element | null) | undefined;
  return function Lazy(props: Props) {
    const [, setLoaded] = useState(Loaded !== undefined);
    useEffect(() => {
      let stopped = false;
      void load().then((component) => {
        Loaded = component;
        if (!stopped) setLoaded(true);
      });
      return () => {
        stopped = true;
      };
    }, []);
    if (Loaded !== undefined) return <Loaded {...props} />;
    return (
      <p class="empty" hidden={isSilent}>
        {t("app.loading")}
      </p>
    );
  };
}
